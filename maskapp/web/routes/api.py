"""The description of the addresses: as a page, and as OpenAPI."""

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from maskapp.web.api_description import (
    api_description,
    operations_by_tag,
    schema_name,
    type_words,
)
from maskapp.web.page_templates import render


async def openapi(_request: Request) -> Response:
    """Answer with the description for programs."""
    return JSONResponse(api_description())


async def page(request: Request) -> Response:
    """Answer with the description for people."""
    base = str(request.base_url).rstrip("/")
    values = {
        "page": "/api",
        "base": base,
        "socket_base": base.replace("http", "ws", 1),
        "groups": operations_by_tag(),
        "description": api_description(),
        "type_words": type_words,
        "schema_name": schema_name,
    }
    return HTMLResponse(await asyncio.to_thread(render, "api.html", values))


ROUTES = [Route("/api", page), Route("/api/openapi.json", openapi)]
