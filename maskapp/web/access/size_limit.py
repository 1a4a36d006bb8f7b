"""Limits of what a request may bring: headers, bytes, and the time until all have come."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maskapp.web.access.refusals import Refusal, headers_named, refuse

LARGEST_HEAD = 16 * 1024
"""Bytes of address and headers. The parser has this limit too, but not for what arrives at once."""
LARGEST_BODY = 64 * 1024
"""Bytes of requests that bring no picture."""
BODY_TIMEOUT_S = 60.0
"""Time for a whole body, such as 20 MB over a slow wireless network."""


class SizeLimit:
    """ASGI middleware that refuses what is too large (413, 431) or comes too slowly (408).

    What arrives is counted, since Content-Length may be missing or wrong. The limit is met while
    the application reads, so it raises an `HTTPException` there, which Starlette answers.

    Args:
        app: What is protected.
        larger: Largest number of bytes for single paths; `LARGEST_BODY` for all others.
        timeout_s: Time for a whole body.
    """

    def __init__(
        self, app: ASGIApp, larger: Mapping[str, int], timeout_s: float = BODY_TIMEOUT_S
    ) -> None:
        self._app = app
        self._larger = larger
        self._timeout_s = timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count what it brings."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        largest = self._larger.get(scope["path"], LARGEST_BODY)
        refusal = _refusal(scope, largest)
        if refusal is not None:
            await refuse(refusal, scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, send, largest, self._timeout_s)
        await self._app(scope, body.receive, body.send)


class _Body:
    """The body of one request while it is read."""

    def __init__(self, receive: Receive, send: Send, largest: int, timeout_s: float) -> None:
        self._receive = receive
        self._send = send
        self._largest = largest
        self._timeout_s = timeout_s
        self._deadline = asyncio.get_running_loop().time() + timeout_s
        self._size = 0
        self._is_complete = False
        self._is_answered = False

    async def send(self, message: Message) -> None:
        self._is_answered = True
        await self._send(message)

    async def receive(self) -> Message:
        if self._is_complete:  # waits for the client to leave
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            return self._stop(
                408,
                f"The request did not arrive within {self._timeout_s:.0f} s; send it again, over a"
                " faster network or as a smaller picture.",
            )
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            self._is_complete = not message.get("more_body", False)
            if self._size > self._largest:
                return self._stop(413, _too_large(self._largest))
        return message

    def _stop(self, status: int, message: str) -> Message:
        self._is_complete = True
        if self._is_answered:  # too late for another answer, so the client counts as gone
            return {"type": "http.disconnect"}
        raise HTTPException(status, message)


def _refusal(scope: Scope, largest: int) -> Refusal | None:
    """Return why a request is refused before its body is read."""
    head = len(scope["raw_path"]) + len(scope["query_string"])
    head += sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    if head > LARGEST_HEAD:
        return Refusal(431, "The request's address and headers are too long; send shorter ones.")
    lengths = headers_named(scope, b"content-length")
    if lengths and headers_named(scope, b"transfer-encoding"):
        # Servers differ in which they believe, by which a request can hide another one.
        return Refusal(400, "The request states its length twice; leave out Content-Length.")
    if any(_is_over(length, largest) for length in lengths):
        return Refusal(413, _too_large(largest))
    return None


def _is_over(content_length: str, largest: int) -> bool:
    digits = content_length.strip()
    if not (digits.isascii() and digits.isdigit()):
        return False
    return len(digits) > 18 or int(digits) > largest  # very long numbers take time to convert


def _too_large(largest: int) -> str:
    return (
        f"The request is larger than {largest / 1_000_000:g} MB; send a smaller picture."
        if largest >= 1_000_000
        else f"The request is larger than {largest // 1024} kB, which is all that is taken here."
    )
