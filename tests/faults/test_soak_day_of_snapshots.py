"""A day of snapshots, one every ten seconds, with its limits and exports."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from maskapp.outputs.export.formats import FORMATS, export_snapshots
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.outputs.snapshots.recovery import open_recovered
from maskapp.outputs.snapshots.retention import apply_retention
from maskapp.records import MaskLabel
from tests.support.soak import TIMEOUT_S
from tests.support.worker_fakes import make_face

pytestmark = [pytest.mark.soak, pytest.mark.timeout(TIMEOUT_S)]

BEGUN = datetime(2026, 5, 17, tzinfo=UTC)
EVERY = timedelta(seconds=10)
A_DAY = timedelta(days=1) // EVERY
MEGABYTES = 2


def snapshot(number: int) -> NewSnapshot:
    """Return a snapshot whose picture hardly compresses."""
    image = np.random.default_rng(number).integers(0, 255, (48, 64, 3), np.uint8)
    label = list(MaskLabel)[number % len(MaskLabel)]
    return NewSnapshot(
        BEGUN + number * EVERY,
        "automatic",
        f"Door {number % 7}",
        (make_face(1, label),),
        image,
        image,
    )


def test_the_log_stays_whole_small_and_quick_to_read(tmp_path: Path, soak) -> None:
    folder, taken = tmp_path / "snapshots", 0
    log, messages = open_recovered(folder)
    for number in soak.rounds(20):
        if number >= A_DAY:
            continue
        log.add(snapshot(number))
        taken += 1
        if number % 50 == 0:
            apply_retention(log, 1, MEGABYTES, BEGUN + number * EVERY)
            assert log.read(log.find()[:30])
        if number % 400 == 0:  # the program is closed and started again
            log.close()
            log, messages = open_recovered(folder)
            assert messages == []
    with log:
        check(log, tmp_path, taken)
    soak.figures |= {"snapshots": taken, "kept": len(log_files(folder)) // 2}


def check(log: SnapshotLog, target: Path, taken: int) -> None:
    """Check that rows and pictures agree, the limit holds, and all can be exported."""
    apply_retention(log, 1, MEGABYTES, BEGUN + taken * EVERY)
    ids = log.find()
    assert log.is_whole()
    assert log.unreadable == {}
    files = log_files(log.pictures.folder.parent)
    assert len(files) == 2 * len(ids)
    assert sum(file.stat().st_size for file in files) <= MEGABYTES * 1_000_000
    for export_format in FORMATS:
        steps = list(export_snapshots(log, ids, target / f"log{export_format.suffix}"))
        assert steps[-1] == len(ids)


def log_files(folder: Path) -> list[Path]:
    return list((folder / "pictures").iterdir())
