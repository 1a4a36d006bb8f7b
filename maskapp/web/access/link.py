"""The link under which the server is found, and its QR code for the camera of a phone."""

import io
import ipaddress
import os
import shutil
from typing import TextIO

import segno

from maskapp.web.access.addresses import as_address, machine_addresses
from maskapp.web.access.token import Token

_WHITE_ON_BLACK, _PLAIN = ("\x1b[97;40m", "\x1b[0m") if os.name != "nt" else ("", "")
"""Without it, the code would be inverted on a white terminal, which some cameras do not read."""


def link(scheme: str, host: str, port: int, token: Token | None) -> str:
    """Return a link to the first page, with the token if there is one.

    Args:
        scheme: `http` or `https`.
        host: Name or address; an IPv6 address with or without brackets.
        port: Left out where it is the scheme's own.
        token: The token; all its characters may stand in a link, but "+" is a space there.
    """
    address = as_address(host)
    name = f"[{address}]" if isinstance(address, ipaddress.IPv6Address) else host
    is_usual = port == {"http": 80, "https": 443}[scheme]
    base = f"{scheme}://{name}" + ("" if is_usual else f":{port}") + "/"
    return base if token is None else f"{base}?token={token.text.replace('+', '%2B')}"


def reachable_hosts(bound_host: str) -> list[str]:
    """Return under which addresses a browser reaches the server, the likeliest first.

    Args:
        bound_host: What the server listens on. For all addresses of this machine (`0.0.0.0`,
            `::`), those of its networks; without a network only its own.
    """
    bound = as_address(bound_host)
    if bound_host and (bound is None or not bound.is_unspecified):
        return [bound_host]
    version = 4 if bound is None else bound.version
    found = [str(address) for address in machine_addresses() if address.version == version]
    return found or ["127.0.0.1" if version == 4 else "::1"]


def print_qr_code(address: str, out: TextIO) -> None:
    """Print the QR code of a link if the output is a terminal that can show it."""
    if out.isatty() and os.environ.get("TERM") != "dumb":
        code = segno.make(address, error="l", micro=False)
        width, _ = code.symbol_size(border=2)
        if width <= shutil.get_terminal_size().columns and _can_write_blocks(out):
            drawing = io.StringIO()
            code.terminal(drawing, border=2, compact=True)
            rows = drawing.getvalue().splitlines()
            out.writelines(f"{_WHITE_ON_BLACK}{row}{_PLAIN}\n" for row in rows)


def _can_write_blocks(out: TextIO) -> bool:
    try:
        "\u2580\u2584\u2588".encode(out.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
