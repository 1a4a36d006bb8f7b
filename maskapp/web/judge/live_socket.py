"""`/api/judge/live`: judges the pictures of a browser's camera over a WebSocket.

The client sends one JPEG, waits for the answer, and only then sends the next: never more than one
is on its way, so that the answers are as fresh as the connection and the computer allow, and
nothing piles up on either side.
"""

import asyncio
import json
from time import monotonic
from typing import Any

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from maskapp.display_names import without_folders
from maskapp.errors import ModelError, SourceError
from maskapp.web.judge.engine_threads import EngineThreads
from maskapp.web.judge.live_camera import LiveCamera

MOST_SOCKETS = 8
"""One costs next to nothing, but all share one engine thread or a few, and 5 pictures per second
each are still live."""
IDLE_S = 30.0
_SEND_S = 10.0
"""A client that does not read its answer for so long is gone."""
_LEAST_STEP_S = 1 / 30
"""Time from one picture to the next answer at least."""
_MOST_ERRORS = 5
"""So many messages in a row that are no pictures end the connection."""

_POLICY, _FAULT, _LATER = 1008, 1011, 1013
"""Codes of RFC 6455 and its registry: against the rules, internal error, try again later."""


class _ClosingError(Exception):
    """The connection ends, with a code and a reason of at most 123 bytes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class LiveSockets:
    """The endpoint, with all its connections.

    Args:
        lanes: Engines for live pictures, each with one thread; a connection stays with one.
    """

    def __init__(self, lanes: list[EngineThreads]) -> None:
        self._users = dict.fromkeys(lanes, 0)

    @property
    def count(self) -> int:
        """How many connections are open."""
        return sum(self._users.values())

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection until its end."""
        await socket.accept()
        if self.count >= MOST_SOCKETS:
            await socket.close(
                _LATER, f"{MOST_SOCKETS} cameras are being checked already; try again later"
            )
            return
        lane = min(self._users, key=lambda lane: self._users[lane])
        self._users[lane] += 1
        connection = _Connection(socket, lane)
        try:
            await connection.serve()
        except _ClosingError as closing:
            await _close(socket, closing)
        except WebSocketDisconnect:
            pass
        finally:
            self._users[lane] -= 1
            connection.drop()


class _Connection:
    """One connection."""

    def __init__(self, socket: WebSocket, engines: EngineThreads) -> None:
        self._socket = socket
        self._engines = engines
        self._camera = LiveCamera()
        self._errors = 0
        self._incoming = asyncio.ensure_future(socket.receive())
        self._answering: asyncio.Future[dict[str, Any]] | None = None

    def drop(self) -> None:
        """Abandon what is on its way."""
        self._incoming.cancel()
        if self._answering is not None:
            self._answering.cancel()

    async def serve(self) -> None:
        """Answer picture after picture until the client leaves.

        Raises:
            _ClosingError: The client does not keep to the rules, or nothing more can be done.
            WebSocketDisconnect: It left while it was answered.
        """
        while (message := await self._next()) is not None:
            self._incoming = asyncio.ensure_future(self._socket.receive())
            self._answering = asyncio.ensure_future(self._answer(message))
            await asyncio.wait(
                {self._incoming, self._answering}, return_when=asyncio.FIRST_COMPLETED
            )
            if self._incoming.done():
                if _is_departure(self._incoming.result()):
                    return
                raise _ClosingError(
                    _POLICY, "Send the next picture only after the answer to the last one"
                )
            await self._send(self._answering.result())
            if self._errors >= _MOST_ERRORS:
                raise _ClosingError(_POLICY, f"{_MOST_ERRORS} messages in a row were no JPEG")

    async def _next(self) -> Message | None:
        """Return the next message; None if the client has left."""
        await asyncio.wait({self._incoming}, timeout=IDLE_S)
        if not self._incoming.done():
            raise _ClosingError(_POLICY, f"No picture came for {IDLE_S:.0f} seconds")
        message = self._incoming.result()
        return None if _is_departure(message) else message

    async def _answer(self, message: Message) -> dict[str, Any]:
        arrived_s = monotonic()
        data = message.get("bytes")
        try:
            if data is None:
                raise SourceError("This is text; send each picture as one binary message, a JPEG")
            answer = await self._engines.run(
                lambda networks: self._camera.judge(networks, data, arrived_s)
            )
            self._errors = 0
        except SourceError as error:
            answer = {"error": str(error)}
            self._errors += 1
        except ModelError as error:
            raise _ClosingError(_FAULT, without_folders(str(error))) from error
        await asyncio.sleep(arrived_s + _LEAST_STEP_S - monotonic())
        return answer

    async def _send(self, answer: dict[str, Any]) -> None:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
        try:
            await asyncio.wait_for(self._socket.send_text(text), _SEND_S)
        except TimeoutError as error:
            raise WebSocketDisconnect from error


def _is_departure(message: Message) -> bool:
    return bool(message["type"] == "websocket.disconnect")


async def _close(socket: WebSocket, closing: _ClosingError) -> None:
    reason = closing.reason.encode()[:123].decode(errors="ignore")
    await socket.close(closing.code, reason)
