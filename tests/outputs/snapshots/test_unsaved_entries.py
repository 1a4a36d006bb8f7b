"""How much waits for the disk."""

import pytest

from maskapp.errors import OutputError, SnapshotLogBusyError
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.snapshots import unsaved_entries
from maskapp.outputs.snapshots.records import NewClip
from maskapp.outputs.snapshots.unsaved_entries import MOST_BYTES, UnsavedEntries
from tests.support.snapshots import NOON, make_snapshot


def clip(size: int) -> NewClip:
    return NewClip((NOON, 1), bytes(size))


def write(waiting: UnsavedEntries, *entries) -> None:
    for entry in entries:
        with waiting.written(entry):
            pass


def test_entries_are_counted_by_their_bytes(monkeypatch) -> None:
    snapshot = make_snapshot()
    size = snapshot.annotated.nbytes + snapshot.plain.nbytes
    monkeypatch.setattr(unsaved_entries, "MOST_BYTES", 2 * size + 5000)
    waiting = UnsavedEntries()
    first, second = snapshot, clip(size)
    assert waiting.add(first)
    assert waiting.add(second)
    assert not waiting.add(clip(5000))
    assert waiting.add(MinuteFigures("Door", 100, Counts())), "there is room for what is small"
    assert waiting.snapshots == 1
    write(waiting, first)
    assert waiting.snapshots == 0
    assert waiting.add(clip(size))


def test_one_entry_always_may_wait() -> None:
    assert UnsavedEntries().add(clip(MOST_BYTES + 1))


def test_small_entries_are_bounded_too(monkeypatch) -> None:
    monkeypatch.setattr(unsaved_entries, "MOST_BYTES", 100_000)
    waiting = UnsavedEntries()
    added = [waiting.add(MinuteFigures("Door", minute, Counts())) for minute in range(1000)]
    assert 50 < sum(added) < 500


def test_dropped_entries_are_told_once_when_nothing_waits_any_more(monkeypatch) -> None:
    monkeypatch.setattr(unsaved_entries, "MOST_BYTES", 10)
    waiting, kept = UnsavedEntries(), clip(5)
    waiting.add(kept)
    for _ in range(3):
        assert not waiting.add(clip(5))
    assert (waiting.dropped, waiting.take_dropped()) == (3, 0)
    write(waiting, kept)
    assert waiting.take_dropped() == 3
    assert (waiting.dropped, waiting.take_dropped()) == (0, 0)


@pytest.mark.parametrize(
    ("error", "waits"),
    [(SnapshotLogBusyError("held"), 1), (OutputError("full"), 0), (ZeroDivisionError(), 0)],
)
def test_what_is_tried_again_goes_on_waiting(error, waits) -> None:
    waiting, new = UnsavedEntries(), make_snapshot()
    waiting.add(new)
    with pytest.raises(type(error)), waiting.written(new):
        raise error
    assert waiting.snapshots == waits
