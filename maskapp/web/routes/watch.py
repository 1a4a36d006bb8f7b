"""The addresses by which a source is watched and chosen."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from maskapp.web.answers import asked
from maskapp.web.site import Site, site_of
from maskapp.web.streaming import LiveResponse
from maskapp.web.watch.board import Board, JsonObject, Picture

_BOUNDARY = "maskapp-picture"
_HEARTBEAT_S = 1.0
"""Pages that hear nothing for several of these know that the program is gone (live.js)."""


async def state(request: Request) -> Response:
    """Answer with the state at this moment."""
    site = site_of(request)
    return JSONResponse(_seen_by_all(site, site.board.state.value))


async def live(request: Request) -> Response:
    """Send the state again and again, and violations as they begin and end.

    Who was away and names the last event that it heard gets those that it missed.
    """
    heard = request.headers.get("last-event-id", "")
    return LiveResponse(_told(site_of(request), heard), "text/event-stream")


async def picture(request: Request) -> Response:
    """Send the newest picture again and again, until there is none."""
    parts = _pictures(site_of(request).board)
    return LiveResponse(parts, f"multipart/x-mixed-replace; boundary={_BOUNDARY}")


async def sources(request: Request) -> Response:
    """Answer with the sources that can be chosen."""
    offer = site_of(request).offer
    offered = await run_in_threadpool(offer.offered)
    return JSONResponse(
        {"sources": [asdict(source) for source in offered], "allows_any": offer.allows_any}
    )


async def choose(request: Request) -> Response:
    """Open a source, or close the one in use."""
    site = site_of(request)
    text = (await asked(request)).get("source", "")
    if text is None:
        site.watcher.close_source()
        return Response(status_code=202)
    if not isinstance(text, str) or not text.strip():
        raise HTTPException(400, 'Name a source: {"source": "demo"}, or null to close it.')
    to_open = site.offer.to_open(text.strip())
    if to_open is None:
        raise HTTPException(
            403,
            "Only the cameras, the demo, and what was named when the server started can be chosen"
            " over the network. Name others at the start: maskapp serve --source ADDRESS.",
        )
    site.watcher.open(to_open)
    return Response(status_code=202)


async def retry(request: Request) -> Response:
    """Try a lost source or a missing model at once; play what has ended from its start."""
    site_of(request).watcher.retry()
    return Response(status_code=202)


async def snapshot(request: Request) -> Response:
    """Take a snapshot of what the source sees now."""
    if not site_of(request).watcher.take_snapshot():
        raise HTTPException(409, "There is no live picture to take a snapshot of.")
    return Response(status_code=202)


async def _told(site: Site, heard: str) -> AsyncGenerator[bytes, None]:
    board = site.board
    number, newest = board.state.numbered()
    told = board.heard(heard)
    yield _event("state", _seen_by_all(site, newest), board.id_of(told))
    while True:
        for event in board.events.value:
            if event.number > told:
                told = event.number
                yield _event(event.kind, event.content, board.id_of(told))
        try:
            async with asyncio.timeout(_HEARTBEAT_S):
                number, newest = await board.state.newer_than(number)
        except TimeoutError:
            yield b": nothing new\n\n"
            continue
        yield _event("state", _seen_by_all(site, newest))


def _seen_by_all(site: Site, state: JsonObject) -> JsonObject:
    """Return the state with the number of those who watch it."""
    return {**state, "viewers": site.guard.viewers.count("pictures", "state")} if state else state


def _event(kind: str, content: object, event_id: str = "") -> bytes:
    named = f"id: {event_id}\n" if event_id else ""
    return f"{named}event: {kind}\ndata: {json.dumps(content)}\n\n".encode()


async def _pictures(board: Board) -> AsyncGenerator[bytes, None]:
    with board.watching():
        yield f"--{_BOUNDARY}\r\n".encode()
        number, newest = board.picture.numbered()
        while newest is None:
            number, newest = await board.picture.newer_than(number)
        while newest is not None:  # else a page would go on showing the last one
            yield _part(newest)
            number, newest = await board.picture.newer_than(number)


def _part(picture: Picture) -> bytes:
    """Return a picture and the boundary after it, without which browsers wait to show it."""
    head = f"Content-Type: image/jpeg\r\nContent-Length: {len(picture.jpeg)}\r\n\r\n"
    return head.encode() + picture.jpeg + f"\r\n--{_BOUNDARY}\r\n".encode()


ROUTES = [
    Route("/api/state", state),
    Route("/api/live", live),
    Route("/stream.mjpg", picture),
    Route("/api/sources", sources),
    Route("/api/source", choose, methods=["POST"]),
    Route("/api/source/retry", retry, methods=["POST"]),
    Route("/api/snapshot", snapshot, methods=["POST"]),
]
