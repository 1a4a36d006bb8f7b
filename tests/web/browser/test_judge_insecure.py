"""The page that judges cameras, at an address to which browsers give no camera."""

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Pages, Size
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


@pytest.fixture(scope="module")
def insecure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A server without TLS at an address of the network."""
    folder = tmp_path_factory.mktemp("insecure")
    with WebServer(folder, host=network_address(), token=TOKEN) as server:
        yield server


def signed_in(pages: Pages, server: WebServer, size: Size = "desktop") -> Page:
    """Return the page that judges cameras, signed in to by the link."""
    pages.expected = ["Cross-Origin-Opener-Policy header has been ignored"]
    page = pages.open(f"{server.url}/judge?token={TOKEN}", size=size)
    assert page.url == f"{server.url}/judge"
    return page


def test_without_https_it_says_so_and_judges_pictures(
    insecure: WebServer, pages: Pages, portrait
) -> None:
    page = signed_in(pages, insecure, "phone")
    expect(page.get_by_role("heading", name="This address cannot use a camera")).to_be_visible()
    stage = page.locator("#stage")
    expect(stage).to_contain_text("only to pages with https")
    host = insecure.url.removeprefix("http://").partition(":")[0]
    expect(stage).to_contain_text(f"maskapp serve --host {host} --self-signed")
    expect(page.get_by_role("button", name="Use my camera")).to_be_hidden()
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": encoded(".jpg", portrait)}
    page.set_input_files("#file", picture)
    expect(page.locator("#faces li")).to_have_count(1)


def test_a_link_on_another_page_leads_there_at_once(
    insecure: WebServer, pages: Pages, elsewhere: str
) -> None:
    page = signed_in(pages, insecure)
    pages.expected.append("404")  # its icon
    page.goto(elsewhere)
    page.evaluate("url => { location.href = url; }", f"{insecure.url}/figures")
    page.wait_for_url(f"{insecure.url}/figures")
    expect(page.get_by_role("heading", name="No figures yet")).to_be_visible()
