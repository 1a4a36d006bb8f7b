"""The data folder of a served program, with a violation, its clip, snapshots and figures."""

from datetime import datetime, timedelta
from pathlib import Path

from maskapp import paths
from maskapp.records import MaskLabel
from tests.support.figures import put_in_folder
from tests.support.logged import log_folder, put_clip, put_snapshot

EVIL = "<script>document.title = 'taken'</script> & a name that goes on, and on, and on " + "x" * 60
"""A name of a source that wants to be more than words, and is too long for every place."""


def data_folder(folder: Path) -> Path:
    """Return the data folder of a `WebServer` that runs in a folder."""
    return folder / "data" / "maskapp"


def put_data(folder: Path) -> None:
    """Fill the data folder of a `WebServer` before it starts."""
    data = data_folder(folder)
    violation = put_snapshot(data, MaskLabel.WITHOUT_MASK, is_violation=True, source=EVIL)
    put_clip(data, violation, paths.demo_clip().read_bytes())
    for minute in range(1, 26):
        put_snapshot(data, MaskLabel.WITH_MASK, minute=minute)
    for days in range(3):
        day = datetime.now().astimezone() - timedelta(days=days)
        for source in ("Door", EVIL):
            put_in_folder(log_folder(data), day, source, came_masked=12, came_bare=3)
