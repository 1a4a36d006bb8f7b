"""The HTML report of the snapshot log: one file that needs no other, runs nothing, asks nobody."""

import base64
from collections import Counter
from datetime import datetime
from html import escape
from typing import cast

import numpy as np

from maskapp import __version__, paths
from maskapp.label_style import LABEL_COLOURS, LABEL_SYMBOLS
from maskapp.opencv import cv2
from maskapp.outputs.export.html_chart import Moment, chart
from maskapp.outputs.snapshots.pictures import read_picture
from maskapp.outputs.snapshots.records import KIND_WORDS, Kind, Snapshot
from maskapp.records import LABEL_WORDS, Image, MaskLabel

_WIDTHS_PX = ((500, 640), (2000, 400))
"""Up to so many snapshots: so wide the pictures. Browsers choke on pages of gigabytes."""
_LEAST_WIDTH_PX = 256
_JPEG_QUALITY = 80
_MARK_INSET, _MARK_SIDE = 3.5, 9.0
"""Where the symbol stands in its plate, a square of 16."""

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--ground:#f6f8fa;--card:#fff;
--edge:#d0d7de}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--ground:#0f1318;
--card:#181d24;--edge:#333b45}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1240px;padding:24px 16px;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 12px}
header{display:flex;align-items:center;gap:16px}header svg{width:56px;flex:none}
p{margin:0}.soft{color:var(--soft)}.sources{margin-top:12px;overflow-wrap:anywhere}
.tiles,.entries{display:grid;gap:12px;list-style:none;margin:0;padding:0}
.tiles{grid-template-columns:repeat(auto-fit,minmax(150px,1fr))}
.entries{grid-template-columns:repeat(auto-fill,minmax(280px,1fr));gap:16px}
.tiles li,.entries>li,.chart{background:var(--card);border:1px solid var(--edge);
border-radius:8px}
.tiles li{padding:12px 16px}
.tiles b{display:block;font-size:24px;font-variant-numeric:tabular-nums}
.chart{display:block;width:100%;height:auto;padding:8px}
.chart text{font-size:12px;fill:var(--soft)}.chart .line{stroke:var(--edge)}
.entries>li{overflow:hidden;content-visibility:auto;contain-intrinsic-size:280px 300px}
.entries img{display:block;width:100%;height:auto}
.gone{aspect-ratio:16/9;display:grid;place-items:center;color:var(--soft)}
.text{padding:12px;overflow-wrap:anywhere}.text time{font-weight:600}
.faces{display:flex;flex-wrap:wrap;gap:4px 12px;list-style:none;margin:8px 0 0;padding:0}
.faces li,.tiles span{display:inline-flex;align-items:center;gap:6px;vertical-align:top}
.note{margin-top:8px;white-space:pre-line;overflow-wrap:anywhere}
.mark{width:16px;height:16px;border-radius:3px;flex:none}
footer{margin-top:32px;padding-top:12px;border-top:1px solid var(--edge)}
@media print{body{background:#fff}.entries>li{break-inside:avoid;content-visibility:visible}}
"""


class HtmlPage:
    """The report in three parts. Count every snapshot first, then write head, entries, foot."""

    def __init__(self) -> None:
        self._moments: list[Moment] = []
        self._faces: Counter[MaskLabel] = Counter()
        self._kinds: Counter[Kind] = Counter()
        self._sources: Counter[str] = Counter()

    def count(self, snapshot: Snapshot) -> None:
        """Takes a snapshot into the summary and the chart."""
        counts = snapshot.counts()
        self._moments.append(Moment(snapshot.taken_at.replace(tzinfo=None), counts))
        self._faces += counts
        self._kinds[snapshot.kind] += 1
        self._sources[snapshot.source] += 1

    def head(self) -> str:
        """Everything before the first snapshot."""
        drawn = chart(self._moments)
        chart_part = f"<h2>Faces over time</h2>{drawn}" if drawn else ""
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
            f"<title>Maskapp snapshots</title><style>{_STYLE}</style></head><body>"
            f"<header>{_logo()}<div><h1>Maskapp snapshots</h1>{self._period()}</div></header>"
            f"<h2>Summary</h2>{self._summary()}{chart_part}"
            '<h2>Snapshots</h2><ul class="entries">\n'
        )

    def entry(self, snapshot: Snapshot) -> str:
        """One snapshot."""
        note = f'<p class="note" dir="auto">{escape(snapshot.note)}</p>' if snapshot.note else ""
        faces = "".join(
            f"<li>{_mark(face.label)}#{face.track} {LABEL_WORDS[face.label]} "
            f"{face.confidence:.0%}</li>"
            for face in snapshot.faces
        )
        return (
            f"<li>{self._picture(snapshot)}"
            f'<div class="text"><p>{_time(snapshot.taken_at)}</p>'
            f'<p class="soft">{KIND_WORDS[snapshot.kind]} · <span dir="auto">'
            f"{escape(snapshot.source)}</span></p>"
            f'<ul class="faces">{faces or "<li>No face</li>"}</ul>{note}</div></li>\n'
        )

    def foot(self) -> str:
        """Everything after the last snapshot."""
        now = datetime.now().astimezone()
        return (
            f'</ul><footer class="soft"><p>Made by Maskapp {__version__} on {_time(now)}.</p>'
            "<p>It shows people: give it only to those who may see them.</p></footer>"
            "</body></html>\n"
        )

    def _period(self) -> str:
        if not self._moments:
            return '<p class="soft">No snapshots.</p>'
        times = [moment.taken_at for moment in self._moments]
        first, last = min(times), max(times)
        return f'<p class="soft">{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}</p>'

    def _summary(self) -> str:
        total = self._faces.total()
        kinds = ", ".join(
            f"{self._kinds[kind]} {words.lower()}" for kind, words in KIND_WORDS.items()
        )
        tiles = [
            f"<li><span>Snapshots</span><b>{len(self._moments)}</b>"
            f'<span class="soft">{kinds}</span></li>',
            f'<li><span>Faces</span><b>{total}</b><span class="soft">in all snapshots</span></li>',
        ]
        for label in MaskLabel:
            share = f"{self._faces[label] / total:.0%} of the faces" if total else "no face"
            tiles.append(
                f"<li><span>{_mark(label)}{LABEL_WORDS[label]}</span>"
                f'<b>{self._faces[label]}</b><span class="soft">{share}</span></li>'
            )
        sources = ", ".join(
            f'<span dir="auto">{escape(source)}</span> ({count})'
            for source, count in self._sources.most_common()
        )
        origin = f'<p class="soft sources">Sources: {sources}</p>' if sources else ""
        return f'<ul class="tiles">{"".join(tiles)}</ul>{origin}'

    def _picture(self, snapshot: Snapshot) -> str:
        width_px = next(
            (width for most, width in _WIDTHS_PX if len(self._moments) <= most), _LEAST_WIDTH_PX
        )
        jpeg = read_picture(snapshot.annotated)
        image = _reduced(jpeg, width_px) if jpeg else None
        if image is None:
            return '<div class="gone">The picture is gone.</div>'
        height, width = image.shape[:2]
        _, data = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))
        return (
            f'<img width="{width}" height="{height}" alt="The annotated picture" '
            f'src="data:image/jpeg;base64,{base64.b64encode(bytes(data)).decode()}">'
        )


def _reduced(jpeg: bytes, width_px: int) -> Image | None:
    """The picture at most so wide; None where the file is not a picture any more."""
    for size in (cv2.IMREAD_REDUCED_COLOR_4, cv2.IMREAD_REDUCED_COLOR_2, cv2.IMREAD_COLOR):
        image = cast(Image | None, cv2.imdecode(np.frombuffer(jpeg, np.uint8), size))
        if image is None or image.shape[1] >= width_px:
            break
    if image is None or image.shape[1] <= width_px:
        return image
    height_px = max(1, round(image.shape[0] * width_px / image.shape[1]))
    resized = cv2.resize(image, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return cast(Image, resized)


def _logo() -> str:
    return (paths.resources_dir() / "icons" / "maskapp.svg").read_text(encoding="utf-8")


def _mark(label: MaskLabel) -> str:
    lines = "".join(
        f'<polyline points="{" ".join(_mark_point(x, y) for x, y in stroke)}"/>'
        for stroke in LABEL_SYMBOLS[label]
    )
    return (
        f'<svg class="mark" viewBox="0 0 16 16" style="background:{LABEL_COLOURS[label]}" '
        'aria-hidden="true"><g fill="none" stroke="#000" stroke-width="1.8" '
        f'stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>'
    )


def _mark_point(x: float, y: float) -> str:
    return f"{_MARK_INSET + x * _MARK_SIDE:.2f},{_MARK_INSET + y * _MARK_SIDE:.2f}"


def _time(moment: datetime) -> str:
    return (
        f'<time datetime="{moment.isoformat(timespec="milliseconds")}">'
        f"{moment:%Y-%m-%d %H:%M:%S}</time>"
    )
