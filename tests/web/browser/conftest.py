"""One browser and one server for all tests of the pages, and fresh contexts for each."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.browser import PATIENCE_MS, Pages, find_browser, write_webcam_clip
from tests.support.http_camera import Handler, Server
from tests.support.serve_process import WebServer
from tests.support.web_data import put_data
from tests.support.web_server import wait_until


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with a fake webcam that shows the demo clip."""
    webcam = write_webcam_clip(tmp_path_factory.mktemp("webcam") / "demo.mjpeg")
    path = find_browser()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",  # which root cannot have
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={webcam}",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """`maskapp serve` with snapshots and figures, and without a source."""
    folder = tmp_path_factory.mktemp("server")
    put_data(folder)
    with WebServer(folder) as server:
        yield server


@pytest.fixture
def source_server(server: WebServer) -> Iterator[WebServer]:
    """The same server for a test that opens a source, which is closed afterwards."""
    yield server
    content = {"Content-Type": "application/json"}
    closing = urllib.request.Request(f"{server.url}/api/source", b'{"source": null}', content)
    urllib.request.urlopen(closing).close()
    wait_until(lambda: source_state(server) == "idle")


@pytest.fixture
def pages(browser: Browser) -> Iterator[Pages]:
    """Opens pages; an error in a page's console fails the test."""
    pages = Pages(browser)
    yield pages
    pages.finish()


@pytest.fixture(scope="package")
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


@pytest.fixture
def camera() -> Iterator[Server]:
    """A network camera that sends pictures until the test is over."""

    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        while not handler.server.test_is_over.wait(0.05):
            handler.send_part()

    server = Server(answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.test_is_over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[WebServer]:
    """A server of the test's own, which it may end and start again."""
    with WebServer(tmp_path) as server:
        yield server


def source_state(server: WebServer) -> str:
    """Return the state of the source that a server without a token runs."""
    with urllib.request.urlopen(f"{server.url}/api/state") as answer:
        state: str = json.load(answer)["source"]["state"]
        return state
