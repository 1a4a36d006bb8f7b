"""Snapshots for tests of the panel, and helpers that act on its cards."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from maskapp.gui.snapshots.snapshot_model import SNAPSHOT_ROLE
from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.outputs.snapshots import schema
from maskapp.outputs.snapshots.log import database_path
from maskapp.outputs.snapshots.records import NewSnapshot, Snapshot
from maskapp.records import Box, Face

NOON = datetime.now(UTC).replace(hour=12, microsecond=0)


def make_snapshot(
    *labels, kind="manual", source="Webcam", taken_at=NOON, size=(90, 160)
) -> NewSnapshot:
    """Make a red snapshot with a face for each label."""
    landmarks = np.zeros((5, 2), np.float32)
    faces = tuple(
        Face(track, Box(1, 2, 30, 40), label, 0.9, {}, 0.9, landmarks, 1.0)
        for track, label in enumerate(labels, 1)
    )
    image = np.zeros((*size, 3), np.uint8)
    image[..., 2] = 200
    return NewSnapshot(taken_at, kind, source, faces, image, image)


def make_snapshots(count: int) -> list[NewSnapshot]:
    """Make snapshots a minute apart, oldest first, with the sources "0", "1", …."""
    return [
        make_snapshot(source=str(i), taken_at=NOON + timedelta(minutes=i)) for i in range(count)
    ]


def make_older_log(folder: Path) -> int:
    """Make an empty log as the version before made it; return the version of its tables."""
    folder.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch, closing(_connected(folder)) as connection:
        patch.setattr(schema, "_MIGRATIONS", schema._MIGRATIONS[:-1])
        schema.migrate(connection)
    return version_of(folder)


def version_of(folder: Path) -> int:
    """Return the version of a log's tables."""
    with closing(_connected(folder)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _connected(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(database_path(folder), isolation_level=None)


def card(panel: SnapshotPanel, row: int) -> Snapshot | None:
    """Return the snapshot in a row; None until it is read."""
    return panel.view.model().index(row, 0).data(SNAPSHOT_ROLE)


def wait_for_cards(qtbot, panel: SnapshotPanel, count: int) -> None:
    qtbot.waitUntil(lambda: all(card(panel, row) is not None for row in range(count)))


def wait_for_rows(qtbot, panel: SnapshotPanel, count: int) -> None:
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == count)


def select(panel: SnapshotPanel, *rows: int) -> None:
    model, selection = panel.view.model(), panel.view.selectionModel()
    selection.clearSelection()
    for row in rows:
        selection.select(model.index(row, 0), QItemSelectionModel.SelectionFlag.Select)


def click(qtbot, panel: SnapshotPanel, row: int) -> None:
    place = panel.view.visualRect(panel.view.model().index(row, 0)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
