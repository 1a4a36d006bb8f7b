"""Who gets in by a browser, and who does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import GONE, Pages, hurry_until
from tests.support.serve_process import WebServer
from tests.web.browser.conftest import source_state

TOKEN = "a-token-of-the-test-that-is-long-enough"
OTHER = "another-token-of-the-test-that-is-long-enough"
REFUSED = r"Failed to load resource: the server responded with a status of 401"


def guarded_server(folder: Path) -> WebServer:
    """Return a server that asks for a token on this computer too, as behind a proxy."""
    return WebServer(folder, "--public-name", "localhost", token=TOKEN)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    with guarded_server(tmp_path_factory.mktemp("guarded")) as server:
        yield server


@pytest.mark.parametrize(("look", "size"), [("light", "desktop"), ("dark", "phone")])
def test_the_token_is_asked_for_and_a_wrong_one_told(guarded, pages: Pages, look, size) -> None:
    pages.expected.append(REFUSED)
    page = pages.open(f"{guarded.url}/figures", look=look, size=size)
    field = page.get_by_label("Token", exact=True)
    expect(field).to_be_focused()
    field.press_sequentially("wrong")
    expect(field).to_have_attribute("type", "password")
    page.get_by_label("Show the token").check()
    expect(field).to_have_attribute("type", "text")
    field.press("Enter")
    expect(page.get_by_label("Token", exact=True)).to_be_visible()
    expect(page.locator("#words")).not_to_be_empty()
    expect(page.get_by_role("alert")).to_have_text("The token is wrong.")
    expect(page.get_by_label("Token", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Token", exact=True).fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    for _ in range(2):  # the pages of before ask again, or are shown to who is signed in
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{guarded.url}/")
    expect(page.get_by_label("Token", exact=True)).to_have_count(0)


def test_an_old_link_takes_the_token_that_is_typed_in(guarded, pages: Pages) -> None:
    pages.expected.append(REFUSED)
    page = pages.open(f"{guarded.url}/figures?token={OTHER}")
    page.get_by_label("Token", exact=True).fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    assert page.url == f"{guarded.url}/figures"


def test_the_link_signs_in_and_hides_the_token(guarded, pages: Pages) -> None:
    page = pages.open(f"{guarded.url}/door?token={TOKEN}")
    assert page.url == f"{guarded.url}/door"
    assert TOKEN not in page.content()
    assert page.evaluate("document.cookie") == "", "scripts must not read it"
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert TOKEN not in cookie["value"]


def test_a_page_from_elsewhere_can_neither_choose_a_source_nor_use_the_camera_check(
    source_server: WebServer, elsewhere: str, pages: Pages
) -> None:
    pages.expected += ["403", "404", "ERR_BLOCKED_BY_RESPONSE", "WebSocket connection to"]
    page = pages.open(elsewhere)
    page.evaluate(
        """async (url) => {
            const body = '{"source": "demo"}';
            const asked = { method: "POST", mode: "no-cors", body };
            await fetch(`${url}/api/source`, asked).catch(() => {}); // the answer is not for it
        }""",
        source_server.url,
    )
    closed = page.evaluate(
        """(url) => new Promise((done) => {
            const socket = new WebSocket(`${url.replace("http", "ws")}/api/judge/live`);
            socket.onopen = () => done("opened");
            socket.onclose = () => done("refused");
        })""",
        source_server.url,
    )
    assert closed == "refused"
    assert source_state(source_server) == "idle"


def test_who_is_signed_out_by_a_restart_is_led_to_the_sign_in(tmp_path: Path, pages: Pages) -> None:
    pages.expected += [GONE, REFUSED, "WebSocket connection to"]
    with guarded_server(tmp_path) as server:
        opened = {
            path: pages.open_with_clock(f"{server.url}{path}?token={TOKEN}", camera=True)
            for path in ("/", "/door", "/judge")
        }
        opened["/judge"].get_by_role("button", name="Use my camera").click()
        expect(opened["/judge"].locator("#faces li")).to_have_count(2)
        server.kill()
        server.start(token=OTHER)
        for path, page in opened.items():
            hurry_until(page, page.get_by_label("Token", exact=True))
            expect(page.locator("#words")).to_contain_text("You are signed out")
            page.get_by_label("Token", exact=True).fill(OTHER)
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_label("Token", exact=True)).to_have_count(0)
            assert page.url == f"{server.url}{path}"
