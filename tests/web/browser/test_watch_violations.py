"""The list of violations of a page that was away for a while."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.support.browser import Pages
from tests.support.logged import NOON
from tests.support.serve_process import WebServer
from tests.support.web_server import wait_until

TOLD = """
    const { fetch } = window;
    window.logged = [];
    window.fetch = async (address, options) => {
        if (address.startsWith("/api/events")) return Response.json({ events: window.logged });
        if (address !== "/api/live") return fetch(address, options);
        window.heard = options.headers?.["Last-Event-ID"] ?? "";
        return new Response(new ReadableStream({
            start(out) {
                options.signal.addEventListener("abort", () => {
                    window.tell = null;
                    out.error(new Error("aborted"));
                });
                window.tell = (id, kind, content) => out.enqueue(new TextEncoder().encode(
                    `id: ${id}\\nevent: ${kind}\\ndata: ${JSON.stringify(content)}\\n\\n`));
            },
        }));
    };
    Object.defineProperty(document, "hidden", { get: () => window.isHidden ?? false });
"""
"""Lets the test tell what the program tells, and put the page out of sight."""
MOST = 12


def violation(person: int, ended: str | None = None) -> dict[str, object]:
    """Return a violation as the program tells it; each person's begins a minute after another's."""
    start = (NOON + timedelta(minutes=person)).isoformat(timespec="milliseconds")
    return {
        "person": person, "label": "without_mask", "start": start, "ended": ended, "length_s": 3,
        "picture": None,
    }  # fmt: skip


def tell(page: Page, event_id: str, kind: str = "state", content: object = None) -> None:
    """Tell the page something, once it listens."""
    wait_until(lambda: page.evaluate("() => Boolean(window.tell)"))
    page.evaluate("told => window.tell(...told)", [event_id, kind, content or {}])


def look_away(page: Page) -> None:
    """Put the page out of sight, and back."""
    for is_hidden in (True, False):
        page.evaluate(
            "is => { isHidden = is; document.dispatchEvent(new Event('visibilitychange')); }",
            is_hidden,
        )
        if is_hidden:
            wait_until(lambda: page.evaluate("() => !window.tell"))


def test_a_violation_that_ended_while_nobody_looked_does_not_go_on(
    pages: Pages, server: WebServer
) -> None:
    page = pages.open(server.url, script=TOLD)
    tell(page, "a-0")
    assert page.evaluate("() => window.heard") == ""
    tell(page, "a-1", "violation", violation(7))
    row = page.locator("#events li")
    expect(row).to_contain_text("No mask, goes on")
    look_away(page)
    tell(page, "a-1")
    assert page.evaluate("() => window.heard") == "a-1"
    tell(page, "a-2", "violation", violation(7, "left"))
    expect(row).to_contain_text("No mask for 0:03, left")


def test_a_violation_does_not_go_on_when_the_program_was_started_again(
    pages: Pages, server: WebServer
) -> None:
    page = pages.open(server.url, script=TOLD)
    tell(page, "a-1", "violation", violation(7))
    row = page.locator("#events li")
    expect(row).to_contain_text("No mask, goes on")
    look_away(page)
    tell(page, "b-0")
    expect(row).to_contain_text("No mask, program ended")  # nobody told for how long
    page.evaluate("logged => { window.logged = logged; }", [violation(7, "program_ended")])
    look_away(page)
    tell(page, "b-0")
    expect(row).to_contain_text("No mask for 0:03, program ended")


def test_one_that_goes_on_keeps_its_place_above_those_of_the_log(
    pages: Pages, server: WebServer
) -> None:
    page = pages.open(server.url, script=TOLD)
    logged = [violation(person, "left") for person in reversed(range(MOST))]
    page.evaluate("logged => { window.logged = logged; }", logged)
    tell(page, "a-0")
    rows = page.locator("#events li")
    expect(rows).to_have_count(MOST)
    tell(page, "a-1", "violation", violation(MOST))
    expect(rows.first).to_contain_text("No mask, goes on")
    page.evaluate("() => { window.kept = document.querySelector('#events li:nth-child(2)'); }")
    logged[0] = violation(MOST - 1, "put_on")  # seen once the log has been read again
    page.evaluate("logged => { window.logged = logged; }", logged)
    look_away(page)
    tell(page, "a-1")
    expect(rows.nth(1)).to_contain_text("put on")
    expect(rows.first).to_contain_text("No mask, goes on")
    expect(rows.last).to_contain_text("#1")
    # A row that is made again would be read out again.
    assert page.evaluate("() => window.kept === document.querySelector('#events li:nth-child(2)')")
