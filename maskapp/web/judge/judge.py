"""Everything that judges pictures of others: its addresses, and the threads behind them."""

import os

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from maskapp.pipeline.engine import Engine, load_engine
from maskapp.settings.settings import Settings
from maskapp.web.judge.engine_threads import EngineThreads
from maskapp.web.judge.judge_page import judge_page
from maskapp.web.judge.live_socket import MOST_SOCKETS, LiveSockets
from maskapp.web.judge.post_picture import PostPicture
from maskapp.web.judge.still_pictures import loader_of_still_engine

_CORES_PER_ENGINE = 2
"""LiteRT runs each network in two threads."""
_MOST_THREADS = 4
_MOST_STILLS = 8
"""Pictures that are judged or wait; each may have 20 MB."""


class Judge:
    """The engines and addresses; nothing is loaded before the first picture comes.

    Measured: an engine takes 0.2 s to load and 40 MB, and one for stills up to 0.4 GB more while
    it judges large pictures. A live connection takes none of its own.

    Args:
        settings: Those of the engine are read, and whether the camera is mirrored.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        count = max(1, min((os.cpu_count() or 1) // _CORES_PER_ENGINE, _MOST_THREADS))

        def load_live() -> Engine:
            return load_engine(settings.for_engine, stills=False)

        self._stills = EngineThreads(
            "JudgedStills",
            loader_of_still_engine(settings.for_engine),
            count=count,
            most_unfinished=_MOST_STILLS,
        )
        self._lanes = [
            EngineThreads("JudgedCameras", load_live, count=1, most_unfinished=MOST_SOCKETS)
            for _ in range(count)
        ]
        self._sockets = LiveSockets(self._lanes)

    @property
    def cameras(self) -> int:
        """How many browsers' cameras are being judged."""
        return self._sockets.count

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/judge", self._page),
            Route("/api/judge", PostPicture(self._stills).answer, methods=["POST"]),
            WebSocketRoute("/api/judge/live", self._sockets.serve),
        ]

    async def _page(self, request: Request) -> Response:
        return judge_page(request, is_mirrored=self._settings.mirror)

    def close(self) -> None:
        """End all threads, once each has finished the picture that it judges."""
        for engines in (self._stills, *self._lanes):
            engines.close()
