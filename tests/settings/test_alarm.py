"""The settings of the alarm."""

from datetime import time

import pytest

from maskapp.settings.alarm import begin_and_end
from maskapp.settings.settings import Settings, problem_with
from tests.support.foreign_texts import OF_MANY_LANGUAGES


def test_an_alarm_with_nothing_switched_on_does_nothing() -> None:
    settings = Settings()
    assert not settings.has_alarm_sound
    assert not settings.alarm_frame


@pytest.mark.parametrize("name", ["alarm_chime", "alarm_speech"])
def test_sound_and_sentence_can_be_heard(name) -> None:
    assert Settings(**{name: True}).has_alarm_sound


@pytest.mark.parametrize(
    ("value", "begin", "end"),
    [
        ("00:00-00:00", time(0), time(0)),
        ("08:30-18:05", time(8, 30), time(18, 5)),
        ("23:59-01:00", time(23, 59), time(1)),
    ],
)
def test_hours_are_accepted(value, begin, end) -> None:
    assert problem_with("alarm_hours", value) is None
    assert begin_and_end(value) == (begin, end)


@pytest.mark.parametrize(
    "value",
    ["", "08:00", "00:00-24:00", "12:60-13:00", "8:30-9:30", "08:00 - 18:00", "08:00-18:00\n",
     "٠٨:٣٠-٠٩:٣٠", "08:00-18:00-20:00", "noon"],
)  # fmt: skip
def test_other_texts_are_no_hours(value) -> None:
    assert problem_with("alarm_hours", value) == "is not of the form 08:00-18:00"


@pytest.mark.parametrize("value", ["mon", "sat sun", "sun mon", " tue  wed "])
def test_days_are_accepted_in_any_order(value) -> None:
    assert problem_with("alarm_days", value) is None


@pytest.mark.parametrize("value", ["", "  ", "monday", "Mon", "mon mon", "mon,tue", "0"])
def test_other_texts_are_no_days(value) -> None:
    assert problem_with("alarm_days", value) is not None


@pytest.mark.parametrize("value", ["", "   ", "\u200b \u200e", "a\nb", "a\0b", "\ud800", "x" * 201])
def test_a_sentence_that_cannot_be_spoken_is_refused(value) -> None:
    assert problem_with("alarm_sentence", value) is not None


@pytest.mark.parametrize(
    "value", ["-- Maske auf!", "マスクを", '"; rm -rf $HOME', "x" * 200, *OF_MANY_LANGUAGES]
)
def test_any_other_sentence_is_accepted(value) -> None:
    assert problem_with("alarm_sentence", value) is None
