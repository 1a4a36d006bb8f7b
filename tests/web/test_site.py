"""What all requests share."""

from starlette.requests import Request

from maskapp.web.app import make_app
from maskapp.web.site import site_of


def test_a_request_knows_its_site(site) -> None:
    assert site_of(Request({"type": "http", "app": make_app(site)})) is site
