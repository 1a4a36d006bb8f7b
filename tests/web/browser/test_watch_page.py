"""The page that watches, in a real browser."""

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import Pages, drawn_share, play_demo
from tests.support.http_camera import Server
from tests.support.logged import NOON
from tests.support.serve_process import WebServer

CHANGE = """
    const { fetch } = window;
    window.fetch = async (address, ...rest) => {
        const answer = await fetch(address, ...rest);
        if (address !== "/api/live") return answer;
        const change = new TransformStream({
            transform(bytes, out) {
                const text = new TextDecoder().decode(bytes);
                out.enqueue(new TextEncoder().encode(window.changed ? window.changed(text) : text));
            },
        });
        return new Response(answer.body.pipeThrough(change), { headers: answer.headers });
    };
"""
"""Lets the test change what the program says."""


def change(page: Page, text: str) -> None:
    """Change what the program says from now on by an expression, of what it says as `text`."""
    page.evaluate(f"() => {{ window.changed = (text) => {text}; }}")


def test_the_demo_is_shown_with_its_verdict_faces_and_chart(
    source_server: WebServer, pages: Pages
) -> None:
    page = pages.open(source_server.url, script=CHANGE)
    assert page.get_by_role("button", name="Snapshot").is_disabled()
    play_demo(page)
    assert drawn_share(page, "picture") == 1
    expect(page.locator("#faces li")).to_have_count(2)
    expect(page.locator("#verdict")).to_have_attribute("data-label", "without_mask")
    expect(page.locator("#verdict-words")).to_have_text("1 without a mask of 2")
    expect(page.locator("#count-with_mask")).to_have_text("1")
    expect(page.locator("#source-name")).to_have_text("Demo clip")
    expect(page.locator("#rates")).to_contain_text("640 × 480")
    page.get_by_role("button", name="Snapshot").click()
    expect(page.locator("#done")).to_have_text("Snapshot taken. Those of the demo are not kept.")
    expect(page.locator("#chart .newest")).to_be_attached()
    change(page, """text.replace('"state": "running"', '"state": "ended"')""")
    expect(page.locator("#instead-title")).to_have_text("Finished")
    expect(page.locator("#picture")).to_be_hidden()
    assert drawn_share(page, "picture") == 0
    change(page, "text")
    expect(page.locator("#picture")).to_be_visible()


def test_the_picture_of_a_violation_appears_when_it_is_logged_and_stays(
    pages: Pages, server: WebServer
) -> None:
    page = pages.open(server.url, script=CHANGE)
    event = {"person": 7, "label": "without_mask", "start": "2026-01-02T10:00:00.000+00:00"}
    row = page.locator("#events li").filter(has_text="#7")

    def tell(kind: str, **more: object) -> None:
        told = f"event: {kind}\ndata: {json.dumps({**event, **more})}\n\n"
        change(page, f"text + {json.dumps(told)}")

    tell("violation", ended=None, length_s=3)
    expect(row).to_contain_text("No mask, goes on")
    expect(row.locator("img")).to_have_count(0)
    tell("logged", ended=None, length_s=10, picture="/api/snapshots/1/picture.jpg")
    expect(row.locator("img")).to_have_js_property("naturalWidth", 320)
    tell("violation", ended="left", length_s=12)
    expect(row).to_contain_text("No mask for 0:12, left")
    expect(row.locator("img")).to_have_count(1)
    tell("logged", ended=None, length_s=10, picture="/api/snapshots/2/picture.jpg")
    expect(row.get_by_role("link")).to_have_attribute("href", "/snapshots/2")
    expect(row).to_contain_text("No mask for 0:12, left")


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
def test_a_violation_has_the_clock_time_of_the_server_wherever_the_browser_is(
    pages: Pages, server: WebServer, zone: str
) -> None:
    page = pages.open(server.url, zone=zone)
    row = page.locator("#events li").first
    expect(row).to_contain_text(f" {NOON.astimezone():%H:%M:%S}")
    row.get_by_role("link").click()
    expect(page.locator("#title")).to_contain_text(f"{NOON:%H:%M:%S}")


def test_a_violation_of_today_has_its_time_alone(pages: Pages, server: WebServer) -> None:
    page = pages.open(server.url, script=CHANGE, zone="America/New_York")
    for person, days in ((8, 0), (9, 1)):
        at = datetime.now(timezone(timedelta(hours=14))) - timedelta(days=days)
        event = {"person": person, "label": "without_mask", "start": f"{at:%FT%T}.000+14:00"}
        content = json.dumps({**event, "ended": None, "length_s": 3})
        told = f"event: violation\ndata: {content}\n\n"
        change(page, f"text + {json.dumps(told)}")
        row = page.locator("#events li").filter(has_text=f"#{person}")
        expect(row.locator(".numbers")).to_have_text(
            f"#{person} · {at:%T}" if days == 0 else f"#{person} · {at:%F %T}"
        )


def test_a_lost_source_is_never_a_picture_that_stands_still(
    source_server: WebServer, pages: Pages, camera: Server
) -> None:
    page = pages.open(source_server.url)
    page.get_by_role("button", name="Choose a source").first.click()
    page.get_by_label("Another file").fill(camera.address())
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#picture")).to_be_visible()
    camera.test_is_over.set()
    expect(page.locator("#instead-title")).to_contain_text("Connection lost")
    expect(page.locator("#instead-countdown")).to_contain_text("Trying again")
    expect(page.locator("#picture")).to_be_hidden()
    assert drawn_share(page, "picture") == 0
    page.get_by_role("button", name="Stop watching").click()
    expect(page.locator("#instead-title")).to_have_text("Nothing is open")


