"""The HTML format: a report with figures, charts and pictures."""

from collections.abc import Iterator
from typing import BinaryIO

from maskapp.outputs.export.export_format import Exported, ExportFormat, Steps
from maskapp.outputs.snapshots.records import Snapshot


def _write(exported: Exported, file: BinaryIO) -> Steps:
    # OpenCV and Jinja2 are slow to load, and the export dialog imports this module.
    from maskapp.outputs.export.html_page import render_page  # noqa: PLC0415
    from maskapp.outputs.export.html_summary import ReportSummary  # noqa: PLC0415

    summary = ReportSummary()
    for snapshot in exported.snapshots:
        summary.add(snapshot)
        yield 0  # so that the export can be cancelled
    rendered = reported = 0

    def counted() -> Iterator[Snapshot]:
        nonlocal rendered
        for snapshot in exported.snapshots:
            yield snapshot
            rendered += 1

    figures = exported.figures(summary.days())
    for text in render_page(summary, exported, figures, counted()):
        file.write(text.encode())
        if rendered > reported:
            reported = rendered
            yield reported


HTML_REPORT = ExportFormat(".html", "Report with figures, charts and pictures (HTML)", _write)
