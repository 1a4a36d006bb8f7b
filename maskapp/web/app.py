"""The web application: routes and middleware, joined."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from maskapp import paths
from maskapp.web.error_answers import ERROR_HANDLERS
from maskapp.web.routes import api, log, monitoring, pages, watch
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
            *log.ROUTES,
            *site.judge.routes(),
            *api.ROUTES,
            *monitoring.ROUTES,
            Mount("/static", static),
        ],
        middleware=site.guard.middleware(),
        exception_handlers=ERROR_HANDLERS,
        lifespan=_lifespan,
    )
    app.state.site = site
    app.state.ending = asyncio.Event()
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    site = app.state.site
    site.board.bind(asyncio.get_running_loop())
    try:
        yield
    finally:
        site.board.bind(None)
        site.judge.close()
        await asyncio.to_thread(site.log.close)
