"""Answers that go on for as long as somebody reads them."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_STALLED_AFTER_S = 10.0
"""A reader who takes nothing for so long is gone, or asleep."""
_LAST = {"type": "http.response.body", "body": b"", "more_body": False}


class LiveResponse(Response):
    """An answer in parts, without an end of its own.

    It ends within a moment after the reader has left, also while there is nothing to send, and when
    the server ends. At most one part waits for a reader who is slow.

    Args:
        parts: The parts; closed at the end, wherever it is.
        media_type: The content's type.
        headers: More headers.
    """

    def __init__(
        self,
        parts: AsyncGenerator[bytes, None],
        media_type: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(media_type=media_type, headers=headers)
        del self.headers["content-length"]
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the parts until there are none, or nobody takes them."""
        if scope.get("method") == "HEAD":
            await self._send_start(send)
            await send(_LAST)
            return
        sending = asyncio.ensure_future(self._send_parts(send))
        leaving = asyncio.ensure_future(has_left(receive))
        ending = asyncio.ensure_future(scope["app"].state.ending.wait())
        tasks = (sending, leaving, ending)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if not sending.cancelled():
            sending.result()
        elif not leaving.done() or leaving.cancelled():
            await send(_LAST)

    async def _send_start(self, send: Send) -> None:
        start = "http.response.start"
        await send({"type": start, "status": self.status_code, "headers": self.raw_headers})

    async def _send_parts(self, send: Send) -> None:
        await self._send_start(send)
        try:
            async with aclosing(self._parts) as parts:
                async for part in parts:
                    async with asyncio.timeout(_STALLED_AFTER_S):
                        await send({"type": "http.response.body", "body": part, "more_body": True})
            await send(_LAST)
        except (OSError, TimeoutError):
            return  # nobody takes it


async def has_left(receive: Receive) -> None:
    """Wait until the client of a request has left.

    Args:
        receive: What the request gives to read; nothing else reads it any more.
    """
    while (await receive())["type"] != "http.disconnect":
        pass
