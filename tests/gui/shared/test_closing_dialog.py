from PySide6.QtCore import Qt, QTimer

from maskapp.gui.shared.closing_dialog import ClosingDialog


class Waiting(ClosingDialog):
    """Waits until it was looked at a few times."""

    def __init__(self, looks: int) -> None:
        super().__init__(told_s=0.1)
        self.left = looks

    def is_over(self) -> bool:
        self.left -= 1
        return self.left <= 0

    def progress_text(self) -> str:
        return f"{self.left} to go."


def test_it_shows_the_progress_until_it_is_over(qtbot) -> None:
    dialog, texts = Waiting(3), []
    qtbot.addWidget(dialog)
    watch = QTimer(dialog, interval=5)
    watch.timeout.connect(lambda: texts.append(dialog.text.text()))
    watch.start()
    dialog.wait()
    assert dialog.left == 0
    first = "3 to go.\nMaskapp closes as soon as everything is saved."
    assert list(dict.fromkeys(texts))[:2] == [first, first.replace("3", "2")]


def test_escape_loses_nothing_while_it_waits(qtbot) -> None:
    dialog = Waiting(3)
    qtbot.addWidget(dialog)
    QTimer.singleShot(0, lambda: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    dialog.wait()
    assert dialog.left == 0


def test_who_waits_no_longer_may_leave(qtbot) -> None:
    dialog = Waiting(10_000)
    qtbot.addWidget(dialog)
    QTimer.singleShot(0, dialog.leave.click)
    dialog.wait()
    assert dialog.left > 0
    assert dialog.leave.text() == "&Close without saving"


def test_what_was_not_saved_is_told_for_a_while(qtbot, caplog) -> None:
    dialog = Waiting(1)
    qtbot.addWidget(dialog)
    dialog.tell("A snapshot is lost.")
    assert dialog.text.text() == "A snapshot is lost."
    assert "Not saved at the end: A snapshot is lost." in caplog.text


def test_its_end_does_not_end_the_program(qtbot) -> None:
    dialog = Waiting(1)
    qtbot.addWidget(dialog)
    assert not dialog.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
