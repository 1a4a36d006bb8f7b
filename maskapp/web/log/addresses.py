"""The addresses for programs that read the log: events, snapshots, figures and exports."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from cachetools import LRUCache
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from maskapp.outputs.export.figures_csv import figures_csv
from maskapp.outputs.export.figures_html import figures_page
from maskapp.outputs.export.pictures import picture_bytes
from maskapp.outputs.figures.period import Period
from maskapp.outputs.figures.period_figures import PeriodFigures, no_figures
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, Snapshot
from maskapp.web.log import parameters, queries
from maskapp.web.log.card_pictures import card_picture
from maskapp.web.log.exports import EXPORT_SUFFIXES, Exports
from maskapp.web.log.figures_json import figures_as_json
from maskapp.web.log.log_reader import LogReader
from maskapp.web.log.snapshot_json import snapshot_as_json

_USUAL, _MOST = 50, 500
"""Entries of one answer."""
_CARDS_KEPT = 256


class LogAddresses:
    """What the snapshot log answers.

    Args:
        data_dir: The folder of the program's data.

    Attributes:
        reader: Reads the log.
        routes: The routes of all addresses.
    """

    def __init__(self, data_dir: Path) -> None:
        folder = data_dir / SNAPSHOT_FOLDER
        self.reader = LogReader(folder)
        self._exports = Exports(folder)
        self._cards: LRUCache[int, bytes] = LRUCache(_CARDS_KEPT)
        self.routes: list[BaseRoute] = [
            Route("/api/events", self._events),
            Route("/api/snapshots", self._snapshots),
            Route("/api/snapshots/{id:int}/picture.jpg", self._picture),
            Route("/api/snapshots/{id:int}/card.jpg", self._card),
            Route("/api/figures", self._figures),
            Route("/api/figures.csv", self._figures_csv),
            Route("/api/figures.html", self._figures_html),
            *(
                Route(f"/api/export{suffix}", partial(self._export, suffix=suffix))
                for suffix in EXPORT_SUFFIXES
            ),
        ]

    def close(self) -> None:
        """Close the log."""
        self.reader.close()

    async def figures(self, period: Period, source: str | None) -> PeriodFigures:
        """Return the figures of a period."""
        nothing = no_figures(period, datetime.now().astimezone())
        return await self.reader.read(
            lambda log: queries.period_figures(log, period, source), nothing
        )

    async def _events(self, request: Request) -> Response:
        most = parameters.number(request.query_params, "limit", _USUAL, _MOST)
        none: list[dict[str, Any]] = []
        events = await self.reader.read(lambda log: queries.newest_events(log, most), none)
        return JSONResponse({"events": events})

    async def _snapshots(self, request: Request) -> Response:
        given = request.query_params
        most = parameters.number(given, "limit", _USUAL, _MOST)
        before = parameters.number(given, "before", 0) or None
        wanted = parameters.snapshot_filter(given)
        none: list[Snapshot] = []
        found = await self.reader.read(
            lambda log: queries.snapshots_before(log, wanted, before, most), none
        )
        return JSONResponse({"snapshots": [snapshot_as_json(snapshot) for snapshot in found]})

    async def _picture(self, request: Request) -> Response:
        is_plain = request.query_params.get("plain", "") == "1"

        def read(log: SnapshotLog, snapshot_id: int) -> bytes | None:
            found = queries.snapshot_of(log, snapshot_id)
            if found is None:
                return None
            return picture_bytes(found.plain if is_plain else found.annotated)

        return await self._jpeg(request, read)

    async def _card(self, request: Request) -> Response:
        def read(log: SnapshotLog, snapshot_id: int) -> bytes | None:
            found = queries.snapshot_of(log, snapshot_id)
            if found is None:
                return None
            kept = self._cards.get(snapshot_id)
            if kept is None and (kept := card_picture(found)) is not None:
                self._cards[snapshot_id] = kept
            return kept

        return await self._jpeg(request, read)

    async def _jpeg(
        self, request: Request, read: Callable[[SnapshotLog, int], bytes | None]
    ) -> Response:
        snapshot_id = request.path_params["id"]
        jpeg = None
        if snapshot_id <= parameters.LARGEST_ID:
            jpeg = await self.reader.read(lambda log: read(log, snapshot_id), None)
        if jpeg is None:
            raise HTTPException(404, "There is no such picture; it may have been deleted")
        return Response(jpeg, media_type="image/jpeg")

    async def _asked_figures(self, request: Request) -> PeriodFigures:
        given, today = request.query_params, datetime.now().date()
        return await self.figures(parameters.period(given, today), parameters.name(given))

    async def _figures(self, request: Request) -> Response:
        return JSONResponse(figures_as_json(await self._asked_figures(request)))

    async def _figures_html(self, request: Request) -> Response:
        figures = await self._asked_figures(request)
        page = await asyncio.to_thread(figures_page, figures)
        return HTMLResponse(page, headers=_as_download(figures, ".html"))

    async def _figures_csv(self, request: Request) -> Response:
        figures = await self._asked_figures(request)
        period, source = figures.period, figures.source
        table = await self.reader.read(
            lambda log: queries.figures_table(log, period, source), b"".join(figures_csv(()))
        )
        return Response(table, media_type="text/csv", headers=_as_download(figures, ".csv"))

    async def _export(self, request: Request, suffix: str) -> Response:
        wanted = parameters.snapshot_filter(request.query_params)
        return await self._exports.download(request, suffix, wanted)


def _as_download(figures: PeriodFigures, suffix: str) -> dict[str, str]:
    period = figures.period
    name = f"maskapp-figures-{period.unit.value}-{period.since.isoformat()}{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}
