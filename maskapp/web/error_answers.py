"""Refusals and errors in words: JSON for programs, a page for browsers."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from maskapp.display_names import without_folders
from maskapp.errors import MaskappError, SnapshotLogBusyError
from maskapp.web.answers import problem
from maskapp.web.page_templates import render

_BUSY_S = 5
_TITLES: Mapping[int, str] = MappingProxyType(
    {
        400: "This address cannot be understood",
        403: "This is not allowed",
        404: "There is no such page",
        405: "This address is for programs",
        409: "Not now",
        413: "Too large",
        415: "This kind of file is not understood",
        421: "Not under this name",
        429: "Too many requests",
        500: "Something went wrong",
        503: "Not now",
    }
)
_SYMBOLS = MappingProxyType({404: "help", 429: "starting", 503: "starting"})
_ACTIONS: Mapping[int, Sequence[tuple[str, str]]] = MappingProxyType(
    {
        400: [("?", "Start again")],
        404: [("/", "Watch"), ("/snapshots", "Snapshots")],
        429: [("", "Try again")],
        500: [("", "Try again")],
        503: [("", "Try again")],
    }
)
"""Addresses, relative to the page that was asked for, and the words of their buttons."""
_NO_SUCH_PAGE = "It may have been mistyped, or what it showed has been deleted."
_UNFORESEEN = "The program has noted what happened in its log file. Try again."


def error_answer(
    request: Request,
    status: int,
    words: str,
    headers: Mapping[str, str] | None = None,
    *,
    title: str | None = None,
    actions: Sequence[tuple[str, str]] | None = None,
) -> Response:
    """Return an error in words.

    Args:
        request: The request; see `wants_page`. Others get JSON.
        status: The HTTP status.
        words: What happened, and what to do.
        headers: Further headers, such as Retry-After.
        title: Title of the page; None for that of the status.
        actions: Addresses, relative to the page that was asked for, and the words of their buttons;
            None for those of the status.
    """
    if not wants_page(request.scope):
        return problem(status, words, headers)
    values = {
        "title": title or _TITLES.get(status, HTTPStatus(status).phrase),
        "words": words if words.endswith((".", "?", "!")) else f"{words}.",
        "status": f"{status} {HTTPStatus(status).phrase}",
        "symbol": _SYMBOLS.get(status, "warning"),
        "actions": _ACTIONS.get(status, ()) if actions is None else actions,
        "page": request.url.path,
    }
    return HTMLResponse(render("message.html", values), status, headers)


def wants_page(scope: Scope) -> bool:
    """Return whether a person sees the answer: scripts, pictures and programs ask for no page."""
    if scope["type"] != "http":
        return False
    return any("text/html" in kinds.lower() for kinds in Headers(scope=scope).getlist("accept"))


async def http_error(request: Request, error: Exception) -> Response:
    """Answer an `HTTPException`, whose detail is in words."""
    if not isinstance(error, HTTPException):
        raise error
    words = error.detail
    if words == HTTPStatus(error.status_code).phrase:  # Starlette's own
        # Starlette takes the methods from a set, in whatever order that has.
        allowed = ", ".join(sorted((error.headers or {}).get("Allow", "").split(", ")))
        words = _NO_SUCH_PAGE if error.status_code == 404 else f"{words}."
        words = f"This address takes only {allowed}." if allowed else words
    return error_answer(request, error.status_code, words, error.headers)


async def maskapp_error(request: Request, error: Exception) -> Response:
    """Answer an error that was raised on purpose, which the next request may not meet."""
    headers = {"Retry-After": str(_BUSY_S)} if isinstance(error, SnapshotLogBusyError) else None
    return error_answer(request, 503, without_folders(str(error)), headers)


async def has_left(_request: Request, _error: Exception) -> Response:
    """Answer a client that left before its request was complete, which nobody reads."""
    return Response(status_code=400)


async def unforeseen_error(request: Request, _error: Exception) -> Response:
    """Answer any other error without telling anything about the inside."""
    return error_answer(request, 500, _UNFORESEEN)


ERROR_HANDLERS = {
    HTTPException: http_error,
    ClientDisconnect: has_left,
    MaskappError: maskapp_error,
    Exception: unforeseen_error,
}
"""The handlers for `Starlette(exception_handlers=…)`."""
