"""Names under which the server may be addressed, and the check of Host and Origin.

A page of somebody else's must not reach the server through the browser of a visitor: neither under
a name of its own that it points at this machine (DNS rebinding), nor by requests and WebSockets
from another origin.
"""

import ipaddress
import re
import socket
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from maskapp.errors import MaskappError
from maskapp.web.access.addresses import IpAddress, as_address, ascii_host, machine_addresses
from maskapp.web.access.refusals import Refusal, headers_named, refuse

_HOST = re.compile(
    r"(?P<name>[a-z0-9](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]{2,45}\])(?::(?P<port>\d{1,5}))?"
)
_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK: frozenset[IpAddress] = frozenset(
    {ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1")}
)


class Host(NamedTuple):
    """Host of an address: a name in lower case, without a dot at its end, and a port if given."""

    name: str
    port: int | None


def parse_host(text: str) -> Host | None:
    """Return the parts of a Host header; None if it has not the form of one."""
    match = _HOST.fullmatch(text.strip(" \t").lower())
    if match is None:
        return None
    name, port = match["name"].removesuffix("."), match["port"]
    if name.startswith("[") and as_address(name) is None:
        return None
    if port is not None and not 0 < int(port) < 65536:
        return None
    return Host(name, None if port is None else int(port))


def host_of(scope: Scope) -> Host | None:
    """Return the Host of a request; None if it has none, several, or one that is no host."""
    hosts = headers_named(scope, b"host")
    return parse_host(hosts[0]) if len(hosts) == 1 else None


def port_of(scope: Scope) -> int:
    """Return the port at which a browser or program addresses the server.

    Args:
        scope: The ASGI scope of a request. Its Host counts, since a proxy or a tunnel may listen at
            another port than this server.
    """
    host = host_of(scope)
    return (host and host.port) or _DEFAULT_PORTS[scope["scheme"]]


def public_name(text: str) -> str:
    """Return a name or address under which a proxy or a name server makes the server known.

    Raises:
        MaskappError: It is neither a name nor an address.
    """
    address = as_address(text.strip())
    try:
        plain = ascii_host(text.strip())
    except UnicodeError:
        plain = ""
    if isinstance(address, ipaddress.IPv6Address):
        plain = f"[{address}]"
    host = parse_host(plain)
    if host is None or host.port is not None:
        raise MaskappError(
            f"{text!r} is no name of a server; give the name alone, such as cam.example.org,"
            " without https:// and without a port"
        )
    return host.name


def is_loopback(bound_host: str) -> bool:
    """Return whether a host to bind to is reached from this machine alone."""
    address = as_address(bound_host)
    return address.is_loopback if address else bound_host.lower() == "localhost"


class HostNames:
    """Names and addresses under which the server may be addressed.

    Args:
        bound_host: What the server listens on: an address, a name, or `0.0.0.0` or `::` for all
            addresses of this machine.
        public_names: Further names, by which a proxy or a name server makes it known; see
            `public_name`.
    """

    def __init__(self, bound_host: str, public_names: tuple[str, ...] = ()) -> None:
        self.public_names = frozenset(public_names)
        bound = as_address(bound_host)
        is_any = not bound_host or (bound is not None and bound.is_unspecified)
        names: set[str] = set()
        addresses: set[IpAddress] = set()
        if is_any or is_loopback(bound_host):
            names.add("localhost")
            addresses |= _LOOPBACK
        if is_any:
            addresses |= set(machine_addresses())
        elif bound is not None:
            addresses.add(bound)
        else:
            names.add(ascii_host(bound_host).lower().removesuffix("."))
        if not is_loopback(bound_host):
            names |= _machine_names()
        self._names = frozenset(names)
        self._addresses = frozenset(addresses)

    def know(self, name: str, local: IpAddress | None) -> bool:
        """Return whether the server may be addressed by a name or address.

        Args:
            name: As `parse_host` returns it.
            local: Address of this machine at which the connection arrived. It may be newer than
                those that were known at the start; no other machine can be reached by it.
        """
        if name in self.public_names:
            return True
        address = as_address(name)
        if address is None:
            return name in self._names
        return address in self._addresses or address == local


class HostCheck:
    """ASGI middleware that refuses foreign names (421) and foreign origins (403)."""

    def __init__(self, app: ASGIApp, names: HostNames) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that names this server; refuse others."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await refuse(refusal, scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        given = headers_named(scope, b"host")
        host = parse_host(given[0]) if len(given) == 1 else None
        if host is None:
            return Refusal(
                400, "The request names no host, several, or none that can be; address one server."
            )
        server = scope.get("server") or ("", None)
        if not self._names.know(host.name, as_address(server[0])):
            return Refusal(
                421,
                f"This server is not known as {host.name}. Use an address that it printed when it"
                f" was started, or start it with --public-name {host.name}.",
            )
        if not self._is_own_origin(scope, host):
            return Refusal(
                403,
                "The request came from a page of another server, which is refused. If a proxy"
                " stands between, let it pass on the header Host.",
            )
        return None

    def _is_own_origin(self, scope: Scope, host: Host) -> bool:
        if scope["type"] == "http" and scope["method"] in _SAFE_METHODS:
            return _is_wanted_fetch(scope)
        origins = headers_named(scope, b"origin")
        if not origins:  # programs send none; browsers always do
            return _is_wanted_fetch(scope)
        if origins == ["null"]:  # a form of a page that sends no referrer
            return headers_named(scope, b"sec-fetch-site") == ["same-origin"]
        return len(origins) == 1 and self._is_same(origins[0], scope["scheme"], host)

    def _is_same(self, origin: str, scheme: str, host: Host) -> bool:
        origin_scheme, separator, rest = origin.lower().partition("://")
        other = parse_host(rest)
        if not separator or other is None or origin_scheme not in {"http", "https"}:
            return False
        own_scheme = {"ws": "http", "wss": "https"}.get(scheme, scheme)
        # A proxy speaks https to the browser and http to this server.
        is_proxied = host.name in self._names.public_names and own_scheme == "http"
        if origin_scheme != own_scheme and not is_proxied:
            return False
        default = _DEFAULT_PORTS[origin_scheme]
        return other.name == host.name and (other.port or default) == (host.port or default)


def _is_wanted_fetch(scope: Scope) -> bool:
    """Return whether a browser asks for a page of ours, or for a part of one.

    Newer browsers tell who asks (Fetch Metadata). Others may lead to a page, not embed anything.
    """
    sites = headers_named(scope, b"sec-fetch-site")
    if not sites or sites[0] in {"same-origin", "none"}:
        return True
    is_navigation = headers_named(scope, b"sec-fetch-mode") == ["navigate"]
    is_top = headers_named(scope, b"sec-fetch-dest") == ["document"]
    return is_navigation and is_top and scope["type"] == "http" and scope["method"] == "GET"


def _machine_names() -> set[str]:
    name = socket.gethostname().lower().removesuffix(".")
    short = name.partition(".")[0]
    return {name, short, f"{short}.local"}
