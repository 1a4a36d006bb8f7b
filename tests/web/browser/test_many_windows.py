"""Several windows of one browser, which allows six connections, and pages out of sight."""

from playwright.sync_api import Page, expect

from tests.support.browser import Pages
from tests.support.http_camera import Server
from tests.support.serve_process import WebServer
from tests.support.web_server import wait_until

WINDOWS = 6

SIGHT = """
    window.isHidden = false;
    Object.defineProperty(document, "hidden", { get: () => window.isHidden });
    const { fetch } = window;
    window.held = [];
    window.fetch = (address, options) => {
        if (["/api/live", "/stream.mjpg"].includes(address) && !options.signal.aborted) {
            window.held.push(address);
            options.signal.addEventListener("abort", () => {
                window.held.splice(window.held.indexOf(address), 1);
            });
        }
        return fetch(address, options);
    };
"""
"""Lets the test put a page out of sight, and tells which connections it holds."""


def see(page: Page, *, is_seen: bool) -> None:
    page.evaluate(
        """(isHidden) => {
            window.isHidden = isHidden;
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        not is_seen,
    )


def open_camera(page: Page, camera: Server) -> None:
    page.get_by_role("button", name="Choose a source").first.click()
    page.get_by_label("Another file").fill(camera.address())
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#picture")).to_be_visible()


def test_many_windows_that_watch_leave_room_for_a_further_page(
    source_server: WebServer, pages: Pages, camera: Server
) -> None:
    first = pages.open(source_server.url)
    open_camera(first, camera)
    others = [first.context.new_page() for _ in range(WINDOWS - 1)]
    for page in others:
        page.goto(source_server.url)
        expect(page.locator("#picture")).to_be_visible()
    expect(others[-1].locator("#rates")).to_contain_text("one picture per second")
    expect(first.locator("#rates")).not_to_contain_text("one picture per second")
    further = first.context.new_page()
    further.goto(f"{source_server.url}/snapshots")
    expect(further.get_by_role("heading", name="Snapshots", exact=True)).to_be_visible()
    first.close()
    others[0].close()
    expect(others[1].locator("#rates")).not_to_contain_text("one picture per second")


def test_a_page_out_of_sight_holds_no_connection(
    source_server: WebServer, pages: Pages, camera: Server
) -> None:
    watch = pages.open(source_server.url, script=SIGHT)
    open_camera(watch, camera)
    door = watch.context.new_page()
    door.goto(f"{source_server.url}/door?picture=1")
    expect(door.locator("#inset")).to_be_visible()
    for page, connected in ((watch, "#picture"), (door, "#inset")):
        assert sorted(page.evaluate("window.held")) == ["/api/live", "/stream.mjpg"]
        see(page, is_seen=False)
        wait_until(lambda page=page: page.evaluate("window.held") == [])
        expect(page.locator(connected)).to_be_hidden()
        see(page, is_seen=True)
        expect(page.locator(connected)).to_be_visible()
