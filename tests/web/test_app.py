"""The application as a whole."""

import asyncio

from maskapp.web import app as app_module
from tests.support.asgi_requests import request_scope


def test_an_address_that_does_not_exist_is_answered_in_json(client) -> None:
    answer = client.get("/api/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"]


def test_pages_and_what_they_load_are_served(client) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert client.get("/static/watch.js").headers["content-type"].startswith("text/javascript")


def test_nothing_outside_the_static_files_is_served(client) -> None:
    for path in ("/static/../templates/watch.html", "/static/%2e%2e/templates/watch.html"):
        assert client.get(path).status_code == 404


def test_the_board_wakes_nobody_once_the_application_has_ended(site) -> None:
    from starlette.testclient import TestClient

    with TestClient(app_module.make_app(site)):
        pass
    site.board.tell({"person": 1})  # would raise if it woke a loop that is closed


def test_browsers_get_a_page_and_programs_json_when_something_is_missing(client) -> None:
    page = client.get("/nothing", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert page.headers["content-type"].startswith("text/html")
    answer = client.put("/api/state")
    assert answer.status_code == 405
    assert "takes only GET" in answer.json()["error"]


def test_a_client_that_leaves_in_the_middle_is_no_error(site, caplog) -> None:
    scope = request_scope("/api/source", method="POST", headers=[("content-length", "9")])

    async def leave() -> list[dict]:
        sent: list[dict] = []
        messages = iter(
            [
                {"type": "http.request", "body": b"{", "more_body": True},
                {"type": "http.disconnect"},
            ]
        )

        async def receive() -> dict:
            return next(messages)

        async def send(message: dict) -> None:
            sent.append(message)

        await app_module.make_app(site)(scope, receive, send)
        return sent

    assert asyncio.run(leave())[0]["status"] == 400
    assert caplog.records == []
