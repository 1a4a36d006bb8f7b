"""Answers to requests that are refused: JSON for programs, a page for browsers."""

from collections import Counter
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maskapp.web.answers import problem
from maskapp.web.error_answers import error_answer, wants_page
from maskapp.web.page_templates import render

COUNTED = frozenset({400, 401, 403, 408, 413, 415, 421, 429, 431, 503})
"""Statuses of refused requests, as `/metrics` counts them."""


@dataclass(frozen=True)
class Refusal:
    """Why a request is refused.

    Attributes:
        status: HTTP's number for it.
        message: Message for the user: what happened, and what to do.
        retry_after_s: Time after which to try again; None if that does not help.
        asks_for_token: Whether the page has a field for the token.
        failure: What that page says is wrong with the token typed in last; "" for nothing.
    """

    status: int
    message: str
    retry_after_s: int | None = None
    asks_for_token: bool = False
    failure: str = ""


LED_BACK = "maskapp.led_back"
"""Key of the scope: the statuses of refusals in whose place the visitor is led to another page."""


class CountRefusals:
    """ASGI middleware that counts refused requests by status, whatever refused them."""

    def __init__(self, app: ASGIApp, counts: Counter[int]) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count the answer if it is a refusal, or leads to a page for it."""
        led_back: list[int] = []
        scope[LED_BACK] = led_back

        async def counting(message: Message) -> None:
            if message["type"].endswith(".response.start") and message["status"] in COUNTED:
                self._counts[message["status"]] += 1
            await send(message)

        try:
            await self._app(scope, receive, counting)
        finally:
            self._counts.update(led_back)


def headers_named(scope: Scope, name: bytes) -> list[str]:
    """Return the values of a header of a request, in order.

    Args:
        scope: The ASGI scope.
        name: In lower case.
    """
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


async def refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a refusal; a WebSocket's before it is accepted."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get(
        "extensions", {}
    ):
        await send({"type": "websocket.close", "code": 1008})
        return
    await refusal_response(refusal, scope)(scope, receive, send)


def refusal_response(refusal: Refusal, scope: Scope) -> Response:
    """Return the answer to a refused request."""
    headers = {}
    if refusal.retry_after_s is not None:
        headers["Retry-After"] = str(refusal.retry_after_s)
    if refusal.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Maskapp"'
    if refusal.asks_for_token:
        # With no-referrer, browsers hide the origin of the form, too, which is then refused.
        headers["Referrer-Policy"] = "same-origin"
    if not wants_page(scope):
        return problem(refusal.status, refusal.message, headers)
    if not refusal.asks_for_token:
        return error_answer(Request(scope), refusal.status, refusal.message, headers)
    values = {
        "title": "Sign in",
        "symbol": "door",
        "words": refusal.message,
        "failure": refusal.failure,
    }
    return HTMLResponse(render("sign_in.html", values), refusal.status, headers)
