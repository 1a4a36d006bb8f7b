"""The server's connections, of which none may wait, stall or vanish at the cost of others.

Uvicorn closes connections that are idle after an answer. It waits forever for a first request, for
the rest of a request that arrives byte by byte, and for a client that no longer reads. All that is
limited here.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import cast

import h11
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

REQUEST_TIMEOUT_S = 10.0
"""Time for the first line and the headers of a request."""
BODY_TIMEOUT_S = 75.0
"""Time for a body that nobody reads; for others, `size_limit` is earlier, and answers."""
STALL_TIMEOUT_S = 8.0
"""Time after which a client that reads nothing is gone."""

_VANISHED_AFTER_S = 8
_KEEPALIVE = {"TCP_KEEPIDLE": 4, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 2}
_WAITING_BYTES = 128 * 1024
"""Bytes that wait in the system for a slow client; more would only make its pictures older."""


class StallTimer:
    """Drops a connection whose client reads nothing for a while."""

    def __init__(self, drop: Callable[[], None], timeout_s: float) -> None:
        self._drop = drop
        self._timeout_s = timeout_s
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start to wait for the client."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(self._timeout_s, self._drop)

    def stop(self) -> None:
        """Stop waiting: the client reads again, or the connection is closed."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class HttpConnection(H11Protocol):
    """An HTTP connection with the limits above."""

    request_timeout_s = REQUEST_TIMEOUT_S
    body_timeout_s = BODY_TIMEOUT_S
    stall_timeout_s = STALL_TIMEOUT_S

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Override `H11Protocol.connection_made`: start the limits of a new connection."""
        self._stall = StallTimer(transport.abort, self.stall_timeout_s)
        self._arrival: asyncio.TimerHandle | None = None
        self._awaited: object = None
        super().connection_made(transport)
        notice_vanished_clients(transport)
        self._await_rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Override `H11Protocol.connection_lost`: end them."""
        self._stall.stop()
        self._forget_rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Override `H11Protocol.data_received`: see what is still to come."""
        super().data_received(data)
        if not self.transport.is_closing():
            self._await_rest()

    def pause_writing(self) -> None:
        """Override `H11Protocol.pause_writing`: the client no longer reads."""
        super().pause_writing()
        self._stall.start()

    def resume_writing(self) -> None:
        """Override `H11Protocol.resume_writing`: it reads again."""
        self._stall.stop()
        super().resume_writing()

    def _await_rest(self) -> None:
        """Limit the time for what the client still has to send; nothing makes it longer."""
        state = self.conn.their_state
        is_awaited = state in {h11.IDLE, h11.SEND_BODY} and self in self.connections
        if is_awaited and state is self._awaited:
            return
        self._forget_rest()
        if is_awaited:
            self._awaited = state
            timeout_s = self.request_timeout_s if state is h11.IDLE else self.body_timeout_s
            self._arrival = self.loop.call_later(timeout_s, self.transport.abort)

    def _forget_rest(self) -> None:
        self._awaited = None
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None


class WebSocketConnection(WebSocketsSansIOProtocol):
    """A WebSocket that is dropped when its client reads nothing for a while."""

    stall_timeout_s = STALL_TIMEOUT_S

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Override `WebSocketsSansIOProtocol.connection_made`: start its limits."""
        self._stall = StallTimer(cast(asyncio.Transport, transport).abort, self.stall_timeout_s)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Override `WebSocketsSansIOProtocol.connection_lost`: end them."""
        self._stall.stop()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Override `WebSocketsSansIOProtocol.pause_writing`: the client no longer reads."""
        super().pause_writing()
        self._stall.start()

    def resume_writing(self) -> None:
        """Override `WebSocketsSansIOProtocol.resume_writing`: it reads again."""
        self._stall.stop()
        super().resume_writing()

    async def send(self, message: ASGISendEvent) -> None:
        """Override `WebSocketsSansIOProtocol.send`: a handshake that is refused is complete too.

        Otherwise uvicorn logs an error for each.
        """
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and self.close_sent:
            self.handshake_complete = True


def notice_vanished_clients(transport: asyncio.Transport) -> None:
    """Let the system close a connection whose client vanished, such as one without power.

    Without this, it tries for about a quarter of an hour to deliver what was sent.
    """
    connection = transport.get_extra_info("socket")
    if connection is None or connection.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    options = {
        **_KEEPALIVE,
        "TCP_USER_TIMEOUT": _VANISHED_AFTER_S * 1000,
        "TCP_NOTSENT_LOWAT": _WAITING_BYTES,
    }
    for name, value in options.items():
        number = getattr(socket, name, None)  # systems differ in which they have
        if number is not None:
            connection.setsockopt(socket.IPPROTO_TCP, number, value)
