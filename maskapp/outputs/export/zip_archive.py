"""The ZIP format: the CSV table and all pictures in full size."""

import zipfile
from datetime import datetime
from typing import BinaryIO

from maskapp.outputs.export.csv_table import csv_header, csv_row
from maskapp.outputs.export.export_format import Exported, ExportFormat, Steps
from maskapp.outputs.export.pictures import clip_name, picture_bytes, picture_names

_FIRST, _LAST = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)


def _write(exported: Exported, file: BinaryIO) -> Steps:
    table = [csv_header()]
    with zipfile.ZipFile(file, "w") as archive:
        for done, snapshot in enumerate(exported.snapshots, 1):
            table.append(csv_row(snapshot))
            paths = (snapshot.annotated, snapshot.plain)
            files = list(zip(paths, picture_names(snapshot), strict=True))
            if snapshot.clip is not None:
                files.append((snapshot.clip, clip_name(snapshot)))
            for path, name in files:
                if content := picture_bytes(path):
                    entry = zipfile.ZipInfo(name, _zip_time(snapshot.taken_at))
                    archive.writestr(entry, content)
            yield done
        entry = zipfile.ZipInfo("snapshots.csv", _zip_time(datetime.now()))
        archive.writestr(entry, b"".join(table), zipfile.ZIP_DEFLATED)


def _zip_time(moment: datetime) -> tuple[int, int, int, int, int, int]:
    """Return the time, or the nearest one that an archive can hold: the years 1980 to 2107."""
    wall = moment.replace(tzinfo=None)
    return min(max(wall, _FIRST), _LAST).timetuple()[:6]


ZIP_ARCHIVE = ExportFormat(".zip", "Archive with table and full-size pictures (ZIP)", _write)
