"""One request by HTTP, bounded in time and size whatever the server does.

The standard library does what is needed: one POST without cookies, redirects or proxies. Requests
or httpx would add megabytes, and neither bounds the whole time of an answer that drips.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from maskapp.errors import DeliveryError
from maskapp.outputs.notify.network_errors import network_problem

MOST_ANSWER_BYTES = 65_536
"""How much of an answer is read."""

_MOST_READ_BYTES = 2 * MOST_ANSWER_BYTES
"""Likewise with its head, and with what `http.client` reads ahead."""
_SAFE = "/%:@!$&'()*+,;=~-._"

_AddressInfo = tuple[
    socket.AddressFamily,
    socket.SocketKind,
    int,
    str,
    tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes],
]
"""As `getaddrinfo` returns it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        status: The HTTP status.
        headers: By name, in lower case.
        body: At most the first 64 kB.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class _BoundedReader(io.RawIOBase):
    """The first bytes of a connection, until a time on the monotonic clock.

    `http.client` alone bounds too little: it reads all there is for a chunk of -1 bytes.
    """

    def __init__(self, connection: socket.socket, deadline_s: float) -> None:
        self._connection = connection
        self._deadline_s = deadline_s
        self._left_bytes = _MOST_READ_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._left_bytes)
        if not wanted:  # `recv_into` would take 0 for all
            return 0
        self._connection.settimeout(_left_s(self._deadline_s))
        count = self._connection.recv_into(buffer, wanted)
        self._left_bytes -= count
        return count


class _DeadlineSocket:
    """What `http.client` uses of a connection, with one deadline for all of it."""

    def __init__(self, connection: socket.socket, deadline_s: float) -> None:
        self._connection = connection
        self._deadline_s = deadline_s

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(_left_s(self._deadline_s))
        self._connection.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(_BoundedReader(self._connection, self._deadline_s))

    def close(self) -> None:
        """Do nothing yet: `http.client` closes before it reads the answer."""


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    context: ssl.SSLContext,
    timeout_s: float,
) -> Answer:
    """Send a POST request and read the answer.

    Args:
        url: Address by http or https, without user name and password.
        body: What is sent.
        headers: Besides those of the connection.
        context: Verifies the server of an https address.
        timeout_s: For all of it, except for looking up the name.

    Raises:
        DeliveryError: There was no answer.
    """
    parts = urlsplit(url)
    has_tls, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if has_tls else 80)
    path = quote(parts.path or "/", _SAFE) + (
        f"?{quote(parts.query, _SAFE + '?')}" * bool(parts.query)
    )
    connection = http.client.HTTPConnection(host, port)
    plain: socket.socket | None = None
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        deadline_s = time.monotonic() + timeout_s
        plain = _connect(addresses, deadline_s)
        if has_tls:
            plain.settimeout(_left_s(deadline_s))
            plain = context.wrap_socket(plain, server_hostname=host)
        connection.sock = _DeadlineSocket(plain, deadline_s)
        connection.request("POST", path, body, dict(headers))
        return _read(connection.getresponse())
    except OSError as error:
        problem = network_problem(error, host, port, has_tls=has_tls)
        raise DeliveryError(problem) from error
    except http.client.HTTPException as error:
        hint = "" if has_tls else ", or needs an encrypted connection (https)"
        raise DeliveryError(
            f"{host}, port {port}, does not speak HTTP{hint}. Check the address"
        ) from error
    except UnicodeError as error:
        raise DeliveryError(f"{host} is not the name of a computer. Check the address") from error
    finally:
        connection.close()
        if plain is not None:
            plain.close()


def _connect(addresses: Sequence[_AddressInfo], deadline_s: float) -> socket.socket:
    """Connect to the first address that answers; a silent one has its share of the time only."""
    problems: list[OSError] = []
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        try:
            connection = socket.socket(family, kind, protocol)
        except OSError as error:  # as of IPv6 where there is none
            problems.append(error)
            continue
        try:
            connection.settimeout(_left_s(deadline_s) / (len(addresses) - tried))
            connection.connect(address)
        except OSError as error:
            connection.close()
            problems.append(error)
        else:
            return connection
    raise problems[0]


def _read(response: http.client.HTTPResponse) -> Answer:
    """Read an answer; its status counts, even if the rest is late, broken or endless."""
    try:
        body = response.read(MOST_ANSWER_BYTES)[:MOST_ANSWER_BYTES]
    except (OSError, ValueError, http.client.HTTPException):  # a chunk of -5 bytes is a ValueError
        body = b""
    finally:
        response.close()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, body)


def _left_s(deadline_s: float) -> float:
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    return left_s
