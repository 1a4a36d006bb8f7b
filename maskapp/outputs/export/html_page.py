"""The page of the HTML report: self-contained, it runs no scripts and loads nothing."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

import jinja2
import numpy as np
from markupsafe import Markup

from maskapp import __version__, paths
from maskapp.label_style import LABEL_COLOURS, LABEL_HATCHES, LABEL_SYMBOLS, LABEL_WORDS
from maskapp.opencv import cv2
from maskapp.outputs.export.html_chart import chart
from maskapp.outputs.export.html_summary import ReportSummary
from maskapp.outputs.export.pictures import picture_bytes
from maskapp.outputs.snapshots.records import KIND_NAMES, Snapshot
from maskapp.outputs.violation_event import event_text
from maskapp.records import Image, MaskLabel

_TEMPLATES = Path(__file__).with_name("templates")

_WIDTHS_PX = ((500, 640), (2000, 400))
"""Picture widths by the number of snapshots up to which they apply. Browsers fail on pages of
several gigabytes."""
_MIN_WIDTH_PX = 256
_JPEG_QUALITY = 80
_SYMBOL_INSET, _SYMBOL_SIDE = 3.5, 9.0
"""Position and size of a label's symbol in its square of 16 units."""


@dataclass(frozen=True, slots=True)
class _LabelLook:
    name: str
    colour: str
    strokes: tuple[str, ...]
    """Values of the attribute `points` of SVG polylines."""
    hatch: str
    """As in `LABEL_HATCHES`."""


@dataclass(frozen=True, slots=True)
class _Picture:
    width: int
    height: int
    base64_jpeg: str


def render_page(summary: ReportSummary, snapshots: Iterable[Snapshot]) -> Iterator[str]:
    """Render the report piece by piece: all pictures together may not fit into memory.

    Args:
        summary: Counts over `snapshots`.
        snapshots: Iterated once; each is fully rendered before the next is requested.

    Yields:
        Parts of the page, in order.
    """
    width_px = next(
        (width for most, width in _WIDTHS_PX if len(summary.moments) <= most), _MIN_WIDTH_PX
    )
    return (
        _environment()
        .get_template("report.html")
        .generate(
            summary=summary,
            period=summary.period(),
            chart=chart(summary.moments),
            entries=((snapshot, _picture(snapshot, width_px)) for snapshot in snapshots),
            looks={label: _look(label) for label in MaskLabel},
            kind_names=KIND_NAMES,
            logo=Markup((paths.resources_dir() / "icons" / "maskapp.svg").read_text("utf-8")),
            version=__version__,
            now=datetime.now().astimezone(),
        )
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{share:.0%}"
    environment.filters["event_text"] = event_text
    return environment


def _look(label: MaskLabel) -> _LabelLook:
    strokes = tuple(
        " ".join(
            f"{_SYMBOL_INSET + x * _SYMBOL_SIDE:.2f},{_SYMBOL_INSET + y * _SYMBOL_SIDE:.2f}"
            for x, y in stroke
        )
        for stroke in LABEL_SYMBOLS[label]
    )
    return _LabelLook(LABEL_WORDS[label], LABEL_COLOURS[label], strokes, LABEL_HATCHES[label])


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
