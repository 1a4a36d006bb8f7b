"""The settings of the alarm."""

from datetime import time

import pytest

from maskapp.settings.alarm import time_of_day
from maskapp.settings.settings import Settings, problem_with


def test_an_alarm_with_nothing_switched_on_does_nothing() -> None:
    settings = Settings()
    assert not settings.has_alarm_sound
    assert not settings.alarm_frame


@pytest.mark.parametrize("name", ["alarm_chime", "alarm_speech"])
def test_sound_and_sentence_can_be_heard(name) -> None:
    assert Settings(**{name: True}).has_alarm_sound


@pytest.mark.parametrize("value", ["00:00", "08:30", "23:59"])
def test_times_of_day_are_accepted(value) -> None:
    assert problem_with("alarm_from", value) is None
    assert time_of_day(value) == time(int(value[:2]), int(value[3:]))


@pytest.mark.parametrize(
    "value", ["", "24:00", "12:60", "8:30", "08:30:00", "08:30 ", "٠٨:٣٠", "-1:00", "noon"]
)
def test_other_texts_are_no_times_of_day(value) -> None:
    assert problem_with("alarm_until", value) == "is not a time from 00:00 to 23:59"


@pytest.mark.parametrize("value", ["mon", "sat sun", "sun mon", " tue  wed "])
def test_days_are_accepted_in_any_order(value) -> None:
    assert problem_with("alarm_days", value) is None


@pytest.mark.parametrize("value", ["", "  ", "monday", "Mon", "mon mon", "mon,tue", "0"])
def test_other_texts_are_no_days(value) -> None:
    assert problem_with("alarm_days", value) is not None


@pytest.mark.parametrize("value", ["", "   ", "a\nb", "a\0b", "\ud800", "x" * 201])
def test_a_sentence_that_cannot_be_spoken_is_refused(value) -> None:
    assert problem_with("alarm_sentence", value) is not None


@pytest.mark.parametrize("value", ["-- Maske auf!", "マスクを", '"; rm -rf $HOME', "x" * 200])
def test_any_other_sentence_is_accepted(value) -> None:
    assert problem_with("alarm_sentence", value) is None
