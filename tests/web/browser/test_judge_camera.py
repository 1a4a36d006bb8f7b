"""The page that judges the browser's own camera, in a real browser with a fake webcam."""

import pytest
from playwright.sync_api import Page, expect

from maskapp.live.verdict import verdict_on, verdict_text
from maskapp.records import MaskLabel
from tests.support.browser import Look, Pages, Size, drawn_share, overflow_px
from tests.support.serve_process import WebServer


def start_camera(page: Page) -> None:
    page.get_by_role("button", name="Use my camera").click()
    expect(page.locator("#faces li")).to_have_count(2)


def part(page: Page) -> str:
    """Return the heading of what the stage shows in place of a picture."""
    return page.locator("#stage [data-part]:visible h2").inner_text()


@pytest.mark.parametrize(("look", "size"), [("light", "desktop"), ("dark", "phone")])
def test_the_faces_before_the_camera_are_labelled(
    pages: Pages, server: WebServer, look: Look, size: Size
) -> None:
    page = pages.open(f"{server.url}/judge", look=look, size=size, camera=True)
    expect(page.locator(".privacy")).to_have_text(
        f"Pictures go to 127.0.0.1:{server.port} only and are not stored."
    )
    assert overflow_px(page) == 0
    assert drawn_share(page, "boxes") == 0
    start_camera(page)
    labels = page.locator("#faces li").evaluate_all("all => all.map(each => each.dataset.label)")
    assert sorted(labels) == ["with_mask", "without_mask"]
    expect(page.locator("#verdict")).to_have_text("1 without a mask of 2")
    expect(page.locator("#spoken")).to_have_text("1 without a mask of 2")
    expect(page.locator("#rates")).to_be_visible()
    assert drawn_share(page, "boxes") > 0.02
    assert overflow_px(page) == 0
    page.get_by_role("button", name="Stop").click()
    assert part(page) == "Is the mask on right?"
    assert drawn_share(page, "boxes") == 0
    expect(page.locator("#verdict")).to_be_hidden()


def test_the_next_picture_goes_only_after_the_answer(pages: Pages, server: WebServer) -> None:
    script = """
        window.ways = [];
        const { send } = WebSocket.prototype;
        WebSocket.prototype.send = function (picture) {
            if (!ways.length) this.addEventListener("message", () => ways.push("received"));
            ways.push(picture.type);
            send.call(this, picture);
        };
    """
    page = pages.open(f"{server.url}/judge", camera=True, script=script)
    page.get_by_role("button", name="Use my camera").click()
    ways: list[str] = []
    while len(ways) < 20:
        page.wait_for_timeout(20)
        ways = page.evaluate("window.ways")
    assert ways[:20] == ["image/jpeg", "received"] * 10


def test_the_picture_is_mirrored_and_its_words_are_not(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/judge", camera=True)
    start_camera(page)
    mirror = page.get_by_role("checkbox", name="Mirror")
    assert not mirror.is_checked()
    mirror.check()
    transform = "getComputedStyle(document.getElementById('{}')).transform"
    assert page.evaluate(transform.format("video")) == "matrix(-1, 0, 0, 1, 0, 0)"
    assert page.evaluate(transform.format("boxes")) == "none"


REFUSALS = {
    "NotAllowedError": "The camera is not allowed",
    "NotFoundError": "No camera was found",
    "NotReadableError": "The camera cannot be used now",
}


def test_each_refusal_of_the_browser_is_said_in_words(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/judge")
    for name, words in REFUSALS.items():
        if name != "NotAllowedError":  # that one is real: the browser was given no permission
            page.evaluate(
                "name => { navigator.mediaDevices.getUserMedia = async () => {"
                " throw new DOMException('', name); }; }",
                name,
            )
        page.get_by_role("button", name="Use my camera").click()
        expect(page.locator("#spoken")).to_contain_text(words)
        assert part(page) == words
        expect(page.get_by_role("button", name="Use my camera")).to_be_focused()


def test_a_page_out_of_sight_stops_the_camera(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/judge", camera=True)
    start_camera(page)
    track = page.evaluate_handle("document.getElementById('video').srcObject.getVideoTracks()[0]")
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    assert track.evaluate("track => track.readyState") == "ended"
    assert part(page) == "The camera was stopped"


def test_the_screen_is_kept_awake_while_the_camera_is_checked(
    pages: Pages, server: WebServer
) -> None:
    script = """
        window.locks = [];
        Object.defineProperty(navigator, "wakeLock", {
            value: { request: async () => {
                const lock = { is_held: true, release: () => { lock.is_held = false; } };
                locks.push(lock);
                return lock;
            } },
        });
    """
    page = pages.open(f"{server.url}/judge", camera=True, script=script)
    held = "window.locks.map(lock => lock.is_held)"
    assert page.evaluate(held) == []
    start_camera(page)
    assert page.evaluate(held) == [True]
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate(held) == [False]


def test_a_camera_that_is_unplugged_is_told(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/judge", camera=True)
    start_camera(page)
    page.evaluate(
        "document.getElementById('video').srcObject.getVideoTracks()[0]"
        ".dispatchEvent(new Event('ended'))"
    )
    assert part(page) == "The camera is gone"
    start_camera(page)


def test_all_of_it_works_by_keyboard(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/judge", camera=True)
    reached: list[str] = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.id || document.activeElement.textContent")
        reached.append(name.strip())
        if name == "choose":
            break
    assert reached[0] == "Skip to content"
    assert reached[-2:] == ["start", "choose"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#faces li")).to_have_count(2)
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Use my camera")).to_be_focused()


def test_the_words_are_those_of_the_window(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/judge")
    groups = [
        {MaskLabel.WITH_MASK: a, MaskLabel.WITHOUT_MASK: b, MaskLabel.INCORRECT_MASK: c,
         MaskLabel.UNCERTAIN: d}
        for a in range(2) for b in range(3) for c in range(3) for d in range(3)
    ]  # fmt: skip
    faces = [
        [{"label": label.value} for label, count in group.items() for _ in range(count)]
        for group in groups
    ]
    said: list[dict[str, str | None]] = page.evaluate(
        """async (groups) => {
            const { verdictOn } = await import("/static/judge/words.js");
            return groups.map(verdictOn);
        }""",
        faces,
    )
    wanted = [verdict_on(group) for group in groups]
    assert [each["words"] for each in said] == [verdict_text(verdict) for verdict in wanted]
    assert [each["label"] for each in said] == [
        verdict.label.value if verdict.label else None for verdict in wanted
    ]
