"""The rules of the alarm: whom it is about in each frame, and when it is to be heard."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from maskapp.live.alarm.alarm_hours import is_alarm_time
from maskapp.live.people_and_violations import RunningViolation
from maskapp.outputs.durations import format_duration
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings

HOLD_S = 1.5
"""An alarm goes on for this long after the label of the violation was last seen: somebody who turns
the head for a moment, or is not detected, causes no second one."""
CLOCK_AFTER_S = 1.0
"""Age of a violation that gets a clock; most of the shorter ones are a wrong label."""

_CLOCK_WORDS = {
    MaskLabel.WITHOUT_MASK: "without mask",
    MaskLabel.INCORRECT_MASK: "worn wrong",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """The alarm at the time of one frame.

    Attributes:
        people: The faces followed that cause it; empty while there is none.
        clocks: Text of the clock for each face followed that has one, such as "0:07 without mask".
        is_due: Whether it is to be heard now; once for each reason, and at each repetition.
    """

    people: frozenset[int] = frozenset()
    clocks: Mapping[int, str] = field(default_factory=dict)
    is_due: bool = False

    @property
    def shown(self) -> frozenset[int]:
        """The people whom the red frame is about; without one, the alarm is only heard."""
        return self.people & self.clocks.keys()

    @property
    def text(self) -> str:
        """The clock of whom the red frame is about first, and how many more; "" without one."""
        first, *more = sorted(self.shown) or (None,)
        if first is None:
            return ""
        return f"{self.clocks[first]}, and {len(more)} more" if more else self.clocks[first]


NO_ALARM = Alarm()


class _Causes(NamedTuple):
    """The violations of a frame.

    Attributes:
        present: Those whose label was seen a moment ago.
        single: Those that are an alarm of their own.
        group: Those that together are one; empty while they are not.
    """

    present: list[RunningViolation]
    single: list[RunningViolation]
    group: list[RunningViolation]


class AlarmRules:
    """The rules, applied to the frames of one session. Their memory does not grow with time.

    A person causes one alarm for each event, so the log and the sound agree. If the alarm is about
    a group, it is heard again only after the group was small enough.

    Args:
        settings: What causes an alarm, and when; set the attribute to replace them.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._heard: set[tuple[int, datetime]] = set()
        self._has_heard_group = False
        self._heard_s = 0.0
        self._running: list[RunningViolation] = []
        self._at: datetime | None = None

    def add(self, violations: Iterable[RunningViolation], time_s: float, at: datetime) -> Alarm:
        """Return the alarm at the time of the next frame.

        Args:
            violations: All that run.
            time_s: The frame's time in the session; never goes back.
            at: Its clock time, in the user's time zone.
        """
        self._running, self._at = list(violations), at
        self._heard &= {_key(each) for each in self._running}
        if not self._is_used:
            self._has_heard_group = False
            return NO_ALARM
        causes = self._causes(self._running)
        singles = {_key(each) for each in causes.single}
        is_due = self._is_due(singles, bool(causes.group), time_s)
        return replace(self._seen(causes), is_due=is_due)

    def look(self) -> Alarm:
        """Return what is seen of the alarm in the newest frame, with the current settings."""
        return self._seen(self._causes(self._running)) if self._is_used else NO_ALARM

    def forget(self, people: Iterable[int]) -> None:
        """Leave people who no longer count out of the newest frame."""
        gone = set(people)
        self._running = [each for each in self._running if each.person not in gone]

    @property
    def _is_used(self) -> bool:
        settings = self.settings
        has_effect = settings.alarm_frame or settings.has_alarm_sound
        return has_effect and self._at is not None and is_alarm_time(settings, self._at)

    def _causes(self, running: Iterable[RunningViolation]) -> _Causes:
        present = [
            each
            for each in running
            if each.unseen_s <= HOLD_S and each.label is not MaskLabel.WITH_MASK
        ]
        single = [each for each in present if self._is_alarming(each)]
        bare = [each for each in present if each.is_event and each.label is MaskLabel.WITHOUT_MASK]
        is_group = 0 < self.settings.alarm_more_than < len(bare)
        return _Causes(present, single, bare if is_group else [])

    def _seen(self, causes: _Causes) -> Alarm:
        people = frozenset(each.person for each in (*causes.single, *causes.group))
        if not self.settings.alarm_frame:
            return Alarm(people)
        clocks = {
            each.person: f"{format_duration(each.length_s)} {_CLOCK_WORDS[each.label]}"
            for each in causes.present
            if each.person in people or (self._is_wanted(each) and each.length_s >= CLOCK_AFTER_S)
        }
        return Alarm(people, clocks)

    def _is_wanted(self, violation: RunningViolation) -> bool:
        settings = self.settings
        if violation.label is MaskLabel.WITHOUT_MASK:
            return settings.alarm_no_mask or settings.alarm_more_than > 0
        return settings.alarm_worn_wrong

    def _is_alarming(self, violation: RunningViolation) -> bool:
        """Return whether a violation is an alarm of its own.

        Only time with labels that cause an alarm counts: somebody whose mask was under the nose for
        a minute has not been without one for long.
        """
        settings = self.settings
        causes = {
            MaskLabel.WITHOUT_MASK: settings.alarm_no_mask,
            MaskLabel.INCORRECT_MASK: settings.alarm_worn_wrong,
        }
        lasted_s = sum(each for label, each in violation.lasted_s.items() if causes[label])
        is_long = lasted_s >= settings.violation_after_s
        return violation.is_event and causes[violation.label] and is_long

    def _is_due(self, singles: set[tuple[int, datetime]], is_group: bool, time_s: float) -> bool:
        is_new = bool(singles - self._heard) or (is_group and not self._has_heard_group)
        self._heard |= singles
        self._has_heard_group = is_group
        repeat_s = self.settings.alarm_repeat_s
        is_lasting = bool(singles) or is_group
        is_repeated = is_lasting and 0 < repeat_s <= time_s - self._heard_s
        if not (is_new or is_repeated):
            return False
        self._heard_s = time_s
        return self.settings.has_alarm_sound


def _key(violation: RunningViolation) -> tuple[int, datetime]:
    return violation.person, violation.started_at
