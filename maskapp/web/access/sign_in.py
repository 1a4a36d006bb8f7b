"""The check of the token, and the page on which it can be typed in.

A browser follows the printed link or types the token in, and gets a cookie. Programs send the token
with each request: `Authorization: Bearer TOKEN`, or `?token=TOKEN` where they cannot send headers.
"""

import asyncio
import math
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote_plus

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from maskapp.web.access.addresses import client_key
from maskapp.web.access.hosts import port_of
from maskapp.web.access.refusals import LED_BACK, Refusal, headers_named, refusal_response, refuse
from maskapp.web.access.token import Token
from maskapp.web.access.wrong_tries import WrongTries
from maskapp.web.error_answers import wants_page

_FORM = "application/x-www-form-urlencoded"
_LONGEST_FORM = 4096
_FORM_TIMEOUT_S = 10.0
_COOKIE = "maskapp_token"
_COOKIE_AGE_S = 30 * 24 * 3600
_FAILURE_COOKIE = "maskapp_failure"
_FAILURE_AGE_S = 60
_FAILURES = MappingProxyType(
    {
        "wrong": "The token is wrong.",
        "too_many": "Too many wrong tokens came from your address; wait a moment and try again.",
    }
)
"""What a person is told who is led back to the page on which the token is typed in."""
_FOR_PROGRAMS = ("/api/", "/stream", "/metrics")
"""Addresses whose answer follows at once on `?token=`, since programs keep no cookies."""
_OPEN = frozenset({"/healthz"})
"""Addresses that need no token; the files of `/static/` do not either."""


class SignIn:
    """ASGI middleware that lets nobody pass without the token.

    Args:
        app: What is protected.
        token: The token.
        tries: Counts the wrong ones.
    """

    def __init__(self, app: ASGIApp, token: Token, tries: WrongTries | None = None) -> None:
        self._app = app
        self._token = token
        self._tries = WrongTries() if tries is None else tries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that holds cookie or token; ask others for it."""
        if scope["type"] not in {"http", "websocket"} or _is_open(scope):
            await self._app(scope, receive, send)
            return
        in_link = _tokens_of_query(scope["query_string"])
        plain = _without_token(scope)
        if any(self._token.is_cookie(value) for value in _cookies(scope)):
            if in_link and _is_page(scope):
                await self._redirect(plain, receive, send)
            else:
                await self._app(plain, receive, send)
            return
        bearer = _bearer(scope)
        if not bearer and not in_link and _is_form(scope):
            typed = await _token_of_form(receive)
            await self._check(typed, plain, receive, send, is_visit=True)
        else:
            is_visit = bool(in_link) and _is_page(scope)
            await self._check(bearer or in_link, plain, receive, send, is_visit=is_visit)

    async def _check(
        self, offered: list[str], scope: Scope, receive: Receive, send: Send, *, is_visit: bool
    ) -> None:
        """Let a request pass whose token is right; a visit gets the cookie first."""
        client = client_key(scope)
        wait_s = self._tries.wait_s(client)
        is_seen = is_visit and wants_page(scope)
        if offered and wait_s > 0:
            refusal = Refusal(429, _FAILURES["too_many"], retry_after_s=math.ceil(wait_s))
            if is_seen:
                scope.get(LED_BACK, []).append(429)
                await _lead_back("too_many", scope, receive, send)
            else:
                await refuse(refusal, scope, receive, send)
        elif len(offered) == 1 and self._token.is_token(offered[0]):
            self._tries.forget(client)
            if is_visit:
                await self._redirect(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        else:
            if offered:
                self._tries.note_wrong(client)
            if is_seen:
                scope.get(LED_BACK, []).append(401)
                await _lead_back("wrong" if offered else "", scope, receive, send)
            else:
                await _ask(scope, receive, send, is_wrong=bool(offered))

    async def _redirect(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = RedirectResponse(_own_address(scope), 303)
        response.set_cookie(
            cookie_name(scope),
            self._token.cookie,
            max_age=_COOKIE_AGE_S,
            path="/",
            secure=_is_secure(scope),
            httponly=True,
            # With a link on another page, too: it can only lead to a page, whose content the other
            # one does not get. Whatever changes something is a POST, and the origin is checked.
            samesite="lax",
        )
        await response(scope, receive, send)


async def _lead_back(failure: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Lead a visit that failed to the page that asks again.

    A page in answer to the form itself would be one to which browsers cannot go back, and with an
    old token in the address of the page, that one would be checked in place of the one typed in.
    """
    response = RedirectResponse(_own_address(scope), 303)
    if failure:
        response.set_cookie(
            cookie_name(scope, _FAILURE_COOKIE),
            failure,
            max_age=_FAILURE_AGE_S,
            secure=_is_secure(scope),
            httponly=True,
            samesite="lax",
        )
    await response(scope, receive, send)


