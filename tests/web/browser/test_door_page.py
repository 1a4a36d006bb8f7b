"""The door display, in a real browser on a tablet."""

from playwright.sync_api import Page, ViewportSize, expect

from tests.support.browser import Pages
from tests.support.serve_process import WebServer
from tests.support.web_server import wait_until

TABLETS: tuple[ViewportSize, ...] = ({"width": 1024, "height": 768}, {"width": 768, "height": 1024})

SAY = """
    const { fetch } = window;
    window.fetch = (address, options) =>
        address === "/api/live" ? Promise.resolve(new Response(new ReadableStream({
            start(out) {
                options.signal.addEventListener("abort", () => out.error(new Error("aborted")));
                const say = (state) => out.enqueue(new TextEncoder().encode(
                    `event: state\\ndata: ${JSON.stringify(state)}\\n\\n`));
                window.say = say;
            },
        }))) : fetch(address, options);
"""
"""Lets the test say what the program says."""


def say(page: Page, sign: str, words: str) -> None:
    state = {
        "source": {"state": "running"},
        "door": {"sign": sign, "words": words},
    }
    wait_until(lambda: page.evaluate("typeof window.say === 'function'"))
    page.evaluate("state => window.say(state)", state)
    expect(page.locator("#words")).to_have_text(words)


def test_a_sign_is_half_a_screen_high_and_its_words_fit(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/door", script=SAY)
    for size in TABLETS:
        page.set_viewport_size(size)
        check_signs(page, size)


def check_signs(page: Page, size: ViewportSize) -> None:
    """Check what a tablet of a size shows."""
    colours = set()
    for sign, words in (
        ("welcome", "Thank you, please come in"),
        ("cover_nose", "Please cover your nose"),
        ("put_on", "Bitte setzen Sie Ihre Mund-Nasen-Bedeckung auf " * 4),
    ):
        say(page, sign, words.strip())
        symbol = page.locator("#symbol").bounding_box()
        place = page.locator("#words").bounding_box()
        assert symbol is not None
        assert place is not None
        assert symbol["height"] >= 0.45 * size["height"]
        assert symbol["y"] + symbol["height"] <= place["y"] + 1
        assert place["y"] + place["height"] <= size["height"]
        assert page.locator("#words").evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 3


def test_the_demo_is_seen_by_the_door(source_server: WebServer, pages: Pages) -> None:
    page = pages.open(f"{source_server.url}/door?picture=1")
    expect(page.locator("#note")).to_have_text("No source is open")
    page.evaluate(
        """() => fetch("/api/source", { method: "POST", body: '{"source": "demo"}',
                                        headers: { "Content-Type": "application/json" } })"""
    )
    expect(page.locator("body")).to_have_attribute("data-sign", "put_on")
    expect(page.locator("#words")).to_have_text("Please put on your mask")
    expect(page.locator("#inset")).to_be_visible()
    transform = page.locator("#inset").evaluate("e => getComputedStyle(e).transform")
    assert transform == "none", "its labels would be in mirror writing"


def test_a_line_that_went_dead_is_noticed(pages: Pages, server: WebServer) -> None:
    page = pages.open("about:blank", script=SAY)
    page.clock.install()
    page.goto(f"{server.url}/door")
    say(page, "welcome", "Come in")
    page.clock.run_for(6_000)
    body = page.locator("body")
    expect(body).to_have_attribute("data-sign", "unavailable", timeout=4000)  # not 12 s


def test_the_controls_hide_until_somebody_needs_them(pages: Pages, server: WebServer) -> None:
    page = pages.open("about:blank")
    page.clock.install()
    page.goto(f"{server.url}/door")
    controls = page.locator("#controls")
    expect(controls).not_to_have_class("controls away")
    page.clock.run_for(5_000)
    expect(controls).to_have_class("controls away")
    page.keyboard.press("Tab")
    expect(controls).to_have_class("controls")
    expect(page.get_by_role("link", name="Watch")).to_be_focused()


def test_the_screen_is_kept_awake(pages: Pages, server: WebServer) -> None:
    script = """
        window.asked = [];
        Object.defineProperty(navigator, "wakeLock", {
            value: { request: async (kind) => window.asked.push(kind) },
        });
    """
    page = pages.open(f"{server.url}/door", script=script)
    wait_until(lambda: page.evaluate("window.asked.length === 1"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_until(lambda: page.evaluate("window.asked.length === 2"))
    assert page.evaluate("window.asked") == ["screen", "screen"]
