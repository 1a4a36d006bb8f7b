"""Requests in JSON."""

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from maskapp.web.answers import asked, problem


@pytest.fixture
def client() -> TestClient:
    async def echo(request):
        return JSONResponse(await asked(request))

    return TestClient(Starlette(routes=[Route("/", echo, methods=["POST"])]))


def test_an_object_is_understood(client) -> None:
    assert client.post("/", json={"a": 1}).json() == {"a": 1}


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"[1]", 400), (b"nonsense", 400), (b"[" * 9000, 400), (b" " * 20_001, 413)],
)
def test_anything_else_is_refused(client, body, status) -> None:
    assert client.post("/", content=body).status_code == status


def test_an_error_is_in_words() -> None:
    answer = problem(503, "Try again later.", {"Retry-After": "5"})
    assert (answer.status_code, answer.body) == (503, b'{"error":"Try again later."}')
    assert answer.headers["retry-after"] == "5"
