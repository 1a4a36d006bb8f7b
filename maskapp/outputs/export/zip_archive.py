"""The ZIP format: the CSV table and all pictures in full size."""

import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from maskapp.outputs.export.csv_table import csv_header, csv_row
from maskapp.outputs.export.export_format import ExportFormat, Steps
from maskapp.outputs.export.pictures import picture_bytes, picture_names
from maskapp.outputs.snapshots.records import Snapshot


def _write(snapshots: Iterable[Snapshot], file: BinaryIO) -> Steps:
    table = [csv_header()]
    with zipfile.ZipFile(file, "w", strict_timestamps=False) as archive:
        for done, snapshot in enumerate(snapshots, 1):
            table.append(csv_row(snapshot))
            paths = (snapshot.annotated, snapshot.plain)
            for path, name in zip(paths, picture_names(snapshot), strict=True):
                if content := picture_bytes(path):
                    entry = zipfile.ZipInfo(name, snapshot.taken_at.timetuple()[:6])
                    archive.writestr(entry, content)
            yield done
        archive.writestr("snapshots.csv", b"".join(table), zipfile.ZIP_DEFLATED)


ZIP_ARCHIVE = ExportFormat(".zip", "Archive with table and full-size pictures (ZIP)", _write)
