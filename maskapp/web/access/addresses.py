"""Network addresses: those of this machine, and those from which requests come."""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

import ifaddr

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_DOCUMENTATION_ADDRESS = ("192.0.2.1", 9)
"""RFC 5737. Connecting a datagram socket chooses a route and sends nothing."""


def as_address(text: str) -> IpAddress | None:
    """Return the address that a text is; None for a name.

    Args:
        text: Brackets around it and a zone (`%eth0`) are left out; an IPv4 address in the form of
            an IPv6 one (`::ffff:10.0.0.1`) becomes what it is.
    """
    plain = text.removeprefix("[").removesuffix("]").partition("%")[0]
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def ascii_host(host: str) -> str:
    """Return a name or address as browsers send it: `büro.example` is `xn--bro-hoa.example`.

    Raises:
        UnicodeError: It has letters, or parts of a length, that no name has.
    """
    return host.encode("idna").decode("ascii")


def machine_addresses() -> list[IpAddress]:
    """Return the addresses at which other machines may reach this one, the likeliest first.

    Nothing is sent to find them. Loopback and link-local addresses are left out.
    """
    found = {
        address
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if (address := as_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0])) is not None
        and not (address.is_loopback or address.is_link_local or address.is_unspecified)
    }
    preferred = _address_of_default_route()
    return sorted(found, key=lambda one: (one != preferred, one.version, int(one)))


def client_key(scope: Mapping[str, Any]) -> str:
    """Return under which name the limits count a client.

    A household or an office has an IPv6 network of 64 bits; one client could use all of its
    addresses in turn, so these count as one.

    Args:
        scope: The ASGI scope of a request.
    """
    client = scope.get("client")
    if client is None:
        return ""
    address = as_address(client[0])
    if isinstance(address, ipaddress.IPv6Address) and not address.is_loopback:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or client[0])


def _address_of_default_route() -> IpAddress | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_DOCUMENTATION_ADDRESS)
        except OSError:  # no network
            return None
        return as_address(probe.getsockname()[0])
