"""`maskapp export-log`: exports the snapshot log to one file, without a window."""

from contextlib import closing
from pathlib import Path

from tqdm import tqdm

from maskapp.commands.console import tell
from maskapp.commands.interrupts import Stop
from maskapp.errors import SnapshotLogDamagedError, SnapshotLogError
from maskapp.files.address_vault import ADDRESSES_FILE_NAME
from maskapp.live.zones.profiles_file import PROFILES_FILE_NAME
from maskapp.outputs.export.formats import export_snapshots
from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.rebuilding.rebuild import (
    BEING_REBUILT,
    is_being_rebuilt,
    is_database_lost,
)
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings_file import SETTINGS_FILE_NAME


def export_log(target: Path, data_dir: Path, stop: Stop) -> None:
    """Export all snapshots, newest first; the window may be open at the same time.

    Entries that cannot be read are left out and counted on standard error.

    Args:
        target: Its suffix selects the format; an existing file is replaced.
        data_dir: The folder of the window's data.
        stop: Ends it early; no file is written then.

    Raises:
        Interrupted: A signal ended it.
        OutputError: The file cannot be written, or is one of the window's own.
        SnapshotLogError: There is no log, or it cannot be read.
    """
    kept = (SETTINGS_FILE_NAME, PROFILES_FILE_NAME, ADDRESSES_FILE_NAME)
    refuse_overwriting(target, [data_dir / name for name in kept])
    folder = data_dir / SNAPSHOT_FOLDER
    if is_database_lost(folder) and is_being_rebuilt(folder):
        raise SnapshotLogDamagedError(BEING_REBUILT)
    if is_database_lost(folder):
        raise SnapshotLogDamagedError(
            f"The database of the snapshot log in {data_dir} is missing; start the Maskapp window,"
            " which rebuilds it from its pictures"
        )
    if not database_path(folder).is_file():
        raise SnapshotLogError(
            f"There is no snapshot log in {data_dir}; take a snapshot first, or name the folder "
            "with --data-dir"
        )
    with SnapshotLog(folder, is_shared=True) as log:
        ids, done = log.find(), 0
        with (
            closing(export_snapshots(log, ids, target)) as steps,
            tqdm(total=len(ids), desc="export", unit="snapshot", disable=None) as progress,
        ):
            for done in steps:
                stop.raise_noted()
                progress.update(done - progress.n)
        left_out = dict(log.unreadable)
    if left_out:
        tell(
            f"maskapp: {len(left_out)} {'entry' if len(left_out) == 1 else 'entries'} of the"
            f" snapshot log cannot be read, left out ({next(iter(left_out.values()))}); start the"
            " Maskapp window, which restores what it can"
        )
    print(f"{done} {'snapshot' if done == 1 else 'snapshots'} written to {target}")
