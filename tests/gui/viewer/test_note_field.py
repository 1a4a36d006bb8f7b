import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from maskapp.gui.viewer.note_field import NoteField


@pytest.fixture
def field(qtbot):
    window = QWidget()
    field = NoteField(window)
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(QLineEdit(window))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    field.holder, field.notes = window, []
    field.saved.connect(lambda *saved: field.notes.append(saved))
    return field


def test_what_is_typed_is_saved_when_the_field_is_left(field, qtbot):
    field.show_note(7, "old")
    qtbot.keyClicks(field, "new ")
    assert field.notes == []
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.notes == [(7, "new old")]
    field.save()
    assert len(field.notes) == 1, "once"


def test_what_is_typed_is_saved_before_another_note_is_shown(field, qtbot):
    field.show_note(7, "")
    qtbot.keyClicks(field, "seven")
    field.show_note(8, "eight")
    assert field.notes == [(7, "seven")]
    assert field.toPlainText() == "eight"
    field.clear_note()
    assert len(field.notes) == 1


def test_a_pause_in_typing_saves_it(field, qtbot):
    field.show_note(7, "")
    with qtbot.waitSignal(field.saved, timeout=10_000):
        qtbot.keyClicks(field, "seven")


def test_the_log_does_not_overwrite_what_is_being_typed(field, qtbot):
    field.show_note(7, "old")
    field.show_note(7, "changed elsewhere")
    assert field.toPlainText() == "changed elsewhere"
    qtbot.keyClicks(field, "x")
    field.show_note(7, "changed again")
    assert field.toPlainText().startswith("x")


def test_escape_loses_nothing(field, qtbot):
    field.show_note(7, "")
    qtbot.keyClicks(field, "kept")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.toPlainText() == "kept"
