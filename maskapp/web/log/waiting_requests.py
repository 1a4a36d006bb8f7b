"""Requests that wait for the snapshot log, which one thread reads for all of them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from maskapp.errors import SnapshotLogBusyError
from maskapp.web.streaming import has_left

_MOST = 100
_MOST_OF_ONE = 50
"""A browser loads six pictures at once, and several may share an address."""


class WaitingRequests:
    """The requests that wait; one whose client has left waits no longer.

    Args:
        most: How many may wait at once.
        most_of_one: How many of one client may.
    """

    def __init__(self, most: int = _MOST, most_of_one: int = _MOST_OF_ONE) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._by_client: Counter[str] = Counter()

    async def answer(
        self, request: Request, client: str, work: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """Return the answer to a request, or give up when its client has left.

        Args:
            request: The request.
            client: Who asks.
            work: Makes the answer; cancelled when the client has left or the server ends.

        Raises:
            SnapshotLogBusyError: Too many wait.
            HTTPException: The server ends (503).
        """
        is_full = self._by_client.total() >= self._most
        if is_full or self._by_client[client] >= self._most_of_one:
            raise SnapshotLogBusyError(
                "Too many requests wait for the snapshot log; try again in a moment."
            )
        self._by_client[client] += 1
        try:
            return await _while_wanted(request, work)
        finally:
            self._by_client[client] -= 1
            self._by_client += Counter()  # drops clients of whom none waits


async def _while_wanted(
    request: Request, work: Callable[[Request], Awaitable[Response]]
) -> Response:
    answering = asyncio.ensure_future(work(request))
    leaving = asyncio.ensure_future(has_left(request.receive))
    ending = asyncio.ensure_future(request.app.state.ending.wait())
    tasks = (answering, leaving, ending)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        is_ending = ending.done()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if not answering.cancelled():
        return answering.result()
    if is_ending:
        raise HTTPException(503, "The program is ending.")
    return Response(status_code=400)  # nobody gets it
