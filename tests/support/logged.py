"""Snapshots and figures in the log of a data folder, for tests of what reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
from starlette.testclient import TestClient

from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, NewSnapshot, Snapshot
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import Box, Face, MaskLabel
from maskapp.settings.settings import Settings
from maskapp.web.access.guard import make_guard
from maskapp.web.app import make_app
from maskapp.web.judge.judge import Judge
from maskapp.web.log.log_room import LogRoom
from maskapp.web.site import Site
from maskapp.web.watch.board import Board
from maskapp.web.watch.offer import SourceOffer
from maskapp.web.watch.watcher import Watcher

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
SIZE = (360, 640)
"""Height and width of the pictures."""
FACE = Box(400, 100, 480, 200)
"""The face, which is green in a red picture."""


def log_folder(data_dir: Path) -> Path:
    """Return the folder of the log of a data folder."""
    return data_dir / SNAPSHOT_FOLDER


def put_snapshot(
    data_dir: Path,
    *labels: MaskLabel,
    minute: int = 0,
    source: str = "Door",
    is_violation: bool = False,
    ending: EventEnding | None = EventEnding.LEFT,
) -> Snapshot:
    """Take a snapshot some minutes after noon, with a face for each label, the first one green."""
    taken_at = NOON + timedelta(minutes=minute)
    landmarks = np.zeros((5, 2), np.float32)
    faces = tuple(
        Face(
            track,
            FACE if track == 1 else Box(10 * track, 10, 10 * track + 20, 30),
            label,
            0.9,
            {},
            0.9,
            landmarks,
            1.0,
        )
        for track, label in enumerate(labels, 1)
    )
    plain = np.zeros((*SIZE, 3), np.uint8)
    plain[..., 2] = 200
    plain[int(FACE.y1) : int(FACE.y2), int(FACE.x1) : int(FACE.x2)] = (0, 200, 0)
    annotated = plain.copy()
    annotated[:20] = 255
    event = ViolationEvent(1, labels[0], taken_at, 12.5, ending) if is_violation else None
    kind = "automatic" if is_violation else "manual"
    new = NewSnapshot(taken_at, kind, source, faces, annotated, plain, event=event)
    with SnapshotLog(log_folder(data_dir)) as log:
        return log.read([log.add(new)])[0]


def put_clip(data_dir: Path, snapshot: Snapshot, content: bytes) -> Snapshot:
    """Add the clip of a snapshot's event; return the snapshot as it is then."""
    with SnapshotLog(log_folder(data_dir)) as log:
        log.add_clip(snapshot.annotated.stem, content)
        return log.read([snapshot.id])[0]


def damage(data_dir: Path) -> None:
    """Overwrite the database of a log with something else."""
    path = database_path(log_folder(data_dir))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)


@contextmanager
def serving_log(data_dir: Path) -> Iterator[TestClient]:
    """Serve the log of a data folder, without a watcher that would write to it and repair it."""
    offer = SourceOffer([], allows_any=False, list_cameras=lambda: [])
    log = LogRoom(log_folder(data_dir))
    guard = make_guard("127.0.0.1", (), {})
    settings, watcher = Settings(), cast(Watcher, None)
    site = Site(settings, data_dir, Board(), watcher, offer, guard, log, Judge(settings))
    with TestClient(make_app(site), base_url="http://127.0.0.1") as client:
        yield client
