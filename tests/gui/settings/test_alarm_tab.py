"""The tab for the alarm, and its test."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton, QTabWidget

from maskapp.gui.settings.alarm_tab import AlarmTab
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.settings.settings import Settings
from tests.support.settings_dialog_helpers import child_with_text, editor_of


@pytest.fixture
def tab(dialog) -> AlarmTab:
    editor_of(dialog, "alarm_frame")
    return dialog.findChild(AlarmTab)


@pytest.fixture
def button(tab) -> QPushButton:
    return child_with_text(tab, QPushButton, "Test")


def notes(tab) -> str:
    return " ".join(each.text() for each in tab.findChildren(SettingNote))


def test_it_has_an_editor_for_each_setting_of_the_alarm(tab) -> None:
    names = {name for name in vars(Settings()) if name.startswith("alarm_")}
    assert set(tab.editors()) == names


def test_the_test_gets_the_settings_in_the_dialog_before_they_are_applied(
    dialog, button, qtbot
) -> None:
    editor_of(dialog, "alarm_chime").set_value(True)
    editor_of(dialog, "alarm_volume_percent").set_value(40)
    with qtbot.waitSignal(dialog.alarm_test_requested) as asked:
        button.click()
    assert asked.args == [replace(Settings(), alarm_chime=True, alarm_volume_percent=40)]
    assert not button.isEnabled(), "one test at a time"


def test_the_result_says_what_is_wrong_or_where_to_look(dialog, tab, button) -> None:
    button.click()
    dialog.show_alarm_result(["There is no device."])
    assert "There is no device." in notes(tab)
    assert button.isEnabled()
    button.click()
    assert "There is no device." not in notes(tab)
    dialog.show_alarm_result([])
    assert "Nothing heard?" in notes(tab)


def test_invalid_settings_cannot_be_tested(dialog, button) -> None:
    editor_of(dialog, "alarm_sentence").set_value("  ")
    assert not button.isEnabled()
    editor_of(dialog, "alarm_sentence").set_value("Mask on!")
    assert button.isEnabled()


def test_a_result_that_comes_early_or_late_is_no_problem(dialog, tab) -> None:
    dialog.findChild(QTabWidget).setCurrentIndex(0)
    dialog.show_alarm_result([])
    assert "Nothing heard?" in notes(tab)


@pytest.mark.parametrize("can_speak", [True, False])
def test_it_says_if_the_system_cannot_speak(monkeypatch, qtbot, can_speak) -> None:
    monkeypatch.setattr("maskapp.gui.settings.alarm_tab.can_speak", lambda: can_speak)
    tab = AlarmTab()
    qtbot.addWidget(tab)
    assert ("no program that speaks" in notes(tab)) is not can_speak
