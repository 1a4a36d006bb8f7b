"""Errors in words, for programs and for browsers."""

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.testclient import TestClient

from maskapp.errors import SnapshotLogBusyError, SnapshotLogError
from maskapp.web.error_answers import ERROR_HANDLERS

ERRORS = {
    "busy": SnapshotLogBusyError("The log is locked; try again later"),
    "broken": SnapshotLogError("The log /home/me/log is broken; repair it"),
    "full": HTTPException(503, "Too many viewers; try again", {"Retry-After": "7"}),
    "bare": HTTPException(404),
    "unforeseen": ZeroDivisionError("secret"),
}


async def fail(request):
    raise ERRORS[request.path_params["name"]]


@pytest.fixture
def client():
    routes = [Route("/{name}", fail), Route("/api/{name}", fail)]
    app = Starlette(routes=routes, exception_handlers=ERROR_HANDLERS)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("busy", 503, "The log is locked; try again later"),
        ("broken", 503, "The log log is broken; repair it"),
        ("full", 503, "Too many viewers; try again"),
        ("bare", 404, "It may have been mistyped, or what it showed has been deleted."),
    ],
)
def test_programs_get_json_and_browsers_a_page(client, name, status, words):
    for address in (f"/{name}", f"/api/{name}"):
        answer = client.get(address, headers={"accept": "*/*"})
        assert (answer.status_code, answer.json()) == (status, {"error": words})
        page = client.get(address, headers={"accept": "text/html,*/*"})
        assert page.status_code == status
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert f'<p id="words">{words.removesuffix(".")}.</p>' in page.text


def test_the_time_to_wait_is_told(client):
    assert client.get("/busy").headers["retry-after"] == "5"
    assert client.get("/full", headers={"accept": "text/html"}).headers["retry-after"] == "7"
    assert "retry-after" not in client.get("/broken").headers


def test_an_unforeseen_error_tells_nothing_about_the_inside(client):
    for accept in ("*/*", "text/html"):
        answer = client.get("/unforeseen", headers={"accept": accept})
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


def test_an_address_says_which_methods_it_takes(client):
    answer = client.post("/busy")
    assert answer.status_code == 405
    assert answer.json()["error"] in {
        "This address takes only GET, HEAD.",
        "This address takes only HEAD, GET.",
    }
