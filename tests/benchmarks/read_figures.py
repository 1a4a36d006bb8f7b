"""Time to read figures after three years of minutes, and to open a log that holds them.

    .venv/bin/python tests/benchmarks/read_figures.py [--years 3] [--sources 2]

The minutes are made up, day and night, in a temporary folder; they take about 100 MB for each
source.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

import numpy as np

from maskapp.outputs.export.figures_csv import figures_csv
from maskapp.outputs.figures.charts.charts import charts
from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.figures.period_figures import read_period
from maskapp.outputs.figures.reading import FiguresReader
from maskapp.outputs.figures.records import COUNT_NAMES, Counts, MinuteFigures
from maskapp.outputs.figures.tables import QUARTER_MINUTES, add_figures
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.recovery import open_recovered

FIRST = date(2023, 1, 1)
ZONE = ZoneInfo("Europe/Berlin")
ROUNDS = 3


def fill(log: SnapshotLog, days: int, sources: int) -> None:
    """Store minutes as the program does, but many at once."""
    names = ", ".join(COUNT_NAMES)
    sums = ", ".join(f"sum({name})" for name in COUNT_NAMES)
    marks = ", ".join("?" for _ in COUNT_NAMES)
    first = (FIRST - date(1970, 1, 1)).days * 24 * 60
    counts = np.random.default_rng(1).integers(0, 9, (days * 24 * 60, len(COUNT_NAMES)))
    counts[:, -1] = 60_000
    with log.database.transaction() as connection:
        for source in range(1, sources + 1):
            connection.execute(
                "INSERT INTO figure_sources VALUES (?, ?)", (source, f"Door {source}")
            )
            connection.executemany(
                f"INSERT INTO minutes VALUES (?, ?, {marks})",
                ((minute, source, *row) for minute, row in enumerate(counts.tolist(), first)),
            )
        connection.execute(
            f"INSERT INTO quarters (quarter, source_id, {names})"
            f" SELECT minute / {QUARTER_MINUTES}, source_id, {sums} FROM minutes GROUP BY 1, 2"
        )


def timed(name: str, work: Callable[[], object]) -> None:
    """Print the medians of some rounds: processor time, and the clock's."""
    times_s = []
    for _ in range(ROUNDS):
        busy_s, now_s = process_time(), perf_counter()
        work()
        times_s.append((process_time() - busy_s, perf_counter() - now_s))
    shown = "".join(
        f"{statistics.median(column) * 1000:9.1f} ms" for column in zip(*times_s, strict=True)
    )
    print(f"  {name:<44}{shown}")


def open_and_close(folder: Path) -> None:
    """Open the log as the window does."""
    log, _ = open_recovered(folder)
    log.close()


def show(reader: FiguresReader, period: Period, source: str | None = None) -> None:
    """Read what the window shows, and lay out its charts."""
    now = datetime.combine(period.until, time(), ZONE)
    for chart in charts(read_period(reader, period, source, now)):
        chart.lay_out(960, 300, 11)


def main() -> None:
    """Make the minutes and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--sources", type=int, default=2)
    options = parser.parse_args()
    days = round(options.years * 365.25)
    last = FIRST + timedelta(days=days)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "snapshots"
        with SnapshotLog(folder) as log:
            fill(log, days, options.sources)
        size_mb = database_path(folder).stat().st_size / 1e6
        print(f"{days} days, {options.sources} sources, {size_mb:.0f} MB; processor and clock time")
        timed("open the log and check it", lambda: open_and_close(folder))
        with SnapshotLog(folder) as log:
            reader, database = FiguresReader(log.database, ZONE), log.database
            day = last - timedelta(days=1)
            minute = MinuteFigures("Door 1", 10**8, Counts(masked=1))
            for unit in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR):
                period = Period.containing(unit, day)
                timed(f"a {unit} as the window shows it", partial(show, reader, period))
            everything = Period.of_days(FIRST, day)
            timed("all, as a report shows it", partial(show, reader, everything))
            timed("all, one source", partial(show, reader, everything, "Door 1"))
            timed("all as CSV", lambda: b"".join(figures_csv(reader.hours(FIRST, last))))
            timed("the minutes of a day", lambda: list(reader.minutes(day, last)))
            timed("write a minute", lambda: add_figures(database, minute))


if __name__ == "__main__":
    main()
