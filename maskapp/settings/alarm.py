"""The settings of the alarm: what it does, for whom, and when."""

import re
from dataclasses import dataclass
from datetime import time

from maskapp.display_names import is_blank, is_printable
from maskapp.settings.fields import number, path_problem, text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days as the settings spell them, in the order of `date.weekday`."""

_LONGEST_SENTENCE = 200
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_HOURS = re.compile(f"{_TIME}-{_TIME}", re.ASCII)


def begin_and_end(hours: str) -> tuple[time, time]:
    """Return the times of valid hours such as "08:30-18:00"."""
    begin, _, end = hours.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)


def _hours_problem(value: str) -> str | None:
    return None if _HOURS.fullmatch(value) else "is not of the form 08:00-18:00"


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
    if is_blank(value):
        return "is empty"
    return None if is_printable(value) else "has characters that cannot be spoken"


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
        alarm_hours: Times of day at which these hours begin and end. They end on the next day if
            that is earlier, and last a whole day if it is the same.
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
    alarm_hours: str = text("08:00-18:00", _hours_problem)
    alarm_days: str = text(" ".join(WEEKDAYS), _days_problem)

    @property
    def has_alarm_sound(self) -> bool:
        """Whether an alarm can be heard."""
        return self.alarm_chime or self.alarm_speech
