"""Muting the alarm, by a clock that the tests set."""

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.alarm.alarm_mute import MUTED_S, AlarmMute


@pytest.fixture
def mute(qtbot, clock) -> AlarmMute:
    window = QWidget()
    qtbot.addWidget(window)
    mute = AlarmMute(window, clock)
    mute.set_enabled(True)
    yield mute
    mute.end()


def state(mute: AlarmMute) -> tuple[bool, bool, bool, str]:
    """Return whether it is muted, whether each action is ticked, and what the button says."""
    while_, until_on = mute.for_a_while, mute.until_on
    return mute.is_muted, while_.isChecked(), until_on.isChecked(), while_.iconText()


def test_it_sounds_at_first(mute) -> None:
    assert state(mute) == (False, False, False, "Mute")


def test_it_is_muted_for_five_minutes_and_says_how_long(mute, clock, qtbot) -> None:
    with qtbot.waitSignal(mute.changed):
        mute.for_a_while.trigger()
    assert state(mute) == (True, True, False, "Muted 5:00")
    clock.now_s += 61
    mute._tick()
    assert state(mute) == (True, True, False, "Muted 3:59")
    clock.now_s += MUTED_S - 61
    with qtbot.waitSignal(mute.changed):
        mute._tick()
    assert state(mute) == (False, False, False, "Mute")
    assert not mute._timer.isActive()


def test_the_time_passes_by_itself(mute, clock, qtbot) -> None:
    mute.for_a_while.trigger()
    clock.now_s += 10
    qtbot.waitUntil(lambda: mute.for_a_while.iconText() == "Muted 4:50")


def test_it_sounds_at_the_end_even_before_the_next_tick(mute, clock) -> None:
    mute.for_a_while.trigger()
    clock.now_s += MUTED_S
    assert not mute.is_muted


def test_the_same_action_lets_it_sound_again(mute) -> None:
    mute.for_a_while.trigger()
    mute.for_a_while.trigger()
    assert state(mute) == (False, False, False, "Mute")


def test_it_is_muted_until_it_is_switched_on(mute, clock) -> None:
    mute.until_on.trigger()
    clock.now_s += 1e9
    assert state(mute) == (True, True, True, "Muted")
    mute.until_on.trigger()
    assert state(mute) == (False, False, False, "Mute")


def test_the_button_ends_a_muting_without_end_too(mute) -> None:
    mute.until_on.trigger()
    mute.for_a_while.trigger()
    assert state(mute) == (False, False, False, "Mute")


def test_a_short_muting_can_become_one_without_end(mute) -> None:
    mute.for_a_while.trigger()
    mute.until_on.trigger()
    assert state(mute) == (True, True, True, "Muted")


def test_without_anything_to_mute_it_is_disabled_and_ended(mute) -> None:
    mute.until_on.trigger()
    mute.set_enabled(False)
    assert state(mute) == (False, False, False, "Mute")
    assert not mute.for_a_while.isEnabled()
    assert not mute.until_on.isEnabled()
