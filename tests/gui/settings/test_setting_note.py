"""The note below a setting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from maskapp.gui.settings.setting_note import SettingNote


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def note(window) -> SettingNote:
    made = SettingNote(window)
    QVBoxLayout(window).addWidget(made)
    return made


def label(note: SettingNote) -> QLabel:
    [found] = [each for each in note.findChildren(QLabel) if each.text() == note.text()]
    return found


def icon(note: SettingNote) -> QLabel:
    [found] = [each for each in note.findChildren(QLabel) if not each.pixmap().isNull()]
    return found


def test_takes_no_room_while_it_is_empty(note) -> None:
    note.set_hint("")
    assert not note.isVisible()
    note.set_hint("Created if needed.")
    assert note.isVisible()


def test_a_problem_is_bold_with_an_icon(note) -> None:
    note.set_hint("Created if needed.")
    assert not label(note).font().bold()
    note.set_problem("Folder is not a full path.")
    assert note.text() == "Folder is not a full path."
    assert label(note).font().bold()
    assert icon(note).isVisible()
    note.set_problem("")
    assert note.text() == "Created if needed."
    assert not icon(note).isVisible()


def test_never_interprets_markup(note) -> None:
    note.set_hint("<b>{date}</b>")
    assert label(note).textFormat() == Qt.TextFormat.PlainText


def test_a_long_name_does_not_widen_it(note) -> None:
    note.set_hint(f"Checking {'W' * 200}.tflite…")
    assert note.text().count("W") == 200
    most = 40 * note.fontMetrics().averageCharWidth()
    assert all(each.minimumSizeHint().width() <= most for each in note.findChildren(QLabel))
