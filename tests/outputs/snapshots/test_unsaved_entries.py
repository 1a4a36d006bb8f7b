"""How much waits for the disk."""

import pytest

from maskapp.errors import OutputError, SnapshotLogBusyError
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.snapshots import unsaved_entries
from maskapp.outputs.snapshots.records import NewClip, NewSnapshot, SnapshotFacts
from maskapp.outputs.snapshots.unsaved_entries import MOST_BYTES, SavedPictures, UnsavedEntries
from tests.support.snapshots import NOON, make_snapshot

FACTS = SnapshotFacts(NOON, "manual", "Webcam", ())


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


def test_entries_come_in_their_order_also_with_pictures_saved_early() -> None:
    waiting, new, told = UnsavedEntries(), make_snapshot(), []
    stems = iter(["a", "b"])

    def write(new: NewSnapshot) -> tuple[str, SnapshotFacts]:
        stem = next(stems, "")
        if not stem:
            raise OutputError("the disk is full")
        return stem, FACTS

    entries = [new, clip(5), new, new]
    for entry in entries:
        assert waiting.add(entry)
    waiting.save_pictures(write, told.append)
    assert told == ["the disk is full"]
    assert waiting.snapshots == 0
    waiting.add(new)
    waiting.end()
    first, second = (SavedPictures(new.is_demo, stem, FACTS) for stem in "ab")
    assert [waiting.take(0) for _ in range(3)] == [first, entries[1], second]
    assert waiting.take(0) is new
    assert not waiting.has_ended
    assert waiting.take(0) is None
    assert waiting.has_ended


def test_an_unforeseen_error_with_one_picture_holds_up_no_other(caplog) -> None:
    waiting, new, told = UnsavedEntries(), make_snapshot(), []
    errors = [ZeroDivisionError("odd")]

    def write(_new: NewSnapshot) -> tuple[str, SnapshotFacts]:
        if errors:
            raise errors.pop()
        return "a", FACTS

    for _ in range(2):
        waiting.add(new)
    waiting.save_pictures(write, told.append)
    assert told == ["A snapshot is lost: odd; the log file says more."]
    assert "failed unexpectedly" in caplog.text
    assert waiting.take(0) == SavedPictures(new.is_demo, "a", FACTS)
    assert waiting.snapshots == 0
