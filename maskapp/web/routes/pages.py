"""The pages, as HTML."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from maskapp import paths

_templates = Jinja2Templates(directory=paths.web_dir() / "templates")


async def watch(request: Request) -> Response:
    """Answer with the page on which the source is watched."""
    return _templates.TemplateResponse(request, "watch.html")


ROUTES = [Route("/", watch)]
