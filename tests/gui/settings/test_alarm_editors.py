"""The editors of the alarm's sound file, hours and days."""

import pytest
from PySide6.QtCore import QLocale, QTime
from PySide6.QtWidgets import QFileDialog, QPushButton, QTimeEdit, QToolButton

from maskapp.gui.settings.alarm_editors import AlarmTestRow, DaysEditor, HoursEditor, SoundEditor
from maskapp.gui.settings.setting_note import SettingNote


@pytest.fixture
def add(qtbot):
    def show(editor):
        qtbot.addWidget(editor)
        editor.show()
        return editor

    return show


@pytest.mark.parametrize("hours", ["08:00-18:00", "22:30-06:15", "00:00-00:00", "23:59-00:01"])
def test_hours_come_back_as_they_were_set(add, hours) -> None:
    editor = add(HoursEditor("alarm_hours"))
    editor.set_value(hours)
    assert (editor.value(), editor.problem()) == (hours, None)


def test_hours_are_edited_in_two_fields(add, qtbot) -> None:
    editor = add(HoursEditor("alarm_hours"))
    editor.set_value("08:00-18:00")
    _, end = editor.findChildren(QTimeEdit)
    with qtbot.waitSignal(editor.changed):
        end.setTime(QTime(19, 45))
    assert editor.value() == "08:00-19:45"


def test_days_come_back_as_they_were_set_and_if_changed_in_the_order_of_the_week(add) -> None:
    editor = add(DaysEditor("alarm_days"))
    editor.set_value("sun mon  fri")
    assert (editor.value(), editor.problem()) == ("sun mon  fri", None)
    buttons = {button.toolTip(): button for button in editor.findChildren(QToolButton)}
    buttons["Tuesday"].click()
    assert (editor.value(), editor.problem()) == ("mon tue fri sun", None)


def test_a_week_without_a_day_is_a_problem(add, qtbot) -> None:
    editor = add(DaysEditor("alarm_days"))
    editor.set_value("wed")
    [button] = [each for each in editor.findChildren(QToolButton) if each.isChecked()]
    with qtbot.waitSignal(editor.changed):
        button.click()
    assert editor.problem() == "has no day"


@pytest.mark.parametrize(("place", "first"), [("de_DE", "Monday"), ("en_US", "Sunday")])
def test_the_week_begins_as_in_the_users_calendar(add, place, first) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(place))
    try:
        editor = add(DaysEditor("alarm_days"))
        button = editor.field
        assert button.toolTip() == QLocale(place).standaloneDayName(1 if first == "Monday" else 7)
        editor.set_value("mon")
        [on] = [each for each in editor.findChildren(QToolButton) if each.isChecked()]
        assert on.toolTip() == QLocale(place).standaloneDayName(1)
    finally:
        QLocale.setDefault(before)


def test_a_sound_file_is_chosen_in_a_dialog(add, qtbot, tmp_path) -> None:
    editor = add(SoundEditor("alarm_sound_file"))
    editor.findChild(QPushButton).click()
    dialog = editor.findChild(QFileDialog)
    with qtbot.waitSignal(editor.changed):
        dialog.fileSelected.emit(str(tmp_path / "bell.wav"))
    dialog.reject()
    assert editor.value() == str(tmp_path / "bell.wav")
    assert editor.problem() is None


def test_a_relative_path_is_a_problem(add) -> None:
    editor = add(SoundEditor("alarm_sound_file"))
    editor.set_value("bell.wav")
    assert editor.problem() == "is not a full path"
    editor.set_value("")
    assert editor.problem() is None
    assert editor.field.placeholderText() == "Built-in chime"


def test_one_test_at_a_time_and_only_of_what_is_valid(add, qtbot) -> None:
    row = add(AlarmTestRow())
    button, note = row.findChild(QPushButton), row.findChild(SettingNote)
    with qtbot.waitSignal(row.requested):
        button.click()
    assert (button.isEnabled(), note.text()) == (False, "Testing…")
    row.set_can_try(False)
    row.show_result(["There is no device."])
    assert (button.isEnabled(), note.text()) == (False, "There is no device.")
    row.set_can_try(True)
    assert button.isEnabled()
    button.click()
    row.show_result([])
    assert "Nothing heard?" in note.text()
