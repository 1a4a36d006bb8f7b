"""Who gets in by a browser, and who does not."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.support.browser import Pages
from tests.support.serve_process import WebServer

TOKEN = "a-token-of-the-test-that-is-long-enough"
REFUSED = r"Failed to load resource: the server responded with a status of 401"


@pytest.fixture
def guarded(tmp_path) -> Iterator[WebServer]:
    """A server that asks for a token on this computer too, as behind a proxy."""
    with WebServer(tmp_path, "--public-name", "localhost", token=TOKEN) as server:
        yield server


@pytest.mark.parametrize(("look", "size"), [("light", "desktop"), ("dark", "phone")])
def test_the_token_is_asked_for_and_a_wrong_one_told(guarded, pages: Pages, look, size) -> None:
    pages.expected.append(REFUSED)
    page = pages.open(f"{guarded.url}/figures", look=look, size=size)
    field = page.get_by_label("Token")
    expect(field).to_be_focused()
    field.press_sequentially("wrong")
    field.press("Enter")
    expect(page.get_by_label("Token")).to_be_visible()
    expect(page.locator("#words")).not_to_be_empty()
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_label("Token")).to_have_count(0)
    page.goto(f"{guarded.url}/")
    expect(page.get_by_label("Token")).to_have_count(0)


def test_the_link_signs_in_and_hides_the_token(guarded, pages: Pages) -> None:
    page = pages.open(f"{guarded.url}/door?token={TOKEN}")
    assert page.url == f"{guarded.url}/door"
    assert TOKEN not in page.content()
    assert page.evaluate("document.cookie") == "", "scripts must not read it"
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert TOKEN not in cookie["value"]


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of a page that is not the program's."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_a_page_from_elsewhere_can_neither_choose_a_source_nor_use_the_camera_check(
    own_server: WebServer, elsewhere: str, pages: Pages
) -> None:
    pages.expected += ["403", "404", "ERR_BLOCKED_BY_RESPONSE", "WebSocket connection to"]
    page = pages.open(elsewhere)
    page.evaluate(
        """async (url) => {
            const body = '{"source": "demo"}';
            const asked = { method: "POST", mode: "no-cors", body };
            await fetch(`${url}/api/source`, asked).catch(() => {}); // the answer is not for it
        }""",
        own_server.url,
    )
    closed = page.evaluate(
        """(url) => new Promise((done) => {
            const socket = new WebSocket(`${url.replace("http", "ws")}/api/judge/live`);
            socket.onopen = () => done("opened");
            socket.onclose = () => done("refused");
        })""",
        own_server.url,
    )
    assert closed == "refused"
    with urllib.request.urlopen(f"{own_server.url}/api/state") as answer:
        assert json.load(answer)["source"]["state"] == "idle"
