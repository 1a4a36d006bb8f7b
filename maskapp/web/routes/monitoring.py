"""The addresses that other programs watch this one by."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from maskapp.web.metrics import CONTENT_TYPE, metrics_text
from maskapp.web.site import site_of


async def health(request: Request) -> Response:
    """Answer whether server and watcher live, and nothing else."""
    return Response(status_code=200 if site_of(request).watcher.is_alive else 503)


async def metrics(request: Request) -> Response:
    """Answer with the figures of this moment for Prometheus."""
    site = site_of(request)
    streams = site.guard.viewers.open | {"cameras": site.judge.cameras}
    text = metrics_text(site.board, streams, site.guard.refused)
    return Response(text, headers={"Content-Type": CONTENT_TYPE})


ROUTES = [Route("/healthz", health), Route("/metrics", metrics)]
