"""The token, which everybody needs who uses the server from another machine."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

from maskapp.errors import MaskappError

VARIABLE = "MASKAPP_TOKEN"
SHORTEST = 16
"""Characters; with five free tries and then one a minute, these cannot be guessed."""

_FEWEST_DIFFERENT = 6
_ALLOWED = re.compile(r"[A-Za-z0-9._~+/=-]+")
"""Characters of a bearer token (RFC 6750)."""


class Token:
    """The token, and the value of the cookie that stands for it.

    The cookie is derived from the token, so that it does not tell it, and stays valid as long as
    the token does.

    Args:
        text: See `generated` and `token_from`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.cookie = hmac.new(text.encode(), b"maskapp cookie", hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return "Token(…)"

    def is_token(self, text: str) -> bool:
        """Return whether a text is the token, in a time that tells nothing about it."""
        return hmac.compare_digest(text.encode("utf-8", "replace"), self.text.encode())

    def is_cookie(self, text: str) -> bool:
        """Return whether a text is the cookie's value, in a time that tells nothing about it."""
        return hmac.compare_digest(text.encode("utf-8", "replace"), self.cookie.encode())


def generated() -> Token:
    """Return a new token of 144 random bits."""
    return Token(secrets.token_urlsafe(18))


def token_from(environment: Mapping[str, str]) -> Token:
    """Return the token that the environment gives, or a new one.

    Raises:
        MaskappError: The given one is too easily guessed, or cannot stand in a link.
    """
    text = environment.get(VARIABLE, "").strip()
    if not text:
        return generated()
    if len(text) < SHORTEST or len(set(text)) < _FEWEST_DIFFERENT:
        raise MaskappError(
            f"The token in {VARIABLE} is too easily guessed; give at least {SHORTEST} random"
            " characters, or leave it out and one is made"
        )
    if not _ALLOWED.fullmatch(text):
        raise MaskappError(
            f"The token in {VARIABLE} holds other characters than letters, digits and . _ ~ + / = -"
            "; choose another, or leave it out and one is made"
        )
    return Token(text)
