"""The page of the HTML report: self-contained, it runs no scripts and loads nothing."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import numpy as np

from maskapp.opencv import cv2
from maskapp.outputs.export.export_format import Exported
from maskapp.outputs.export.figures_html import figures_section
from maskapp.outputs.export.filter_words import filter_words
from maskapp.outputs.export.html_summary import ReportSummary
from maskapp.outputs.export.html_templates import template
from maskapp.outputs.export.pictures import picture_bytes
from maskapp.outputs.figures.period_figures import PeriodFigures
from maskapp.outputs.snapshots.records import KIND_NAMES, Snapshot
from maskapp.records import Image

_WIDTHS_PX = ((500, 640), (2000, 400))
"""Picture widths by the number of snapshots up to which they apply. Browsers fail on pages of
several gigabytes."""
_MIN_WIDTH_PX = 256
_JPEG_QUALITY = 80


@dataclass(frozen=True, slots=True)
class _Picture:
    width: int
    height: int
    base64_jpeg: str


def render_page(
    summary: ReportSummary,
    exported: Exported,
    figures: PeriodFigures | None,
    snapshots: Iterable[Snapshot],
) -> Iterator[str]:
    """Render the report piece by piece: all pictures together may not fit into memory.

    Args:
        summary: Counts over `snapshots`.
        exported: What the report is of; how it was chosen is told.
        figures: The figures with which the report begins; None if there are none.
        snapshots: Iterated once; each is fully rendered before the next is requested.

    Yields:
        Parts of the page, in order.
    """
    width_px = next(
        (width for most, width in _WIDTHS_PX if len(summary.times) <= most), _MIN_WIDTH_PX
    )
    return template("report.html").generate(
        summary=summary,
        period=summary.period(),
        total=len(summary.times) if exported.total is None else exported.total,
        conditions=filter_words(exported.wanted),
        entries=((snapshot, _picture(snapshot, width_px)) for snapshot in snapshots),
        kind_names=KIND_NAMES,
        now=datetime.now().astimezone(),
        **figures_section(figures),
    )


def _picture(snapshot: Snapshot, width_px: int) -> _Picture | None:
    """Return the reduced annotated picture; None if the file is missing or damaged."""
    jpeg = picture_bytes(snapshot.annotated)
    image = _decode_reduced(jpeg, width_px) if jpeg else None
    if image is None:
        return None
    height, width = image.shape[:2]
    _, data = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))
    return _Picture(width, height, base64.b64encode(bytes(data)).decode())


def _decode_reduced(jpeg: bytes, width_px: int) -> Image | None:
    """Decode a picture to at most this width; None if the content is not a picture."""
    # The decoder is several times faster at a fraction of the size.
    for size in (cv2.IMREAD_REDUCED_COLOR_4, cv2.IMREAD_REDUCED_COLOR_2, cv2.IMREAD_COLOR):
        image = cast(Image | None, cv2.imdecode(np.frombuffer(jpeg, np.uint8), size))
        if image is None or image.shape[1] >= width_px:
            break
    if image is None or image.shape[1] <= width_px:
        return image
    height_px = max(1, round(image.shape[0] * width_px / image.shape[1]))
    resized = cv2.resize(image, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return cast(Image, resized)
