"""What pages and programs ask the log for."""

from datetime import date

import pytest
from starlette.exceptions import HTTPException

from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import EVERYTHING, SnapshotFilter
from maskapp.records import MaskLabel
from maskapp.web.log import queries
from tests.support.figures import at, put_in_folder
from tests.support.logged import log_folder, put_snapshot

DAY = date(2026, 11, 26)


@pytest.fixture
def log(tmp_path):
    for minute in range(5):
        is_violation = minute % 2 == 0
        put_snapshot(
            tmp_path, MaskLabel.WITHOUT_MASK, minute=minute, is_violation=is_violation,
            source=f"Door {minute % 2}",
        )  # fmt: skip
    with SnapshotLog(log_folder(tmp_path), is_read_only=True) as log:
        yield log


def test_a_page_has_its_part_of_all(log):
    page = queries.snapshot_page(log, EVERYTHING, 2, 2)
    assert [each.id for each in page.snapshots] == [3, 2]
    assert (page.total, page.sources) == (5, ["Door 0", "Door 1"])
    assert queries.snapshot_page(log, EVERYTHING, 100, 2).snapshots == []


def test_the_list_goes_on_after_a_snapshot_even_if_it_is_gone(log, tmp_path):
    def ids(before: int | None, wanted: SnapshotFilter = EVERYTHING) -> list[int]:
        return [each.id for each in queries.snapshots_before(log, wanted, before, 2)]

    assert ids(None) == [5, 4]
    assert ids(4) == [3, 2]
    assert ids(1) == []
    assert ids(4, SnapshotFilter(kind="automatic")) == [3, 1]
    with SnapshotLog(log_folder(tmp_path)) as writing:
        writing.delete([4])
    assert ids(4) == [3, 2]


def test_a_snapshot_knows_those_beside_it(log):
    assert queries.neighbours(log, 5, EVERYTHING).newer is None
    middle = queries.neighbours(log, 3, EVERYTHING)
    assert (middle.newer, middle.snapshot.id, middle.older, middle.newer_count) == (4, 3, 2, 2)
    assert queries.neighbours(log, 1, EVERYTHING).older is None
    assert queries.neighbours(log, 99, EVERYTHING) == queries.Neighbours()


def test_those_beside_a_snapshot_pass_the_filter(log):
    violations = SnapshotFilter(kind="automatic")
    middle = queries.neighbours(log, 3, violations)
    assert (middle.newer, middle.older, middle.newer_count) == (5, 1, 1)
    other = queries.neighbours(log, 4, violations)
    assert (other.newer, other.snapshot.id, other.older) == (None, 4, None)


def test_violations_are_listed_newest_first(log):
    events = queries.newest_events(log, 2)
    assert [event["picture"] for event in events] == [
        "/api/snapshots/5/picture.jpg",
        "/api/snapshots/3/picture.jpg",
    ]


def test_figures_of_a_source_that_has_none_are_refused(log, tmp_path):
    put_in_folder(log_folder(tmp_path), at(DAY, 9), came_masked=3)
    period = Period.containing(Unit.YEAR, DAY)
    assert queries.period_figures(log, period, "Door").total.came == 3
    with pytest.raises(HTTPException, match="no figures") as refused:
        queries.period_figures(log, period, "<b>")
    assert refused.value.status_code == 404
    assert queries.figures_table(log, period, None).count(b"\n") == 2
