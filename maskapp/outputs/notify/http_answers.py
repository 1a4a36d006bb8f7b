"""What the answer of a webhook means, in words."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from maskapp.display_names import foreign_message, hide_secrets
from maskapp.errors import DeliveryError
from maskapp.outputs.notify.http_exchange import Answer

_LONGEST_WAIT_S = 3600.0
_REFUSALS = (400, 406, 411, 413, 415, 422)
"""What a server answers to a message that it will not want the next time either."""
_MEANINGS = {
    401: "It wants another secret. Check the secret, and how it is sent",
    403: "It does not allow this. Check the secret, and what it permits",
    404: "It has nothing at this address. Check the address",
    405: "It takes no messages at this address. Check the address",
    407: "A proxy wants a login, which Maskapp cannot give",
    408: "It was too slow",
    410: "What was at this address is gone. Check the address",
    413: "The message is too large for it. Switch pictures off, or raise its limit",
    425: "It is not ready yet",
    429: "It gets too many messages. Lower the number per minute",
    502: "The server behind it does not answer",
    503: "It is overloaded or being serviced",
    504: "The server behind it does not answer in time",
}


def check_answer(answer: Answer) -> None:
    """Return if a message was taken.

    Raises:
        DeliveryError: It was not.
    """
    status = answer.status
    if 200 <= status < 300:
        return
    said = f"The server answers {status_words(status)}."
    if 300 <= status < 400:
        raise DeliveryError(f"{said} {_redirect(answer.headers.get('location', ''))}")
    default = "It has a fault of its own" if status >= 500 else "It does not accept the message"
    raise DeliveryError(
        f"{said} {_MEANINGS.get(status, default)}",
        after_s=_retry_after_s(answer.headers.get("retry-after", "")),
        is_refusal=status in _REFUSALS,
    )


def status_words(status: int) -> str:
    """Return a status with its usual name; the server's own words may hold anything."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _redirect(location: str) -> str:
    """Say where a server sends us; nothing follows, as a secret would go to another server."""
    try:
        parts = urlsplit(location)
    except ValueError:
        parts = urlsplit("")
    if not parts.hostname:
        return "It sends messages on to another address: enter that one"
    place = foreign_message(hide_secrets(f"{parts.scheme}://{parts.netloc}"), 100)
    return f"It sends messages on to {place}: enter the address there if you trust it"


def _retry_after_s(value: str) -> float | None:
    """Return what a server asks for, in seconds or as a date (RFC 9110, 10.2.3)."""
    try:
        wait_s = float(value) if value.strip().isdecimal() else _until_s(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait_s, 0.0), _LONGEST_WAIT_S)


def _until_s(value: str) -> float:
    date = parsedate_to_datetime(value)
    at = date if date.tzinfo else date.replace(tzinfo=UTC)
    return at.timestamp() - time.time() if at > datetime(1970, 1, 1, tzinfo=UTC) else 0.0
