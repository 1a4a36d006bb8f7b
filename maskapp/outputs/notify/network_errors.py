"""Why a server was not reached, in words."""

import errno
import socket
import ssl

from maskapp.display_names import foreign_message

_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
_CLOSED = "{place} closes the connection. Check the port{hint}"
_SENTENCES: tuple[tuple[type[OSError], str], ...] = (
    (ssl.SSLEOFError, _CLOSED),
    (
        ssl.SSLError,
        "{place} does not answer with TLS. Check the port, and whether the server encrypts",
    ),
    (socket.gaierror, "There is no computer named {host}, or no network. Check the name"),
    (
        ConnectionRefusedError,
        "{place} refuses the connection. Check the port, and whether the server runs",
    ),
    (
        TimeoutError,
        "{place} does not answer in time. Check the address, and the server's firewall",
    ),
    (ConnectionError, _CLOSED),
)
"""The first kind that fits tells what to say."""

_WRONG_CERTIFICATE = {
    10: "is out of date",
    18: "is signed by itself",
    19: "is signed by an authority that this computer does not know",
    20: "is signed by an authority that this computer does not know",
    62: "is made out to another name",
    64: "is made out to another address",
}
"""What OpenSSL's codes of verification (X509_V_ERR_…) mean."""


def network_problem(error: OSError, host: str, port: int, *, has_tls: bool) -> str:
    """Return what happened and what to do.

    Args:
        error: What the system or TLS raised.
        host: The server's name.
        port: Its port.
        has_tls: Whether the connection was to be encrypted.
    """
    place = f"{host}, port {port},"
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_problem(error, host)
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            hint = "" if has_tls else ", and whether it expects an encrypted connection"
            return sentence.format(host=host, place=place, hint=hint)
    if error.errno in _UNREACHABLE:
        return f"{host} cannot be reached from this network. Check the address and the network"
    return f"{place} cannot be reached ({foreign_message(error)})"


def _certificate_problem(error: ssl.SSLCertVerificationError, host: str) -> str:
    reason = _WRONG_CERTIFICATE.get(getattr(error, "verify_code", 0), "cannot be verified")
    return (
        f"The certificate of {host} {reason}, so nothing was sent. Renew it, or name the file"
        " of its authority"
    )
