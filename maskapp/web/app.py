"""The web application: routes and middleware, joined."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from maskapp import paths
from maskapp.web.access.refusals import Refusal, refusal_response, wants_page
from maskapp.web.answers import problem
from maskapp.web.routes import api, monitoring, pages, watch
from maskapp.web.site import Site

_WORDS = {
    404: "There is nothing at this address; the first page leads to all others.",
    405: "This address does not take such a request; the page /api says what each takes.",
}


def make_app(site: Site) -> Starlette:
    """Make the application.

    Args:
        site: What its requests share.
    """
    static = StaticFiles(directory=paths.web_dir() / "static")
    app = Starlette(
        routes=[
            *pages.ROUTES,
            *watch.ROUTES,
            *site.judge.routes(),
            *api.ROUTES,
            *monitoring.ROUTES,
            Mount("/static", static),
        ],
        middleware=site.guard.middleware(),
        exception_handlers={
            HTTPException: _on_http_problem,
            ClientDisconnect: _on_left,
            Exception: _on_unforeseen,
        },
        lifespan=_lifespan,
    )
    app.state.site = site
    app.state.ending = asyncio.Event()
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    board = app.state.site.board
    board.bind(asyncio.get_running_loop())
    try:
        yield
    finally:
        board.bind(None)
        app.state.site.judge.close()


async def _on_http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers) if error.headers else None
    is_plain = error.detail == HTTPStatus(error.status_code).phrase
    message = _WORDS.get(error.status_code, error.detail) if is_plain else error.detail
    if wants_page(request.scope):
        return refusal_response(Refusal(error.status_code, message), request.scope)
    return problem(error.status_code, message, headers)


async def _on_left(_request: Request, _error: Exception) -> Response:
    """Answer a client that left before its request was complete, which nobody reads."""
    return Response(status_code=400)


async def _on_unforeseen(_request: Request, _error: Exception) -> Response:
    """Answer after an error that the server logs."""
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something unexpected went wrong; the program's output says more.",
    )
