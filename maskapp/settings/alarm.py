"""The settings of the alarm: what it does, for whom, and when."""

import re
from dataclasses import dataclass
from datetime import time

from maskapp.settings.fields import number, path_problem, text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days as the settings spell them, in the order of `date.weekday`."""

_LONGEST_SENTENCE = 200
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def time_of_day(value: str) -> time:
    """Return a time such as "08:30", which `_time_problem` accepts."""
    return time.fromisoformat(value)


def _time_problem(value: str) -> str | None:
    return None if _TIME.fullmatch(value) else "is not a time from 00:00 to 23:59"


def _days_problem(value: str) -> str | None:
    days = value.split()
    if not days:
        return "has no day"
    if len(set(days)) < len(days) or not set(days) <= set(WEEKDAYS):
        return f"is not a list of different days out of {' '.join(WEEKDAYS)}"
    return None


def _sentence_problem(value: str) -> str | None:
    if len(value) > _LONGEST_SENTENCE:
        return f"is longer than {_LONGEST_SENTENCE} characters"
    if not value.strip():
        return "is empty"
    return None if value.isprintable() else "has characters that cannot be spoken"


@dataclass(frozen=True)
class AlarmSettings:
    """The settings of the alarm. It does nothing until one of its first three is on.

    Attributes:
        alarm_frame: Whether the preview gets a red frame, and faces a clock.
        alarm_chime: Whether a sound is played.
        alarm_speech: Whether a sentence is spoken.
        alarm_sound_file: Full path of the sound; empty for the built-in chime.
        alarm_volume_percent: Volume of sound and sentence.
        alarm_sentence: The sentence.
        alarm_repeat_s: Time after which they are repeated while the alarm lasts; 0 for never.
        alarm_no_mask: Whether somebody without a mask causes an alarm.
        alarm_worn_wrong: Whether somebody whose mask is worn wrong does.
        alarm_more_than: More people than this without a mask at once do; 0 for never.
        alarm_has_hours: Whether it is limited to the following hours and days.
        alarm_from: Time of day at which these hours begin.
        alarm_until: When they end; past midnight if that is earlier, a day later if it is the same.
        alarm_days: The days on which they begin, separated by spaces.
    """

    alarm_frame: bool = False
    alarm_chime: bool = False
    alarm_speech: bool = False
    alarm_sound_file: str = text("", path_problem)
    alarm_volume_percent: int = number(80, 5, 100)
    alarm_sentence: str = text("Please cover your mouth and nose with a mask.", _sentence_problem)
    alarm_repeat_s: int = number(0, 0, 600)
    alarm_no_mask: bool = True
    alarm_worn_wrong: bool = True
    alarm_more_than: int = number(0, 0, 100)
    alarm_has_hours: bool = False
    alarm_from: str = text("08:00", _time_problem)
    alarm_until: str = text("18:00", _time_problem)
    alarm_days: str = text(" ".join(WEEKDAYS), _days_problem)

    @property
    def has_alarm_sound(self) -> bool:
        """Whether an alarm can be heard."""
        return self.alarm_chime or self.alarm_speech
