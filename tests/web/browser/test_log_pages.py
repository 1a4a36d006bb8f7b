"""Figures and snapshots, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from maskapp import paths
from tests.support.browser import Pages
from tests.support.serve_process import WebServer


def test_the_numbers_of_a_chart_are_read_by_arrow_keys(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/figures")
    chart, told = page.locator("svg.chart:visible").first, page.locator(".told").first
    expect(told).to_contain_text("Point at the chart")
    chart.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("00:00–01:00")
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("01:00–02:00")
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("23:00–24:00")


def test_another_source_and_period_are_shown_at_once(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/figures")
    page.get_by_role("link", name="Month").click()
    expect(page).to_have_url(re.compile("period=month"))
    page.wait_for_load_state()  # its script makes a choice take effect
    page.get_by_label("Source", exact=True).select_option("Door")
    expect(page).to_have_url(re.compile("period=month.*source=Door"))
    expect(page.locator(".head")).to_contain_text("Door")
    page.get_by_role("link", name="Earlier").click()
    expect(page.get_by_label("Source", exact=True)).to_have_value("Door")


def test_figures_are_downloaded(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/figures?period=month")
    for name, ending in (("Table", ".csv"), ("Report", ".html")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(ending)


def test_on_paper_there_is_nothing_to_press(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/figures", look="dark")
    page.emulate_media(media="print")
    for part in ("header", ".choices", ".told", "details"):
        expect(page.locator(part).first).to_be_hidden()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


def test_snapshots_are_chosen_opened_and_walked_through(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/snapshots")
    expect(page.locator(".cards li")).to_have_count(24)
    page.get_by_role("link", name="Older").click()
    expect(page.locator(".cards li")).to_have_count(2)
    page.wait_for_load_state()
    page.get_by_label("Kind").select_option("automatic")
    expect(page.locator(".cards li")).to_have_count(1)
    picture = page.locator(".cards img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 320)
    page.locator(".cards .shown").click()
    expect(page.get_by_text("No mask for 0:12, left")).to_be_visible()
    page.get_by_role("link", name="Hide boxes").click()
    expect(page.get_by_role("img", name="The picture without boxes")).to_be_visible()
    page.get_by_role("link", name="Snapshots found").click()
    expect(page.locator(".cards li")).to_have_count(1)
    page.wait_for_load_state()
    page.get_by_label("Kind").select_option("manual")
    expect(page.locator(".head")).to_contain_text("25 snapshots found")
    page.locator(".cards .shown").first.click()
    newer = page.url
    page.get_by_role("link", name="Older").click()
    expect(page).not_to_have_url(newer)
    older = page.url
    page.wait_for_load_state()  # its script hears the keys
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(newer)
    page.wait_for_load_state()
    page.keyboard.press("ArrowLeft")  # there is none
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(older)
    assert older.endswith("?kind=manual")


def test_picture_and_clip_of_a_snapshot_are_downloaded(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/snapshots/1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).click()
    assert download.value.suggested_filename.endswith(".jpg")
    assert download.value.path().read_bytes().startswith(b"\xff\xd8")
    clip = paths.demo_clip().read_bytes()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the clip").click()
    assert download.value.suggested_filename.endswith(".mp4")
    assert download.value.path().read_bytes() == clip
    page.goto(f"{server.url}/snapshots?kind=automatic")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the clip").click()
    assert download.value.path().read_bytes() == clip


def test_a_clip_is_played_from_any_place_on(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/snapshots/1")
    video = page.get_by_label("Before and after")
    expect(video).to_have_js_property("videoWidth", 640)
    video.evaluate("video => { video.currentTime = 2; }")
    expect(video).to_have_js_property("seeking", False)
    assert video.evaluate("video => video.currentTime") == 2
    address = page.url
    video.focus()
    page.keyboard.press("ArrowRight")
    assert page.url == address, "the arrow keys move through the clip"


def test_after_back_the_form_says_what_the_page_shows(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/snapshots")
    kind = page.get_by_label("Kind")
    kind.select_option("automatic")
    expect(page).to_have_url(re.compile("kind=automatic"))
    page.go_back()
    expect(page).to_have_url(f"{server.url}/snapshots")
    expect(kind).to_have_value("")
    kind.select_option("automatic")
    expect(page).to_have_url(re.compile("kind=automatic"))
    page.goto(f"{server.url}/figures")
    source = page.get_by_label("Source", exact=True)
    source.select_option("Door")
    expect(page).to_have_url(re.compile("source=Door"))
    page.go_back()
    expect(page).to_have_url(f"{server.url}/figures")
    expect(source).to_have_value("")


@pytest.mark.parametrize(("width", "height"), [(320, 200), (844, 390)])
def test_a_low_window_shows_a_picture_that_can_be_seen(
    pages: Pages, server: WebServer, width: int, height: int
) -> None:
    page = pages.open(f"{server.url}/snapshots/1")
    page.set_viewport_size({"width": width, "height": height})
    picture = page.locator(".picture img")
    expect(picture).to_have_js_property("complete", value=True)
    box = picture.bounding_box()
    assert box is not None
    assert box["height"] >= min(0.6 * height, 0.9 * page.evaluate("innerWidth") / 320 * 200)
    assert box["height"] <= height
