"""What the page that watches says while a program that hangs is waited for."""

from playwright.sync_api import Page, Route, expect

from tests.support.browser import Pages, play_demo
from tests.support.serve_process import WebServer

HASTE = """
    AbortSignal.timeout = () => {
        const patience = new AbortController();
        window.time_is_up = () => patience.abort(new DOMException("", "TimeoutError"));
        return patience.signal;
    };
"""
"""Lets the test end the wait for an answer."""


def open_with_held(pages: Pages, server: WebServer, request: str) -> tuple[Page, list[Route]]:
    """Open the page; return it and the requests of a kind, which are not answered."""
    page = pages.open("about:blank", script=HASTE)
    held: list[Route] = []
    page.route(f"**{request}", lambda route: held.append(route))  # noqa: PLW0108 – no built-in
    page.goto(server.url)
    return page, held


def test_a_list_of_sources_is_waited_for_in_words_and_not_without_end(
    source_server: WebServer, pages: Pages
) -> None:
    page, _ = open_with_held(pages, source_server, "/api/sources")
    page.locator("#choose").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Loading…")).to_be_visible()
    page.evaluate("window.time_is_up()")
    expect(dialog.get_by_role("alert")).to_contain_text("The program does not answer")
    expect(dialog.get_by_text("Loading…")).to_be_hidden()
    page.unroute_all()
    page.keyboard.press("Escape")
    page.locator("#choose").click()
    expect(dialog.get_by_role("button", name="Demo clip")).to_be_visible()
    expect(dialog.get_by_role("alert")).to_be_hidden()


def test_a_snapshot_is_waited_for_in_words_and_pressed_once(
    source_server: WebServer, pages: Pages
) -> None:
    page, held = open_with_held(pages, source_server, "/api/snapshot")
    play_demo(page)
    snapshot = page.get_by_role("button", name="Snapshot")
    snapshot.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page.locator("#done")).to_have_text("Taking a snapshot…")
    expect(snapshot).to_have_attribute("aria-disabled", "true")
    page.evaluate("window.time_is_up()")
    expect(page.locator("#done")).to_contain_text("The program does not answer")
    expect(snapshot).to_be_focused()
    assert len(held) == 1
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("Snapshot taken")
