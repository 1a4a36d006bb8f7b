"""The page that judges cameras, at an address to which browsers give no camera."""

import socket

import pytest
from playwright.sync_api import expect

from tests.support.browser import Pages
from tests.support.picture_bytes import encoded
from tests.support.serve_process import WebServer

TOKEN = "a-token-of-the-test-that-is-long-enough"


def network_address() -> str:
    """Return an address of this computer that others reach it by; sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this computer is in no network")
        host: str = probe.getsockname()[0]
        return host


def test_without_https_it_says_so_and_judges_pictures(pages: Pages, tmp_path, portrait) -> None:
    host = network_address()
    pages.expected = ["Cross-Origin-Opener-Policy header has been ignored"]
    with WebServer(tmp_path, host=host, token=TOKEN) as server:
        page = pages.open(f"{server.url}/judge?token={TOKEN}", size="phone")
        assert page.url == f"{server.url}/judge"
        expect(page.get_by_role("heading", name="This address cannot use a camera")).to_be_visible()
        stage = page.locator("#stage")
        expect(stage).to_contain_text("only to pages with https")
        expect(stage).to_contain_text(f"maskapp serve --host {host} --self-signed")
        expect(page.get_by_role("button", name="Use my camera")).to_be_hidden()
        picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": encoded(".jpg", portrait)}
        page.set_input_files("#file", picture)
        expect(page.locator("#faces li")).to_have_count(1)
