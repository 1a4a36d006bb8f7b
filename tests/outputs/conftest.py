from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.records import Box, Face

ZONE = timezone(timedelta(hours=2))


@pytest.fixture
def make_snapshot():
    """Makes snapshots, each a minute after the one before."""
    made = 0

    def make(*labels, kind="manual", source="Webcam", taken_at=None, shape=(90, 160)):
        nonlocal made
        made += 1
        landmarks = np.zeros((5, 2), np.float32)
        faces = tuple(
            Face(track, Box(1.5, 2, 30, 40), label, 0.875, {}, 0.9, landmarks, 1.0)
            for track, label in enumerate(labels, 1)
        )
        annotated = np.full((*shape, 3), 60 + made % 100, np.uint8)
        plain = np.full((*shape, 3), 160, np.uint8)
        taken_at = taken_at or datetime(2026, 5, 17, 9, 30, tzinfo=ZONE) + timedelta(minutes=made)
        return NewSnapshot(taken_at, kind, source, faces, annotated, plain)

    return make


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "snapshots"


@pytest.fixture
def log(folder):
    with SnapshotLog(folder) as opened:
        yield opened
