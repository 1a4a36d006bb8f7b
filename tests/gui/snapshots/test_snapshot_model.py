from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from maskapp.gui.snapshots.snapshot_model import THUMBNAIL_ROLE, SnapshotModel
from maskapp.outputs.snapshots.records import SavedFace, Snapshot
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import Box, MaskLabel
from tests.support.snapshots import (
    NOON,
)

MASK, BARE, WRONG, UNSURE = MaskLabel


def test_rows_inserted_or_removed_in_one_place_are_no_reset(qtbot, qtmodeltester):
    model = SnapshotModel(lambda _id: None)
    changes = []
    model.rowsInserted.connect(lambda _p, first, last: changes.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _p, first, last: changes.append(("out", first, last)))
    model.modelReset.connect(lambda: changes.append("reset"))
    for ids in ([1, 2, 3], [9, 1, 2, 3], [9, 1, 3], [9, 1, 3], [9, 1, 4, 3], [3, 4], []):
        model.set_ids(ids)
        assert model.ids() == ids
        assert [model.index_of(i).row() for i in ids] == list(range(len(ids)))
    assert changes == [
        ("in", 0, 2), ("in", 0, 0), ("out", 2, 2), ("in", 2, 2), "reset", ("out", 0, 1),
    ]  # fmt: skip
    model.set_ids([5, 6])
    qtmodeltester.check(model)


def test_the_oldest_cached_thumbnails_are_dropped_and_asked_for_again():
    asked = []
    model = SnapshotModel(asked.append)
    ids = list(range(1000))
    model.set_ids(ids)
    for snapshot_id in ids:
        model.put_thumbnail(snapshot_id, QImage(4, 4, QImage.Format.Format_RGB32))
    assert model.index(999).data(THUMBNAIL_ROLE) is not None
    assert asked == []
    assert model.index(0).data(THUMBNAIL_ROLE) is None
    assert asked == [0]


def test_a_card_used_again_stays_cached_longer():
    asked = []
    model = SnapshotModel(asked.append)
    model.set_ids(list(range(1000)))
    for snapshot_id in range(1000):
        model.put_thumbnail(snapshot_id, QImage(4, 4, QImage.Format.Format_RGB32))
        assert model.index(0).data(THUMBNAIL_ROLE) is not None
    assert asked == []


def test_only_listed_ids_have_rows():
    model = SnapshotModel(lambda _id: None)
    model.set_ids([5, 9, 7])
    assert model.runs_of([7, 5, 4]) == [(0, 0), (2, 2)]
    assert model.runs_of([9, 7]) == [(1, 2)]
    assert not model.index_of(4).isValid()


def test_the_tool_tip_describes_the_snapshot():
    faces = (SavedFace(3, WRONG, 0.875, Box(0, 0, 1, 1)),)
    snapshot = Snapshot(NOON, "manual", "<Door>", faces, 1, "By the gate", Path(), Path())
    model = SnapshotModel(lambda _id: None)
    model.set_ids([1])
    model.put_snapshots([snapshot])
    tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    for text in ("Manual", "&lt;Door&gt;", "#3 Worn wrong, confidence 88%", "By the gate"):
        assert text in tip


def test_the_tool_tip_tells_no_confidence_of_uncertain_which_is_that_of_another_label():
    faces = (SavedFace(3, MaskLabel.UNCERTAIN, 0.875, Box(0, 0, 1, 1)),)
    model = SnapshotModel(lambda _id: None)
    model.set_ids([1])
    model.put_snapshots([Snapshot(NOON, "manual", "Door", faces, 1, "", Path(), Path())])
    tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "#3 Uncertain" in tip
    assert "confidence" not in tip


def test_the_tool_tip_tells_the_event():
    event = ViolationEvent(3, WRONG, NOON, 42.9, EventEnding.LEFT)
    snapshot = Snapshot(NOON, "automatic", "Door", (), 1, "", Path(), Path(), event=event)
    model = SnapshotModel(lambda _id: None)
    model.set_ids([1])
    model.put_snapshots([snapshot])
    assert "#3 Worn wrong for 0:42, left" in model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_tool_tip_tells_corrections():
    face = SavedFace(1, MaskLabel.WITHOUT_MASK, 0.9, Box(0, 0, 9, 9))
    corrections = {1: TrueLabel.NOT_A_FACE}
    snapshot = Snapshot(
        NOON, "manual", "Door", (face,), 1, "", Path("a"), Path("b"), corrections=corrections
    )
    model = SnapshotModel(lambda _id: None)
    model.set_ids([1])
    model.put_snapshots([snapshot])
    text = model.index(0).data(Qt.ItemDataRole.DisplayRole)
    assert "#1 No mask, confidence 90%, corrected: Not a face" in text