def test_a_picture_that_is_old_is_greyed_and_told(source_server: WebServer, pages: Pages) -> None:
    page = pages.open(source_server.url, script=CHANGE)
    play_demo(page)
    expect(page.locator("#stalled")).to_be_hidden()
    change(page, r"""text.replace(/"age_ms": \d+/g, '"age_ms": 9000')""")
    expect(page.locator("#stalled")).to_have_text("The picture stands still: nothing new for 9 s")
    expect(page.locator("#picture")).to_have_class("stale")
    for said in ("#verdict", ".counts", "#faces-frame"):
        expect(page.locator(said)).to_have_css("filter", re.compile("grayscale"))
    change(page, "text")
    expect(page.locator("#verdict")).to_have_css("filter", "none")


def test_a_source_is_chosen_by_the_keyboard(source_server: WebServer, pages: Pages) -> None:
    page = pages.open(source_server.url)
    choose = page.locator("#choose")
    choose.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Choose a source")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(choose).to_be_focused()
    page.keyboard.press("Enter")
    demo = page.get_by_role("dialog").get_by_role("button", name="Demo clip")
    demo.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#picture")).to_be_visible()


def test_a_list_of_sources_that_comes_late_takes_the_focus_from_nobody(
    source_server: WebServer, pages: Pages
) -> None:
    page = pages.open(source_server.url)
    demo = page.get_by_role("dialog").get_by_role("button", name="Demo clip")
    page.locator("#choose").click()
    expect(demo).to_be_visible()
    page.keyboard.press("Escape")
    held: list[Route] = []
    page.route("**/api/sources", lambda route: held.append(route))  # noqa: PLW0108 – no built-in
    with page.expect_request("**/api/sources"):
        page.locator("#choose").click()
    demo.focus()
    with page.expect_response("**/api/sources") as answer:
        held[0].continue_()
    answer.value.finished()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(demo).to_be_focused()
    page.keyboard.press("Escape")


def test_a_source_that_cannot_be_opened_says_why(
    source_server: WebServer, pages: Pages, tmp_path: Path
) -> None:
    page = pages.open(source_server.url)
    page.get_by_role("button", name="Choose a source").first.click()
    page.get_by_label("Another file").fill(str(tmp_path / "none.mp4"))
    page.keyboard.press("Enter")
    expect(page.locator("#instead-title")).to_have_text("Can't open this source")
    expect(page.locator("#instead-words")).to_contain_text("none.mp4")
    expect(page.locator("#instead-words")).not_to_contain_text(str(tmp_path))
    expect(page.locator("#source-name")).to_have_text("none.mp4")


def test_exports_are_a_menu_that_the_keyboard_opens_and_closes(
    source_server: WebServer, pages: Pages
) -> None:
    page = pages.open(source_server.url)
    page.set_viewport_size({"width": 1280, "height": 560})  # the menu opens below its end
    summary = page.locator("#downloads summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Report of all snapshots")).to_be_visible()
    expect(page.get_by_role("link", name="All pictures and data")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Report of all snapshots")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_viewer_too_many_is_told_why(pages: Pages, server: WebServer) -> None:
    script = """
        const { fetch } = window;
        window.fetch = async (address, ...rest) => address === "/api/live"
            ? Response.json({ error: "Too many people watch" },
                            { status: 503, headers: { "Retry-After": "30" } })
            : fetch(address, ...rest);
    """
    page = pages.open(server.url, script=script)
    expect(page.locator("#instead-title")).to_have_text("Not connected")
    expect(page.locator("#instead-words")).to_have_text("Too many people watch.")
    expect(page.locator("#instead-countdown")).to_contain_text(re.compile(r"again in \d\d s"))


def test_the_focus_stays_in_its_place_when_a_button_is_gone(
    source_server: WebServer, pages: Pages
) -> None:
    page = pages.open(source_server.url, script=CHANGE)
    page.get_by_role("button", name="Play the demo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator("#stage")).to_be_focused()
    change(page, """text.replace('"state": "running"', '"state": "ended"')""")
    page.get_by_role("button", name="Choose a source").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    change(page, "text")
    expect(page.locator("#picture")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#choose")).to_be_focused()
    page.locator("#downloads summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Table of all snapshots").focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    expect(page.locator("#downloads summary")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(320, 200), (640, 400), (844, 390)])
def test_a_low_window_shows_a_picture_that_fits_and_can_be_seen(
    source_server: WebServer, pages: Pages, camera: Server, width: int, height: int
) -> None:
    page = pages.open(source_server.url)
    page.set_viewport_size({"width": width, "height": height})
    page.locator("#choose").click()
    page.get_by_label("Another file").fill(camera.address())
    page.keyboard.press("Enter")
    expect(page.locator("#picture")).to_be_visible()
    box = page.locator("#picture").bounding_box()
    frame = page.locator("#picture-frame").bounding_box()
    assert box is not None
    assert frame is not None
    assert 0.6 * height <= box["height"] <= frame["height"] <= 0.8 * height
