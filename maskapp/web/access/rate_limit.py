"""A limit of requests per second for each client."""

import math
import time
from collections.abc import Callable

from cachetools import LRUCache
from starlette.types import ASGIApp, Receive, Scope, Send

from maskapp.web.access.addresses import client_key
from maskapp.web.access.refusals import Refusal, refuse

BURST = 300
"""Requests at once: opening several pages, with their files and many small pictures."""
PER_SECOND = 100.0
_MOST_CLIENTS = 4096


class RequestBudget:
    """Requests that each client may still make: a token bucket each.

    Memory is bounded: of very many clients, those that asked longest ago start again with a full
    bucket.

    Args:
        burst: Requests at once.
        per_second: Requests per second in the long run.
        clock: Monotonic time in seconds.
    """

    def __init__(
        self,
        burst: int = BURST,
        per_second: float = PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._left: LRUCache[str, tuple[float, float]] = LRUCache(_MOST_CLIENTS)

    def wait_s(self, client: str) -> float:
        """Count a request and return 0, or return for how long the client has to wait."""
        now = self._clock()
        left, last = self._left.get(client, (float(self._burst), now))
        left = min(self._burst, left + (now - last) * self._per_second)
        is_allowed = left >= 1
        self._left[client] = (left - 1 if is_allowed else left, now)
        return 0.0 if is_allowed else (1 - left) / self._per_second


class RateLimit:
    """ASGI middleware that refuses requests of a client that makes too many."""

    def __init__(self, app: ASGIApp, budget: RequestBudget) -> None:
        self._app = app
        self._budget = budget

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that its client may make; refuse others."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        wait_s = self._budget.wait_s(client_key(scope))
        if wait_s == 0:
            await self._app(scope, receive, send)
            return
        refusal = Refusal(
            429,
            "Too many requests came from your address; wait a moment and try again.",
            retry_after_s=math.ceil(wait_s),
        )
        await refuse(refusal, scope, receive, send)
