"""What the server prints when it starts: where it is found, and by whom."""

from collections.abc import Sequence
from typing import TextIO

from maskapp.web.access.certificates.tls_files import TlsFiles
from maskapp.web.access.hosts import is_loopback
from maskapp.web.access.link import link, print_qr_code, reachable_hosts
from maskapp.web.access.token import Token

_HTTPS_PORT = 443


def print_welcome(
    out: TextIO,
    bound_host: str,
    port: int,
    public_names: Sequence[str],
    token: Token | None,
    tls: TlsFiles | None,
) -> None:
    """Print the link, as QR code too, further addresses, and what browsers will warn about.

    Args:
        out: The program's output.
        bound_host: What the server listens on.
        port: The port it got.
        public_names: Further names of the server.
        token: What everybody has to know.
        tls: The certificate; None without TLS.
    """
    scheme = "http" if tls is None else "https"
    own = [(scheme, host, port) for host in reachable_hosts(bound_host)]
    # From elsewhere, this computer's own address is only reached through a proxy, whose link is
    # not known; almost all have https at the usual port.
    is_proxied = bool(public_names) and is_loopback(bound_host)
    public = ("https", _HTTPS_PORT) if is_proxied else (scheme, port)
    places = [(public[0], name, public[1]) for name in public_names]
    first, *others = [*places, *([] if is_proxied else own)]
    address = link(*first, token)
    if token is not None:
        print_qr_code(address, out)
    out.write(f"Maskapp is at {address} (Ctrl+C ends it)\n")
    out.writelines(f"also at {link(*place, None)}\n" for place in others)
    if is_proxied:
        out.writelines(f"if a proxy passes that on to {link(*place, None)}\n" for place in own)
    if tls is not None and tls.is_self_signed:
        out.write(
            "Browsers warn, since nobody vouches for the certificate. Before you go on, compare its"
            f" SHA-256 fingerprint:\n{tls.fingerprint}\n"
        )
    elif tls is None and token is not None and not public_names:
        out.write(
            "Without TLS, others on the network can read along, and browsers do not give their"
            " camera; add --self-signed, or --cert and --key.\n"
        )
    out.flush()
