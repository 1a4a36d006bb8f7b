"""What all requests share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from maskapp.settings.settings import Settings
from maskapp.web.access.addresses import client_key
from maskapp.web.access.guard import Guard
from maskapp.web.judge.judge import Judge
from maskapp.web.log.log_room import LogRoom
from maskapp.web.watch.board import Board
from maskapp.web.watch.offer import SourceOffer
from maskapp.web.watch.watcher import Watcher


@dataclass(frozen=True, slots=True)
class Site:
    """What all requests share.

    Attributes:
        settings: The user's settings.
        data_dir: The data folder.
        board: What viewers see.
        watcher: Runs the source.
        offer: The sources that can be chosen.
        guard: Who may use the server, and how much.
        log: The snapshot log.
        judge: Judges the pictures that browsers and programs send.
    """

    settings: Settings
    data_dir: Path
    board: Board
    watcher: Watcher
    offer: SourceOffer
    guard: Guard
    log: LogRoom
    judge: Judge


def site_of(connection: HTTPConnection) -> Site:
    """Return the site that a request or WebSocket belongs to."""
    site: Site = connection.app.state.site
    return site


async def answer_from_log(
    request: Request, work: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Answer a request that reads the snapshot log, see `WaitingRequests`."""
    client = client_key(request.scope)
    return await site_of(request).log.waiting.answer(request, client, work)
