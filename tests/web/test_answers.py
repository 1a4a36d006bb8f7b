"""Requests in JSON."""

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from maskapp.outputs.event_json import event_as_json
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from maskapp.web.answers import asked, file_address, logged_event, problem


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


def test_a_violation_of_the_log_is_as_in_the_files_of_events_and_has_its_picture() -> None:
    at = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    event = ViolationEvent(3, MaskLabel.WITHOUT_MASK, at, 2.0, EventEnding.PUT_ON)
    told = event_as_json(event, has_clock_time=True, input_name="Hall")
    del told["start_s"]
    picture = file_address(7, "picture.jpg")
    assert picture == "/api/snapshots/7/picture.jpg"
    assert logged_event(event, "Hall", picture) == {**told, "picture": picture}
