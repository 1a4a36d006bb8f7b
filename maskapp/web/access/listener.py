"""The socket that browsers connect to, and the event loop that accepts them.

A connection whose TLS handshake does not come costs 0.3 MB, and the server's own limits begin only
after it, so connections are limited where they are accepted.
"""

import asyncio
import socket
from typing import Any
from weakref import WeakKeyDictionary

from maskapp.web.access.addresses import as_address

MOST_CONNECTIONS = 400
MOST_OF_ONE_ADDRESS = 80
"""A page of a browser opens six at most, and keeps one for each stream."""
_HANDSHAKE_TIMEOUT_S = 10.0


class Listener(socket.socket):
    """A listening socket that closes connections that are too many, in all or of one address.

    Args:
        listening: A socket that listens; this one takes its place.
    """

    most_connections = MOST_CONNECTIONS
    most_of_one_address = MOST_OF_ONE_ADDRESS

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(
            listening.family, listening.type, listening.proto, fileno=listening.detach()
        )
        self._accepted: WeakKeyDictionary[socket.socket, str] = WeakKeyDictionary()

    def accept(self) -> tuple[socket.socket, Any]:
        """Override `socket.accept`: close what is too much.

        Raises:
            ConnectionAbortedError: The connection was closed, which event loops pass over.
        """
        connection, peer = super().accept()
        address = peer[0]
        others = [other for one, other in self._accepted.items() if one.fileno() >= 0]
        plain = as_address(address)
        # All users of a proxy on this machine come from here.
        is_own = plain is not None and plain.is_loopback
        is_one_too_many = len(others) >= self.most_connections or (
            not is_own and others.count(address) >= self.most_of_one_address
        )
        if is_one_too_many:
            connection.close()
            raise ConnectionAbortedError
        self._accepted[connection] = address
        return connection, peer


class EventLoop(asyncio.SelectorEventLoop):
    """An event loop that waits for TLS handshakes for a while only, not for a minute.

    It accepts through the socket, which that for Windows by default does not.
    """

    async def create_server(self, *arguments: Any, **options: Any) -> asyncio.Server:
        """Override `BaseEventLoop.create_server`: limit the time of a handshake."""
        if options.get("ssl") is not None:
            options["ssl_handshake_timeout"] = _HANDSHAKE_TIMEOUT_S
        return await super().create_server(*arguments, **options)
