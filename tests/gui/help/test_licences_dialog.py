"""The dialog with the licences of a package."""

from PySide6.QtWidgets import QPlainTextEdit

from maskapp import paths
from maskapp.gui.help.licences_dialog import LicencesDialog


def text(qtbot) -> str:
    dialog = LicencesDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    view = dialog.findChild(QPlainTextEdit)
    assert view.isReadOnly()
    assert view.accessibleName() == "Licences"
    return view.toPlainText()


def test_shows_the_licences_of_a_package(qtbot, tmp_path, monkeypatch) -> None:
    file = tmp_path / "LICENCES.txt"
    file.write_text("x264 – GPL\n", encoding="utf-8")
    monkeypatch.setattr(paths, "licences", lambda: file)
    assert text(qtbot) == "x264 – GPL\n"


def test_says_where_they_are_without_a_package(qtbot) -> None:
    shown = text(qtbot)
    assert "MIT licence" in shown
    assert "pip show" in shown
