"""One browser and one server for all tests of the pages, and fresh contexts for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.browser import PATIENCE_MS, Pages, find_browser, write_webcam_clip
from tests.support.serve_process import WebServer


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
    """`maskapp serve` without a source, as it is after its start."""
    with WebServer(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def pages(browser: Browser) -> Iterator[Pages]:
    """Opens pages; an error in a page's console fails the test."""
    pages = Pages(browser)
    yield pages
    pages.finish()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[WebServer]:
    """A server of the test's own, which it may end and start again."""
    with WebServer(tmp_path) as server:
        yield server
