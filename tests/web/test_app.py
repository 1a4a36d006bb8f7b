"""The application as a whole."""

from maskapp.web import app as app_module


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
