"""The addresses for programs that read the log: events, snapshots, figures and exports."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from maskapp.outputs.export.figures_csv import figures_csv
from maskapp.outputs.export.figures_html import figures_page
from maskapp.outputs.export.pictures import picture_bytes
from maskapp.outputs.figures.period_figures import PeriodFigures
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.web.access.addresses import client_key
from maskapp.web.log import parameters, queries
from maskapp.web.log.exports import EXPORT_SUFFIXES
from maskapp.web.log.figures_json import figures_as_json
from maskapp.web.log.snapshot_json import snapshot_as_json
from maskapp.web.site import answer_from_log, site_of

_USUAL, _MOST = 50, 500
"""Entries of one answer."""


async def events(request: Request) -> Response:
    """Answer with the newest violations of the log."""
    most = parameters.number(request.query_params, "limit", _USUAL, _MOST)
    none: list[dict[str, Any]] = []
    found = await site_of(request).log.reader.read(
        lambda log: queries.newest_events(log, most), none
    )
    return JSONResponse({"events": found})


async def snapshots(request: Request) -> Response:
    """Answer with snapshots, newest first."""
    given = request.query_params
    most = parameters.number(given, "limit", _USUAL, _MOST)
    before = parameters.number(given, "before", 0) or None
    wanted = parameters.snapshot_filter(given)
    none: list[Snapshot] = []
    found = await site_of(request).log.reader.read(
        lambda log: queries.snapshots_before(log, wanted, before, most), none
    )
    return JSONResponse({"snapshots": [snapshot_as_json(snapshot) for snapshot in found]})


async def picture(request: Request) -> Response:
    """Answer with the picture of a snapshot."""
    is_plain = request.query_params.get("plain", "") == "1"

    def read(log: SnapshotLog, snapshot_id: int) -> bytes | None:
        found = queries.snapshot_of(log, snapshot_id)
        if found is None:
            return None
        return picture_bytes(found.plain if is_plain else found.annotated)

    reader = site_of(request).log.reader
    return await _jpeg(
        request, lambda snapshot_id: reader.read(lambda log: read(log, snapshot_id), None)
    )


async def card(request: Request) -> Response:
    """Answer with the face of a snapshot, large."""
    return await _jpeg(request, site_of(request).log.card)


async def clip(request: Request) -> Response:
    """Answer with the video of a snapshot's event, or with parts of it."""
    snapshot_id = parameters.snapshot_id(request.path_params["id"])
    found = None
    if snapshot_id is not None:
        found = await site_of(request).log.reader.read(
            lambda log: queries.with_clip(log, snapshot_id), None
        )
    if found is None:
        raise HTTPException(404, "There is no such clip; it may have been deleted")
    snapshot, path = found
    name = f"maskapp-{snapshot.taken_at:%Y-%m-%d_%H-%M-%S}.mp4"
    return FileResponse(path, media_type="video/mp4", filename=name)


async def figures(request: Request) -> Response:
    """Answer with the figures of a period."""
    return JSONResponse(figures_as_json(await _asked_figures(request)))


async def figures_report(request: Request) -> Response:
    """Answer with the figures of a period as a report to keep."""
    asked = await _asked_figures(request)
    page = await asyncio.to_thread(figures_page, asked)
    return HTMLResponse(page, headers=_as_download(asked, ".html"))


async def figures_table(request: Request) -> Response:
    """Answer with the figures of a period as a table."""
    asked = await _asked_figures(request)
    table = await site_of(request).log.reader.read(
        lambda log: queries.figures_table(log, asked.period, asked.source),
        b"".join(figures_csv(())),
    )
    return Response(table, media_type="text/csv", headers=_as_download(asked, ".csv"))


async def export(request: Request, suffix: str) -> Response:
    """Answer with an export of the log."""
    wanted = parameters.snapshot_filter(request.query_params)
    client = client_key(request.scope)
    return await site_of(request).log.exports.download(request, client, suffix, wanted)


async def _asked_figures(request: Request) -> PeriodFigures:
    given, today = request.query_params, datetime.now().date()
    period, source = parameters.period(given, today), parameters.name(given)
    return await site_of(request).log.figures(period, source)


async def _jpeg(request: Request, read: Callable[[int], Awaitable[bytes | None]]) -> Response:
    snapshot_id = parameters.snapshot_id(request.path_params["id"])
    jpeg = None if snapshot_id is None else await read(snapshot_id)
    if jpeg is None:
        raise HTTPException(404, "There is no such picture; it may have been deleted")
    return Response(jpeg, media_type="image/jpeg")


def _as_download(figures: PeriodFigures, suffix: str) -> dict[str, str]:
    period = figures.period
    name = f"maskapp-figures-{period.unit.value}-{period.since.isoformat()}{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _route(path: str, work: Callable[[Request], Awaitable[Response]]) -> Route:
    return Route(path, partial(answer_from_log, work=work))


ROUTES = [
    _route("/api/events", events),
    _route("/api/snapshots", snapshots),
    _route("/api/snapshots/{id}/picture.jpg", picture),
    _route("/api/snapshots/{id}/card.jpg", card),
    _route("/api/snapshots/{id}/clip.mp4", clip),
    _route("/api/figures", figures),
    _route("/api/figures.csv", figures_table),
    _route("/api/figures.html", figures_report),
    *(Route(f"/api/export{suffix}", partial(export, suffix=suffix)) for suffix in EXPORT_SUFFIXES),
]
