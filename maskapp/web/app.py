"""The web application: routes and middleware, joined."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from maskapp import paths
from maskapp.web.answers import problem
from maskapp.web.routes import api, pages, watch
from maskapp.web.site import Site


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
            Mount("/static", static),
        ],
        exception_handlers={HTTPException: _on_http_problem, Exception: _on_unforeseen},
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


async def _on_http_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, error.detail, headers)


async def _on_unforeseen(_request: Request, _error: Exception) -> Response:
    """Answer after an error that the server logs."""
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something unexpected went wrong; the program's output says more.",
    )
