from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from maskapp.gui.startup.error_box import show_error_box


def test_the_error_is_shown_as_it_is_until_the_box_is_closed(qapp: QApplication) -> None:
    seen: list[str] = []

    def read_and_close() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.extend((box.text(), box.informativeText()))
        box.accept()

    QTimer.singleShot(0, read_and_close)
    show_error_box("The folder <b>a & b</b> cannot be created")
    assert seen == ["Maskapp cannot start.", "The folder <b>a & b</b> cannot be created"]
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]