async def _ask(scope: Scope, receive: Receive, send: Send, *, is_wrong: bool) -> None:
    """Ask for the token; a page says once why the last one was refused."""
    told = [_FAILURES[each] for each in _cookies(scope, _FAILURE_COOKIE) if each in _FAILURES]
    if not told or not wants_page(scope):
        await refuse(_refusal(scope, is_wrong=is_wrong), scope, receive, send)
        return
    response = refusal_response(_refusal(scope, told[0]), scope)
    response.delete_cookie(
        cookie_name(scope, _FAILURE_COOKIE),
        secure=_is_secure(scope),
        httponly=True,
        samesite="lax",
    )
    await response(scope, receive, send)


def cookie_name(scope: Scope, what: str = _COOKIE) -> str:
    """Return the name of a cookie for a request.

    Browsers send a cookie to all ports of a host, so servers at several need several names. By TLS
    it has a prefix, by which browsers let no page without TLS set it.
    """
    return f"{'__Host-' if _is_secure(scope) else ''}{what}_{port_of(scope)}"


def _is_secure(scope: Scope) -> bool:
    return scope["scheme"] in {"https", "wss"}


def _refusal(scope: Scope, failure: str = "", *, is_wrong: bool = False) -> Refusal:
    if failure:
        what = ""
    elif is_wrong:
        what = _FAILURES["wrong"]
    elif _cookies(scope):
        what = "You are signed out: Maskapp was started again, or its token was changed."
    else:
        what = "This server asks for its token."
    how = (
        "Or type the token in:"
        if wants_page(scope)
        else "Programs send the header Authorization: Bearer TOKEN."
    )
    return Refusal(
        401,
        f"{what} Open the link or scan the QR code that maskapp serve printed when it was started."
        f" {how}".lstrip(),
        asks_for_token=True,
        failure=failure,
    )


def _is_open(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    path = scope["path"]
    return path in _OPEN or (path.startswith("/static/") and ".." not in path)


def _is_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in {"GET", "HEAD"}
        and not scope["path"].startswith(_FOR_PROGRAMS)
    )


def _is_form(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    types = headers_named(scope, b"content-type")
    return len(types) == 1 and types[0].partition(";")[0].strip().lower() == _FORM


def _bearer(scope: Scope) -> list[str]:
    parts = [value.partition(" ") for value in headers_named(scope, b"authorization")]
    return [token.strip() for kind, _, token in parts if kind.lower() == "bearer"]


def _cookies(scope: Scope, what: str = _COOKIE) -> list[str]:
    parts = [part for header in headers_named(scope, b"cookie") for part in header.split(";")]
    pairs = [part.strip().partition("=") for part in parts]
    wanted = cookie_name(scope, what)
    return [value for name, _, value in pairs if name == wanted]


def _tokens_of_query(query: bytes) -> list[str]:
    return [
        unquote_plus(value)
        for name, _, value in (part.partition("=") for part in query.decode("latin-1").split("&"))
        if unquote_plus(name) == "token"
    ]


def _without_token(scope: Scope) -> Scope:
    """Return a scope whose query does not hold the token, which pages and logs might repeat."""
    kept = [
        part
        for part in scope["query_string"].split(b"&")
        if unquote_plus(part.partition(b"=")[0].decode("latin-1")) != "token"
    ]
    return {**scope, "query_string": b"&".join(kept)}


def _own_address(scope: Scope) -> str:
    """Return the address of a request on this server, and never on another one."""
    path = scope.get("raw_path") or scope["path"].encode()
    # Two slashes at the start would name another server.
    plain = "/" + path.decode("latin-1").lstrip("/\\")
    query = scope["query_string"].decode("latin-1")
    return f"{plain}?{query}" if query else plain


async def _token_of_form(receive: Receive) -> list[str]:
    """Read the form of the page; anything else than a short form with a token gives none."""
    body = b""
    is_complete = False
    try:
        async with asyncio.timeout(_FORM_TIMEOUT_S):
            while not is_complete and len(body) <= _LONGEST_FORM:
                message = await receive()
                body += message.get("body", b"")
                is_complete = not message.get("more_body", False)
    except TimeoutError:
        return []
    if not is_complete or len(body) > _LONGEST_FORM:
        return []
    try:
        fields = parse_qsl(body.decode("latin-1"), max_num_fields=8)
    except ValueError:  # more fields than the page has
        return []
    return [value.strip() for name, value in fields if name == "token"]
