"""The sign on the door display, which changes only once people's labels have settled."""

from collections import deque
from dataclasses import dataclass

from maskapp.live.door.people_at_door import ANSWERS, AtDoor, DoorSign

_WINDOW_S = 1.0
_SETTLED_S = 0.7
"""A sign is shown once frames have asked for it for so much of the last `_WINDOW_S`."""
_LEAST_SHOWN_S = 1.2
"""No sign but *idle* is replaced before it could be read."""
_UNSUPPORTED_S = 2.0
"""An answer that frames no longer ask for, without asking for another, stays for so long."""
_NEWCOMER_S = 0.7
"""As before, but for somebody who was not there when the answer was given."""
_SOMEBODY_S = 1.2
"""After so long, somebody who has no clear label is asked to wait."""
_GONE_S = 2.0
"""Nobody is there once nobody was detected for so long."""
_WELCOME_AFTER_S = 3.0
"""Thanks stay for so long after the last of those who wear a mask has gone in."""
_STALE_S = 5.0
"""A source that sends nothing for so long tells nothing about who is at the door now."""


@dataclass(frozen=True, slots=True)
class ShownSign:
    """What the door display shows.

    Attributes:
        sign: The sign.
        is_for_several: Whether it speaks to several people.
    """

    sign: DoorSign
    is_for_several: bool = False


class SteadySign:
    """The state of the door display.

    Add every frame, and ask for the sign several times per second, between frames too. All times
    are in seconds on one steady clock.
    """

    def __init__(self) -> None:
        self._frames: deque[tuple[float, AtDoor]] = deque()
        self._is_available = False
        self._shown = ShownSign(DoorSign.UNAVAILABLE)
        self._shown_at_s = 0.0
        self._supported_at_s = 0.0
        self._somebody_since_s: float | None = None
        self._somebody_at_s = 0.0
        self._addressed: frozenset[int] = frozenset()
        self._newcomer_since_s: float | None = None

    def set_available(self, is_available: bool, now_s: float) -> None:
        """Note whether the source runs; what was seen before an interruption is forgotten."""
        if is_available == self._is_available:
            return
        self._is_available = is_available
        self._forget()
        self._show(DoorSign.IDLE if is_available else DoorSign.UNAVAILABLE, now_s)

    def add(self, people: AtDoor, now_s: float) -> None:
        """Add a frame."""
        self._frames.append((now_s, people))
        while len(self._frames) > 1 and self._frames[1][0] <= now_s - _WINDOW_S:
            self._frames.popleft()
        if people.sign is DoorSign.IDLE:
            self._newcomer_since_s = None
        else:
            if self._somebody_since_s is None:
                self._somebody_since_s = now_s
            self._somebody_at_s = now_s
            is_new = not people.tracks & self._addressed
            if not is_new:
                self._newcomer_since_s = None
            elif self._newcomer_since_s is None:
                self._newcomer_since_s = now_s
        if people.sign is self._shown.sign:
            self._supported_at_s = now_s
            self._addressed = people.tracks

    def at(self, now_s: float) -> ShownSign:
        """Return the sign to show now."""
        if not self._is_available or not self._frames:
            return self._shown
        if now_s - self._frames[-1][0] >= _STALE_S:
            self._forget()
            if self._shown.sign in ANSWERS:
                self._show(DoorSign.WAIT, now_s)
            return self._shown
        if now_s - self._somebody_at_s >= _GONE_S:
            self._somebody_since_s = None
        wanted = self._wanted(now_s)
        is_readable = now_s - self._shown_at_s >= _LEAST_SHOWN_S
        if wanted is not self._shown.sign and (is_readable or self._shown.sign is DoorSign.IDLE):
            self._show(wanted, now_s)
        self._settle_number(now_s)
        return self._shown

    def _wanted(self, now_s: float) -> DoorSign:
        shown = self._shown.sign
        settled = self._settled(now_s)
        if settled in ANSWERS:
            return settled
        if self._somebody_since_s is None:
            stays = shown is DoorSign.WELCOME and now_s - self._supported_at_s < _WELCOME_AFTER_S
            return shown if stays else DoorSign.IDLE
        if shown is DoorSign.IDLE:
            return DoorSign.WAIT if now_s - self._somebody_since_s >= _SOMEBODY_S else shown
        newcomer_s = self._newcomer_since_s
        is_meant_for_others = newcomer_s is not None and now_s - newcomer_s >= _NEWCOMER_S
        # Nobody in the newest frame: the last one may just have gone in.
        is_empty = self._frames[-1][1].sign is DoorSign.IDLE
        is_old = not is_empty and now_s - self._supported_at_s >= _UNSUPPORTED_S
        return DoorSign.WAIT if is_meant_for_others or is_old else shown

    def _settled(self, now_s: float) -> DoorSign | None:
        """Return the sign that nearly all of the last frames asked for; None if there is none."""
        seconds = dict.fromkeys(DoorSign, 0.0)
        for begin_s, end_s, people in self._spans(now_s):
            seconds[people.sign] += end_s - begin_s
        return next((sign for sign in DoorSign if seconds[sign] >= _SETTLED_S), None)

    def _settle_number(self, now_s: float) -> None:
        """Speak to several people, or to one, once most of the last frames agree."""
        several_s = one_s = 0.0
        for begin_s, end_s, people in self._spans(now_s):
            if people.sign is self._shown.sign:
                several_s += (end_s - begin_s) * people.is_for_several
                one_s += (end_s - begin_s) * (not people.is_for_several)
        if max(several_s, one_s) >= _SETTLED_S:
            self._shown = ShownSign(self._shown.sign, several_s > one_s)

    def _spans(self, now_s: float) -> list[tuple[float, float, AtDoor]]:
        """Return from when to when each frame was the newest, within the window."""
        begins_s = [max(at_s, now_s - _WINDOW_S) for at_s, _ in self._frames]
        ends_s = [*begins_s[1:], now_s]
        people = [people for _, people in self._frames]
        return list(zip(begins_s, ends_s, people, strict=True))

    def _show(self, sign: DoorSign, now_s: float) -> None:
        newest = self._frames[-1][1] if self._frames else None
        self._shown = ShownSign(sign)
        self._shown_at_s = self._supported_at_s = now_s
        self._addressed = newest.tracks if newest is not None else frozenset()
        self._newcomer_since_s = None

    def _forget(self) -> None:
        self._frames.clear()
        self._somebody_since_s = None
