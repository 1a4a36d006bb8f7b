"""Taking over what the user has said about snapshots, when a database is rebuilt."""

from collections.abc import Sequence
from pathlib import Path

from maskapp.outputs.corrections_folder import CorrectionsFolder
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.rebuilding.damaged import readable_rows
from maskapp.outputs.snapshots.records import SavedFace
from maskapp.outputs.snapshots.row_writer import set_corrections, set_note
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import Box

_ORDERS = ("ASC", "DESC")
"""Where a part in the middle cannot be read, the rows behind it are found from the other end."""
_ROUNDING_PX = 0.2
"""Pictures and annotations have sides in tenths of a pixel, some of them added up."""


def take_notes_and_corrections(damaged: Path, log: SnapshotLog) -> None:
    """Copy the notes and corrections of a damaged database, as far as they can be read.

    Args:
        damaged: The SQLite file, which is not changed.
        log: The new log, with the snapshots that have pictures.

    Raises:
        SnapshotLogError: The new log cannot be written.
    """
    stems, new_ids = log.stems(), {}
    with log.database.transaction() as connection:
        for order in _ORDERS:
            query = f"SELECT id, stem, note FROM snapshots ORDER BY id {order}"
            for old_id, stem, note in readable_rows(damaged, "snapshots", query):
                if isinstance(stem, str) and stem in stems:
                    new_ids[old_id] = stems[stem]
                    if isinstance(note, str):
                        set_note(connection, stems[stem], note)
        for order in _ORDERS:
            query = (
                "SELECT snapshot_id, track, label FROM corrections"
                f" ORDER BY snapshot_id {order}, track {order}"
            )
            for old_id, track, label in readable_rows(damaged, "corrections", query):
                if old_id in new_ids and isinstance(track, int) and label in list(TrueLabel):
                    set_corrections(connection, new_ids[old_id], {track: TrueLabel(label)})


def take_kept_corrections(folder: CorrectionsFolder, log: SnapshotLog) -> None:
    """Copy the corrections that the folder of pictures for training holds.

    Args:
        folder: The folder.
        log: The new log.

    Raises:
        OutputError: The folder cannot be read.
        SnapshotLogError: The new log cannot be written.
    """
    kept = folder.labels()
    snapshots = log.read(log.find()) if kept else []
    with log.database.transaction() as connection:
        for snapshot in snapshots:
            for box, label in kept.get(snapshot.annotated.name, ()):
                track = _track_at(box, snapshot.faces)
                if track is not None:
                    set_corrections(connection, snapshot.id, {track: label})


def _track_at(box: Box, faces: Sequence[SavedFace]) -> int | None:
    def distance_px(face: SavedFace) -> float:
        return max(abs(a - b) for a, b in zip(face.box, box, strict=True))

    nearest = min(faces, key=distance_px, default=None)
    if nearest is not None and distance_px(nearest) <= _ROUNDING_PX:
        return nearest.track
    return None
