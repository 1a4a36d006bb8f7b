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


def test_a_pause_in_the_middle_of_a_sentence_moves_nothing(field, qtbot):
    field.show_note(7, "")
    qtbot.keyClicks(field, "Left at ")
    field.save()
    field.end_saving(7, "Left at ", True)
    field.show_note(7, "Left at")  # as the log keeps it
    qtbot.keyClicks(field, "noon")
    assert field.toPlainText() == "Left at noon"
    field.save()
    assert field.notes == [(7, "Left at "), (7, "Left at noon")]


def test_a_note_that_was_read_before_it_was_written_is_not_shown(field, qtbot):
    field.show_note(7, "")
    qtbot.keyClicks(field, "Left at noon")
    field.save()
    field.show_note(7, "")
    assert field.toPlainText() == "Left at noon"
    qtbot.keyClicks(field, "!")
    field.end_saving(7, "Left at noon", True)
    field.show_note(7, "Left at noon")
    field.save()
    assert field.notes[-1] == (7, "Left at noon!")


def test_a_note_that_could_not_be_written_is_tried_again(field, qtbot):
    field.show_note(7, "")
    qtbot.keyClicks(field, "name")
    field.show_note(8, "")
    field.end_saving(7, "name", False)
    field.show_note(7, "")
    assert field.toPlainText() == "name"
    assert field.notes == [(7, "name"), (7, "name")]
    field.end_saving(7, "name", True)
    field.save()
    assert len(field.notes) == 2
    field.show_note(7, "changed elsewhere")
    assert field.toPlainText() == "changed elsewhere"


def test_only_the_newest_of_two_answers_counts(field, qtbot):
    field.show_note(7, "")
    qtbot.keyClicks(field, "a")
    field.save()
    qtbot.keyClicks(field, "b")
    field.save()
    field.end_saving(7, "a", True)
    field.show_note(7, "a")
    assert field.toPlainText() == "ab"
    field.end_saving(7, "ab", True)
    field.show_note(7, "else")
    assert field.toPlainText() == "else"


def test_ends_of_lines_are_no_change(field, qtbot):
    field.show_note(7, "one\r\ntwo")
    field.save()
    assert field.notes == []
    qtbot.keyClick(field, Qt.Key.Key_End)
    field.show_note(7, "one\r\ntwo")
    qtbot.keyClicks(field, "!")
    assert field.toPlainText() == "one!\ntwo"
