"""The alarm of the window: what sounds, what is muted, and what is told."""

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.alarm.alarm_control import AlarmControl
from maskapp.gui.alarm.frame_overlay import FrameOverlay
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.settings.alarm_editors import AlarmTestRow
from maskapp.gui.settings.alarm_tab import AlarmTab
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.gui.settings.settings_store import SettingsStore

NO_DEVICE = "There is no device to play sound on."


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def settings(tmp_path):
    store = SettingsStore(tmp_path)
    store.change(alarm_chime=True)
    yield store
    assert store.stop()


@pytest.fixture
def messages(window) -> MessageBar:
    return MessageBar(window)


@pytest.fixture
def control(qtbot, window, settings, messages, loudspeaker, monkeypatch):
    monkeypatch.setattr("maskapp.gui.alarm.alarm_test._SHOWN_MS", 50)
    control = AlarmControl(window, window, settings, messages, lambda: loudspeaker)
    yield control
    control._mute.end()
    assert control.stop()
    qtbot.waitUntil(lambda: not window.findChild(FrameOverlay).isVisible())


def sound(qtbot, control) -> None:
    """Sound the alarm and wait for its end."""
    with qtbot.waitSignal(control._player.finished):
        control.sound()


def test_it_sounds_with_the_settings_of_now(qtbot, control, settings, loudspeaker) -> None:
    settings.change(alarm_volume_percent=25)
    sound(qtbot, control)
    assert loudspeaker.heard == [settings.settings]


def test_muted_it_is_silent_at_once_and_later(qtbot, control, loudspeaker) -> None:
    loudspeaker.is_long = True
    control.sound()
    qtbot.waitUntil(lambda: len(loudspeaker.heard) == 1)
    with qtbot.waitSignal(control._player.finished):
        control.actions[0].trigger()
    assert loudspeaker.halted == 1
    loudspeaker.is_long = False
    control.sound()
    control.actions[0].trigger()
    sound(qtbot, control)
    assert len(loudspeaker.heard) == 2, "what came while it was muted is not made up for"


def test_a_missing_device_is_told_once_until_there_was_one(
    qtbot, control, messages, loudspeaker
) -> None:
    loudspeaker.problems = [NO_DEVICE]
    sound(qtbot, control)
    assert messages.text == f"Alarm: {NO_DEVICE}"
    messages._dismiss()
    sound(qtbot, control)
    assert messages.text == ""
    loudspeaker.problems = []
    sound(qtbot, control)
    loudspeaker.problems = [NO_DEVICE]
    sound(qtbot, control)
    assert messages.text == f"Alarm: {NO_DEVICE}"


def test_a_problem_that_is_solved_is_not_told_any_longer(qtbot, control, messages, loudspeaker):
    loudspeaker.problems = [NO_DEVICE]
    sound(qtbot, control)
    loudspeaker.problems = []
    sound(qtbot, control)
    assert messages.text == ""


def test_another_problem_is_told_too(qtbot, control, messages, loudspeaker) -> None:
    loudspeaker.problems = [NO_DEVICE]
    sound(qtbot, control)
    loudspeaker.problems = [NO_DEVICE, "It cannot speak."]
    sound(qtbot, control)
    assert messages.text == "Alarm: It cannot speak."


def test_a_test_tells_its_problems_each_time(qtbot, control, messages, loudspeaker) -> None:
    loudspeaker.problems = [NO_DEVICE]
    for _ in range(2):
        with qtbot.waitSignal(control.test.finished):
            control.actions[2].trigger()
        assert messages.text == f"Alarm: {NO_DEVICE}"
        messages._dismiss()


def test_a_muted_alarm_can_be_tested(qtbot, control, loudspeaker) -> None:
    control.actions[1].trigger()
    with qtbot.waitSignal(control.test.finished):
        control.actions[2].trigger()
    assert len(loudspeaker.heard) == 1


def test_there_is_a_button_only_while_there_is_something_to_mute(
    qtbot, control, settings, loudspeaker
) -> None:
    assert control.toolbar_action.isVisible()
    control.actions[1].trigger()
    loudspeaker.is_long = True
    with qtbot.waitSignal(control.test.finished):
        control.actions[2].trigger()
        settings.change(alarm_chime=False)  # ends what sounds
    assert not control.toolbar_action.isVisible()
    assert not control.actions[0].isEnabled()
    settings.change(alarm_speech=True)
    assert control.toolbar_action.isVisible()
    assert not control.actions[0].isChecked(), "it begins to sound, not muted from before"


def test_a_settings_dialog_can_test_what_it_has(qtbot, control, settings, loudspeaker) -> None:
    dialog = SettingsDialog(settings.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    control.serve(dialog)
    results = []
    control.test.finished.connect(results.append)
    changed = settings.settings.__class__(alarm_speech=True, alarm_sentence="Mask on!")
    with qtbot.waitSignal(control.test.finished):
        dialog.alarm_test_requested.emit(changed)
    assert (loudspeaker.heard, results) == ([changed], [[]])
    row = dialog.findChild(AlarmTab).findChild(AlarmTestRow)
    assert "Nothing heard?" in row.findChild(SettingNote).text()


def test_a_test_that_outlives_its_dialog_does_no_harm(qtbot, control, settings) -> None:
    dialog = SettingsDialog(settings.settings)
    dialog.show()
    control.serve(dialog)
    dialog.alarm_test_requested.emit(settings.settings)
    with qtbot.waitSignal(control.test.finished):
        dialog.deleteLater()
