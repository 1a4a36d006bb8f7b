"""The HTML format: a report with summary, chart and pictures."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from maskapp.outputs.export.export_format import ExportFormat, Steps
from maskapp.outputs.snapshots.records import Snapshot


def _write(snapshots: Iterable[Snapshot], file: BinaryIO) -> Steps:
    # OpenCV and Jinja2 are slow to load, and the export dialog imports this module.
    from maskapp.outputs.export.html_page import render_page  # noqa: PLC0415
    from maskapp.outputs.export.html_summary import ReportSummary  # noqa: PLC0415

    summary = ReportSummary()
    for snapshot in snapshots:
        summary.add(snapshot)
        yield 0  # so that the export can be cancelled
    rendered = reported = 0

    def counted() -> Iterator[Snapshot]:
        nonlocal rendered
        for snapshot in snapshots:
            yield snapshot
            rendered += 1

    for text in render_page(summary, counted()):
        file.write(text.encode())
        if rendered > reported:
            reported = rendered
            yield reported


HTML_REPORT = ExportFormat(".html", "Report with summary, chart and pictures (HTML)", _write)
