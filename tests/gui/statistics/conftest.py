from datetime import UTC, date, datetime

import pytest

from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.figures.period_figures import PeriodFigures, read_period
from maskapp.outputs.figures.reading import FiguresReader
from maskapp.outputs.snapshots.log import SnapshotLog
from tests.support.figures import put_figures

DAY = date(2026, 5, 20)  # a Wednesday


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "snapshots"


@pytest.fixture
def figures(folder):
    """Reads figures in UTC, a day with a gap at two sources, as of noon of that day."""
    with SnapshotLog(folder) as log:
        morning = datetime(2026, 5, 20, 8, tzinfo=UTC)
        put_figures(log.database, morning, "Door", minutes=60, came_masked=1, watched_ms=60_000)
        put_figures(log.database, morning, "Gate", minutes=30, came_bare=1, watched_ms=60_000)
        later = datetime(2026, 5, 20, 10, tzinfo=UTC)
        put_figures(log.database, later, "Door", minutes=10, came_wrong=1, watched_ms=60_000)

    def read(unit: Unit = Unit.DAY, source: str | None = None) -> PeriodFigures:
        with SnapshotLog(folder) as log:
            reader, now = FiguresReader(log.database, UTC), datetime(2026, 5, 20, 12, tzinfo=UTC)
            return read_period(reader, Period.containing(unit, DAY), source, now)

    return read
