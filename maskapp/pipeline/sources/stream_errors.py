"""What FFmpeg's errors about a stream mean, in words for the user.

The messages contain no "@": behind an address, it would be taken for the end of a password.
"""

import errno
import re
import socket
from urllib.parse import urlsplit

import av

from maskapp.errors import SourceError, SourceLostError
from maskapp.pipeline.sources.server_answer import ask_server, without_login

_ASK_TIMEOUT_S = 3.0

_SPECIAL_CHARACTERS = (
    "special characters of a password have to be written as codes:"
    " %2F for /, %3F for ?, %23 for #, %25 for %"
)

_WEB_PAGE = "it does not send video but a web page; the camera's manual gives the video's address"
_BROKEN_OFF = "the server closed the connection without sending video"
_NO_ADDRESS = "this is not an address, or it leads to one of another kind; check its parts"

_LATER = {
    errno.ECONNREFUSED: "connection refused; check the port, and whether the camera is on",
    errno.ECONNRESET: _BROKEN_OFF,
    errno.EPIPE: _BROKEN_OFF,
    errno.ETIMEDOUT: "no answer; check the address, the network and whether the camera is on",
    errno.EHOSTUNREACH: "the host cannot be reached; check the network",
    errno.ENETUNREACH: "the host cannot be reached; check the network",
}
"""Errors that may be over a little later, by their number."""

_FINAL = {
    errno.EINVAL: _NO_ADDRESS,
    errno.EPROTONOSUPPORT: "the camera offers neither TCP nor UDP as a way to send video",
}
"""Errors that remain until somebody changes the address or the camera."""

HTTP_ERRORS = (av.error.HTTPClientError, av.error.HTTPError)
"""What PyAV raises when a server answers with a code of 400 or more."""

_BY_KIND = (
    (av.error.HTTPForbiddenError, False, "the server denies access to this user"),
    (av.error.HTTPNotFoundError, False, "the host answers, but it has no such path"),
    (av.error.HTTPTooManyRequestsError, True, "the server is busy"),
    (av.error.HTTPServerError, True, "the server has a fault of its own"),
    (av.error.HTTPClientError, False, "the server refuses the request"),
    (av.error.EOFError, True, _BROKEN_OFF),
)
"""FFmpeg's own errors: whether they may be over a little later, and what they mean."""


def opening_error(name: str, address: str, error: av.FFmpegError, timeout_s: float) -> SourceError:
    """Return the error to raise when an address cannot be opened.

    Args:
        name: The address without its secrets.
        address: The address that was opened.
        error: FFmpeg's error.
        timeout_s: The time-out that applied.

    Returns:
        A `SourceLostError` if opening it later may help.
    """
    later, reason = _reason(address, error, timeout_s)
    is_answered = isinstance(error, HTTP_ERRORS)
    if _may_hold_special_characters(address) and not is_answered:
        reason = f"{reason}; {_SPECIAL_CHARACTERS}"
    kind = SourceLostError if later else SourceError
    return kind(f"{name}: cannot be opened: {reason}")


def no_video_error(name: str, address: str) -> SourceError:
    """Return the error to raise when FFmpeg finds no video in what a server sends.

    An RTSP server that is silent looks the same to FFmpeg.
    """
    if address.startswith("rtsp"):
        return SourceLostError(
            f"{name}: cannot be opened: it does not answer as an RTSP camera does;"
            " check the address, the port and whether the camera is on"
        )
    reason = _WEB_PAGE if _is_web_page(address) else "it does not send video that can be read"
    return SourceError(f"{name}: cannot be opened: {reason}")


def lost_reason(error: av.FFmpegError, timeout_s: float) -> str:
    """Return why an open stream was lost."""
    if isinstance(error, av.error.ExitError):
        return f"no frame arrived for {timeout_s:g} s; check its power or network"
    if isinstance(error, av.error.InvalidDataError):
        return "the stream is damaged"
    return "the connection was lost; check its power or network"


def _reason(address: str, error: av.FFmpegError, timeout_s: float) -> tuple[bool, str]:
    """Return whether trying later may help, and what happened."""
    if isinstance(error, av.error.HTTPUnauthorizedError):
        return False, _login_reason(address)
    if isinstance(error, av.error.ExitError):
        return True, f"no answer within {timeout_s:g} s; check the address and the network"
    if error.errno == errno.EIO:
        return _broken_off(address)
    for kind, later, reason in _BY_KIND:
        if isinstance(error, kind):
            return later, f"{reason} ({error.strerror})"
    code = (error.errno or 0) if _host(address) else errno.EINVAL
    if code in _FINAL:
        return False, _FINAL[code]
    return True, _LATER.get(code) or f"FFmpeg could not read it ({error.strerror})"


def _login_reason(address: str) -> str:
    digest = ask_server(address, _ASK_TIMEOUT_S).unsupported_digest
    if digest is not None:
        return (
            f"the server insists on a login by Digest with {digest}, which is not supported;"
            " allow Digest with MD5, or Basic, in the camera's settings"
        )
    if without_login(address) != address:
        return f"the server does not accept this user name and password; {_SPECIAL_CHARACTERS}"
    return "the server requires a user name and password, which stand before the host's name"


def _broken_off(address: str) -> tuple[bool, str]:
    """Tell apart what FFmpeg calls an input/output error; see `_reason`."""
    try:
        socket.getaddrinfo(_host(address), None)
    except (OSError, UnicodeError):
        return True, "there is no such host; check the name and the network"
    if _is_web_page(address):
        return False, _WEB_PAGE
    return True, _BROKEN_OFF


def _is_web_page(address: str) -> bool:
    return ask_server(address, _ASK_TIMEOUT_S).content_type == "text/html"


def _host(address: str) -> str:
    try:
        return urlsplit(without_login(address)).hostname or ""
    except ValueError:  # such as an IPv6 address without its second bracket
        return ""


def _may_hold_special_characters(address: str) -> bool:
    """Return whether a password seems to end too early, at a / ? or # in it."""
    rest = address.partition("://")[2]
    return "@" in rest[len(re.split(r"[/?#]", rest, maxsplit=1)[0]) :]
