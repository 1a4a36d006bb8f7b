"""The cap on streams that are open at the same time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

from maskapp.web.access.refusals import Refusal, refuse

_RETRY_AFTER_S = 10


class TooManyViewersError(Exception):
    """No further stream of a kind may be opened for now."""


class Viewers:
    """Open streams by kind, of which each has a cap.

    Args:
        caps: The most open streams of each kind.
    """

    def __init__(self, caps: Mapping[str, int]) -> None:
        self._caps = caps
        self._open: Counter[str] = Counter()

    @property
    def open(self) -> dict[str, int]:
        """Open streams by kind."""
        return {kind: self._open[kind] for kind in self._caps}

    def count(self, *kinds: str) -> int:
        """Return the viewers of some kinds: who has a stream of each open counts once."""
        return max((self._open[kind] for kind in kinds), default=0)

    @contextmanager
    def watching(self, kind: str) -> Iterator[None]:
        """Hold one of the places while a stream is open.

        Raises:
            TooManyViewersError: All are taken.
        """
        if self._open[kind] >= self._caps[kind]:
            raise TooManyViewersError
        self._open[kind] += 1
        try:
            yield
        finally:
            self._open[kind] -= 1


class ViewerCap:
    """ASGI middleware that holds a place for each open stream, and refuses more (503).

    The place is free again as soon as the application is done with the request.

    Args:
        app: What is protected.
        viewers: Holds the places.
        kinds: Paths of streams, with the kind of each.
    """

    def __init__(self, app: ASGIApp, viewers: Viewers, kinds: Mapping[str, str]) -> None:
        self._app = app
        self._viewers = viewers
        self._kinds = kinds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a stream only if there is a place for it."""
        kind = self._kinds.get(scope["path"]) if scope["type"] in {"http", "websocket"} else None
        if kind is None:
            await self._app(scope, receive, send)
            return
        try:
            with self._viewers.watching(kind):
                await self._app(scope, receive, send)
        except TooManyViewersError:
            refusal = Refusal(
                503,
                "As many people are watching as this server allows; try again when one has left.",
                retry_after_s=_RETRY_AFTER_S,
            )
            await refuse(refusal, scope, receive, send)
