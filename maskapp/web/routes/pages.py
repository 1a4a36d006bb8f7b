"""The HTML pages that watch, show figures and snapshots, and the door display."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from maskapp.label_style import LABEL_SYMBOLS
from maskapp.outputs.export.figures_html import figures_section
from maskapp.outputs.figures.charts.charts import charts
from maskapp.outputs.figures.period import Period, Unit, day_text
from maskapp.outputs.figures.period_figures import PeriodFigures
from maskapp.outputs.figures.words import NO_FIGURES
from maskapp.outputs.snapshots.records import KIND_NAMES
from maskapp.web.error_answers import error_answer
from maskapp.web.log import parameters, queries
from maskapp.web.page_templates import render
from maskapp.web.site import answer_from_log, site_of

_PER_PAGE = 24
_MOST_PAGES = 1_000_000
_NARROW_CHART = (360, 280, 13)
"""Width, height and font size of the charts for phones, in units of SVG."""
_UNIT_NAMES = ((Unit.DAY, "Day"), (Unit.WEEK, "Week"), (Unit.MONTH, "Month"), (Unit.YEAR, "Year"))
_DOOR_INSET, _DOOR_SIDE = 6.5, 87.0
"""Place of a symbol in its square of 100 units; its strokes are 13 wide, as in the window."""
_DOOR_STROKES = {
    label: [
        " ".join(
            f"{_DOOR_INSET + _DOOR_SIDE * x:.2f},{_DOOR_INSET + _DOOR_SIDE * y:.2f}"
            for x, y in stroke
        )
        for stroke in strokes
    ]
    for label, strokes in LABEL_SYMBOLS.items()
}
"""The symbols of the labels as values of the attribute `points` of SVG polylines."""


async def watch(_request: Request) -> Response:
    """Answer with the page on which the source is watched."""
    return await _page("watch.html", {})


async def door(request: Request) -> Response:
    """Answer with the door display."""
    has_picture = request.query_params.get("picture", "") == "1"
    return await _page("door.html", {"has_picture": has_picture, "strokes": _DOOR_STROKES})


async def figures(request: Request) -> Response:
    """Answer with the figures of a period."""
    given, today = request.query_params, datetime.now().date()
    period, source = parameters.period(given, today), parameters.name(given)
    try:
        found = await site_of(request).log.figures(period, source)
    except HTTPException as error:
        if error.status_code != 404:
            raise
        every_source = _query({}, period=period.unit.value, day=period.since.isoformat())
        actions = [(every_source, "Show all sources")]
        return error_answer(request, 404, error.detail, title="No such source", actions=actions)
    return await _page("figures_page.html", _figures_values(found, today))


async def snapshots(request: Request) -> Response:
    """Answer with the snapshots, as cards."""
    given = request.query_params
    wanted = parameters.snapshot_filter(given)
    number = parameters.number(given, "page", 1, _MOST_PAGES)
    found = await site_of(request).log.reader.read(
        lambda log: queries.snapshot_page(log, wanted, (number - 1) * _PER_PAGE, _PER_PAGE),
        queries.SnapshotPage(),
    )
    chosen = _chosen(given)
    last = max(1, -(-found.total // _PER_PAGE))
    return await _page(
        "snapshots_page.html",
        {
            "found": found,
            "chosen": chosen,
            "kind_names": KIND_NAMES,
            "number": number,
            "last": last,
            "newer": _query(chosen, page=number - 1) if number > 1 else None,
            "older": _query(chosen, page=number + 1) if number < last else None,
            "chosen_query": _query(chosen),
        },
    )


async def snapshot(request: Request) -> Response:
    """Answer with one snapshot, large."""
    snapshot_id = parameters.snapshot_id(request.path_params["id"])
    given = request.query_params
    wanted, chosen = parameters.snapshot_filter(given), _chosen(given)
    found = queries.Neighbours()
    if snapshot_id is not None:
        found = await site_of(request).log.reader.read(
            lambda log: queries.neighbours(log, snapshot_id, wanted), found
        )
    if found.snapshot is None:
        raise HTTPException(404, "There is no such snapshot; it may have been deleted")
    number = found.newer_count // _PER_PAGE + 1
    return await _page(
        "snapshot_page.html",
        {
            "found": found,
            "snapshot": found.snapshot,
            "is_plain": given.get("plain", "") == "1",
            "kind_names": KIND_NAMES,
            "chosen": chosen,
            "chosen_query": _query(chosen),
            "plain_query": _query(chosen, plain=1),
            "list_query": _query(chosen, page=number) if number > 1 else _query(chosen),
        },
    )


def _chosen(given: QueryParams) -> dict[str, str]:
    """Return the parameters of an address that choose snapshots."""
    return {key: value for key in ("kind", "day", "source") if (value := given.get(key))}


async def _page(name: str, values: Mapping[str, Any]) -> Response:
    return HTMLResponse(await asyncio.to_thread(render, name, values))


def _query(chosen: Mapping[str, str], **more: object) -> str:
    """Return the query of an address, with its question mark; "" without parameters."""
    query = urlencode({**chosen, **more})
    return f"?{query}" if query else ""


def _figures_values(figures: PeriodFigures, today: date) -> dict[str, Any]:
    period, source = figures.period, figures.source
    chosen = {} if source is None else {"source": source}

    def address(shown: Period) -> str:
        return _query(chosen, period=shown.unit.value, day=shown.since.isoformat())

    values = figures_section(figures)
    if figures.recorded is None:
        values["remark"] = NO_FIGURES
    elif not any(figures.total.values()):
        first, last = (day_text(each) for each in figures.recorded)
        values["remark"] = (
            f"Nothing was watched in this period. There are figures from {first} to {last}."
        )
    # A day that the present one is in, not the first of a year, stays in sight in shorter periods.
    anchor = today if period.contains(today) else period.since
    return {
        **values,
        "narrow_drawings": _narrow(figures),
        "units": [
            (name, _query(chosen, period=unit.value, day=anchor.isoformat()), unit is period.unit)
            for unit, name in _UNIT_NAMES
        ],
        "anchor": anchor.isoformat(),
        "previous": address(period.previous()),
        "next": None if period.until > today else address(period.next()),
        "download": address(period),
    }


def _narrow(figures: PeriodFigures) -> Sequence[Any]:
    return [chart.lay_out(*_NARROW_CHART) for chart in charts(figures)]


ROUTES = [
    Route("/", watch),
    Route("/door", door),
    Route("/figures", partial(answer_from_log, work=figures)),
    Route("/snapshots", partial(answer_from_log, work=snapshots)),
    Route("/snapshots/{id}", partial(answer_from_log, work=snapshot)),
]
