"""Records of the figures. The module is light, so the window can import it at start."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import sub
from typing import Self


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, in one minute or added up over many.

    A person is a face followed: a track that was confidently labelled at least once. The first four
    count everybody in each minute in which they were in view, by the label that they had longest in
    that minute; over several minutes they are person-minutes. The next three count everybody once,
    in the minute in which they came, by the confident label that they had longest until its end; so
    they add up to people over any time.

    Attributes:
        masked: People in view *with mask*.
        bare: People in view *without mask*.
        wrong: People in view with the mask *worn wrong*.
        uncertain: People in view who were mostly *uncertain*.
        came_masked: People who came *with mask*.
        came_bare: People who came *without mask*.
        came_wrong: People who came with the mask *worn wrong*.
        events: Violations that became events, by when they began.
        watched_ms: Time for which the source was watched, milliseconds.
    """

    masked: int = 0
    bare: int = 0
    wrong: int = 0
    uncertain: int = 0
    came_masked: int = 0
    came_bare: int = 0
    came_wrong: int = 0
    events: int = 0
    watched_ms: int = 0

    @property
    def people(self) -> int:
        """Number of people in view; of several minutes, the person-minutes."""
        return self.masked + self.bare + self.wrong + self.uncertain

    @property
    def came(self) -> int:
        """Number of people who came."""
        return self.came_masked + self.came_bare + self.came_wrong

    @property
    def masked_share(self) -> float | None:
        """Share of those who came that came *with mask*, 0 to 1; None if nobody came."""
        return self.came_masked / self.came if self.came else None

    def values(self) -> tuple[int, ...]:
        """Return all fields in the order of `COUNT_NAMES`."""
        return tuple(getattr(self, name) for name in COUNT_NAMES)

    def __sub__(self, other: Self) -> Self:
        """Return what has to be added to the other counts to get these; may be below 0."""
        return type(self)(*map(sub, self.values(), other.values()))

    @classmethod
    def total(cls, parts: Iterable[Self]) -> Self:
        """Add up counts."""
        columns = zip(*(part.values() for part in parts), strict=True)
        return cls(*(sum(column) for column in columns))


COUNT_NAMES = tuple(field.name for field in fields(Counts))
"""The fields of `Counts`, which are also the columns of the tables."""


@dataclass(frozen=True, slots=True)
class MinuteFigures:
    """What was counted at one source in one minute.

    Attributes:
        source: Display name of the source.
        minute: The minute, counted from 1970-01-01 UTC.
        counts: What was counted.
        part: Which part of the minute they are of while it goes on, by a number that is given once
            in a run of the program: they replace earlier figures of it. None for all of the minute.
    """

    source: str
    minute: int
    counts: Counts
    part: int | None = None
