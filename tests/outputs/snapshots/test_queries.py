from datetime import UTC, datetime, timedelta

import pytest

from maskapp.outputs.snapshots.records import SnapshotFilter, SnapshotSort
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (SnapshotFilter(), "abcd"),
        (SnapshotFilter(labels=frozenset({BARE})), "ab"),
        (SnapshotFilter(labels=frozenset({BARE, WRONG})), "abc"),
        (SnapshotFilter(labels=frozenset({UNSURE})), ""),
        (SnapshotFilter(kind="automatic"), "bc"),
        (SnapshotFilter(source="Tür"), "cd"),
        (SnapshotFilter(source="tür"), ""),
        (SnapshotFilter(text="TÜR"), "cd"),
        (SnapshotFilter(text="  straße  "), "a"),
        (SnapshotFilter(text="STRASSE"), "a"),
        (SnapshotFilter(text="100%"), ""),
        (SnapshotFilter(text="_"), ""),
        (SnapshotFilter(labels=frozenset({BARE}), kind="automatic"), "b"),
    ],
)
def test_a_filter_finds_what_meets_all_its_conditions(log, make_snapshot, wanted, found):
    names = {
        log.add(make_snapshot(MASK, BARE)): "a",
        log.add(make_snapshot(BARE, BARE, kind="automatic")): "b",
        log.add(make_snapshot(WRONG, kind="automatic", source="Tür")): "c",
        log.add(make_snapshot(source="Tür")): "d",
    }
    log.set_note(next(iter(names)), "in der Straße, 100 percent sure")
    assert "".join(names[i] for i in log.find(wanted, SnapshotSort.OLDEST)) == found


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Bu\u0308ro.mp4", "büro"),  # as a Mac names files
        ("Büro.mp4", "BU\u0308RO"),
        ("ﾄﾞｱ 2", "ドア　２"),
        ("İstanbul", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("ısı", "ISI"),
    ],
)
def test_letters_are_found_however_they_are_written(log, make_snapshot, kept, typed):
    noted, named = log.add(make_snapshot()), log.add(make_snapshot(source=kept))
    log.set_note(noted, f"at {kept}")
    assert set(log.find(SnapshotFilter(text=typed))) == {noted, named}


def test_a_period_includes_its_start_but_not_its_end(log, make_snapshot):
    noon = datetime(2026, 5, 17, 12, tzinfo=UTC)
    ids = [log.add(make_snapshot(taken_at=noon + timedelta(hours=h))) for h in range(4)]
    wanted = SnapshotFilter(since=noon + timedelta(hours=1), until=noon + timedelta(hours=3))
    assert log.find(wanted) == [ids[2], ids[1]]


def test_sort_orders(log, make_snapshot):
    noon = datetime(2026, 5, 17, 12, tzinfo=UTC)
    early = log.add(make_snapshot(BARE, WRONG, source="b", taken_at=noon))
    late = log.add(make_snapshot(MASK, UNSURE, source="B", taken_at=noon + timedelta(hours=2)))
    between = log.add(make_snapshot(BARE, source="A", taken_at=noon + timedelta(hours=1)))
    assert log.find(sort=SnapshotSort.NEWEST) == [late, between, early]
    assert log.find(sort=SnapshotSort.OLDEST) == [early, between, late]
    assert log.find(sort=SnapshotSort.VIOLATIONS) == [early, between, late]
    assert log.find(sort=SnapshotSort.SOURCE) == [between, late, early]
