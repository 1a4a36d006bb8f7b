"""Reading of figures by the hour, in a time zone.

The clock decides: where it is set back, an hour of that day lasts two hours; where it is set
forward, one has no figures.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any, TypeVar

from maskapp.outputs.figures.records import COUNT_NAMES, Counts, MinuteFigures
from maskapp.outputs.figures.tables import LATEST_MINUTE, QUARTER_MINUTES, USABLE_COUNTS
from maskapp.outputs.snapshots.database import SnapshotDatabase

HOURS = range(24)
_Key = TypeVar("_Key")

_MINUTE_S = 60
_QUARTER_S = QUARTER_MINUTES * _MINUTE_S
# Anyone can edit the file: text and bytes are greater than any number.
_USABLE = " AND ".join(
    f"{name} BETWEEN {least} AND {largest}" for name, (least, largest) in USABLE_COUNTS.items()
)


def _columns(period_s: int) -> tuple[str, ...]:
    """Return the counts of a row as they are read.

    A source is watched for as long as the period lasts, at most: minutes that come again, as the
    clock is set back, are added to those that were, and so are those of another program.
    """
    watched = f"max(0, min(watched_ms, {period_s * 1000}))"
    return tuple(watched if name == "watched_ms" else name for name in COUNT_NAMES)


_MINUTE_COUNTS = ", ".join(_columns(_MINUTE_S))
_QUARTER_COUNTS = ", ".join(_columns(_QUARTER_S))
_QUARTER_SUMS = ", ".join(f"sum({column})" for column in _columns(_QUARTER_S))


class FiguresReader:
    """A reader of the figures. Every method may raise `SnapshotLogError`.

    The methods take days of the time zone: `since` is the first, `until` the one after the last. A
    `source` is the name of one source; None stands for all, added up.

    Args:
        database: The database.
        zone: The time zone; None for that of the computer.
    """

    def __init__(self, database: SnapshotDatabase, zone: tzinfo | None = None) -> None:
        self._database = database
        self._zone = zone

    def sources(self) -> list[str]:
        """Return the names of all sources that have figures, sorted."""
        rows = self._database.rows("SELECT name FROM figure_sources")
        return sorted((name for (name,) in rows if isinstance(name, str)), key=str.casefold)

    def days(self) -> tuple[date, date] | None:
        """Return the first and the last day that have figures; None without any."""
        ((first, last),) = self._database.rows(
            "SELECT (SELECT min(quarter) FROM quarters WHERE quarter BETWEEN 0 AND ?1),"
            " (SELECT max(quarter) FROM quarters WHERE quarter BETWEEN 0 AND ?1)",
            LATEST_MINUTE // QUARTER_MINUTES,
        )
        if first is None:
            return None
        return self._clock(first * _QUARTER_S).date(), self._clock(last * _QUARTER_S).date()

    def by_hour(
        self, since: date, until: date, source: str | None = None
    ) -> dict[tuple[date, int], Counts]:
        """Return the sums of the hours of the clock that have figures, by day and hour (0 to 23).

        An hour that comes twice, as the clock is set back, is one here.
        """
        sums: dict[tuple[date, int], list[int]] = {}
        columns = f"quarter, {_QUARTER_SUMS}"
        rows = self._rows("quarter", _QUARTER_S, columns, since, until, source, "GROUP BY quarter")
        for quarter, *counts in rows:
            moment = self._clock(quarter * _QUARTER_S)
            _add(sums, (moment.date(), moment.hour), counts)
        return {key: Counts(*map(int, counts)) for key, counts in sums.items()}

    def by_source(self, since: date, until: date) -> dict[str, Counts]:
        """Return the sums of each source that has figures, by its name."""
        columns = f"name, {_QUARTER_SUMS}"
        rows = self._rows("quarter", _QUARTER_S, columns, since, until, None, "GROUP BY source_id")
        sums = {name: Counts(*map(int, counts)) for name, *counts in rows if isinstance(name, str)}
        return dict(sorted(sums.items(), key=lambda each: each[0].casefold()))

    def hours(
        self, since: date, until: date, source: str | None = None
    ) -> Iterator[tuple[datetime, str, Counts]]:
        """Yield the sums of each hour and source that has figures, oldest first.

        Yields:
            When the hour begins, with its offset from UTC; the name of the source; its sums. An
            hour that comes twice, as the clock is set back, is two hours.
        """
        sums: dict[tuple[datetime, str], list[int]] = {}
        columns = f"name, quarter, {_QUARTER_COUNTS}"
        rows = self._rows("quarter", _QUARTER_S, columns, since, until, source)
        for name, quarter, *counts in rows:
            if isinstance(name, str):
                _add(sums, (self._hour(quarter * _QUARTER_S), name), counts)
        for (hour, name), counts in sorted(sums.items()):
            yield hour, name, Counts(*map(int, counts))

    def minutes(
        self, since: date, until: date, source: str | None = None
    ) -> Iterator[MinuteFigures]:
        """Return the figures of each minute and source, oldest first."""
        columns = f"name, minute, {_MINUTE_COUNTS}"
        rows = self._rows("minute", _MINUTE_S, columns, since, until, source)
        for name, minute, *counts in rows:
            if isinstance(name, str):
                yield MinuteFigures(name, minute, Counts(*map(int, counts)))

    def hour_minutes(self, day: date) -> tuple[int, ...]:
        """Return how long each of the 24 hours of a day is, minutes: 0 or 120 if the clock is set.

        Somewhere, clocks are set by half an hour.
        """
        minutes = [0] * len(HOURS)
        for moment in self._quarters(day):
            minutes[moment.hour] += QUARTER_MINUTES
        return tuple(minutes)

    def clock_minutes(self, day: date) -> frozenset[int]:
        """Return the minutes that the clock shows on a day, 0 to 1439: all, unless it is set."""
        starts = [60 * moment.hour + moment.minute for moment in self._quarters(day)]
        return frozenset(start + each for start in starts for each in range(QUARTER_MINUTES))

    def clock_minute(self, minute: int) -> int:
        """Return the minute of the day on the clock, 0 to 1439, of a minute since 1970 UTC."""
        moment = self._clock(minute * 60)
        return moment.hour * 60 + moment.minute

    def _rows(
        self,
        period: str,
        period_s: int,
        columns: str,
        since: date,
        until: date,
        source: str | None,
        group: str = "",
    ) -> list[Any]:
        """Query the table of a period, `minute` or `quarter`, for the days of the time zone."""
        values: list[object] = [self._seconds(day) // period_s for day in (since, until)]
        condition = f"{period} >= ? AND {period} < ? AND {_USABLE}"
        if source is not None:
            condition += " AND source_id = (SELECT id FROM figure_sources WHERE name = ?)"
            values.append(source)
        names = "JOIN figure_sources ON id = source_id" if "name" in columns else ""
        return self._database.rows(
            f"SELECT {columns} FROM {period}s {names} WHERE {condition} {group} ORDER BY {period}",
            *values,
        )

    def _quarters(self, day: date) -> Iterator[datetime]:
        """Yield the clock time at which each quarter of an hour of a day begins."""
        first, last = (self._seconds(each) for each in (day, day + timedelta(days=1)))
        return map(self._clock, range(first, last, _QUARTER_S))

    def _hour(self, seconds: int) -> datetime:
        """Return the start of the hour of the clock, with its offset from UTC."""
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(self._zone)
        offset = timezone(moment.utcoffset() or timedelta())
        return moment.astimezone(offset).replace(minute=0)

    def _clock(self, seconds: int) -> datetime:
        """Return the clock time, in the time zone, of seconds since 1970-01-01 UTC."""
        return datetime.fromtimestamp(seconds, self._zone)

    def _seconds(self, day: date) -> int:
        """Return when a day begins, in seconds since 1970-01-01 UTC."""
        return int(datetime.combine(day, time(), self._zone).timestamp())


def _add(sums: dict[_Key, list[int]], key: _Key, counts: list[int]) -> None:
    known = sums.get(key)
    sums[key] = counts if known is None else [a + b for a, b in zip(known, counts, strict=True)]
