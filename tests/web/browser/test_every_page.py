"""What is true of every page, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Look, Pages, Size, overflow_px
from tests.support.serve_process import WebServer
from tests.support.web_data import EVIL, put_data

ADDRESSES = (
    *("/", "/figures?period=week", "/figures", "/snapshots", "/snapshots/1", "/door"),
    *("/judge", "/api"),
)
NOT_FOUND = r"status of 404"

SMALLEST_CONTRAST = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgb = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ground = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const colour = rgb(getComputedStyle(each).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return [255, 255, 255, 255];
    };
    let least = [99, ""];
    const all = "body *:not(svg *):not(noscript):not(option)";
    for (const element of document.querySelectorAll(all)) {
        const words = [...element.childNodes].filter((node) => node.nodeType === 3);
        const text = words.map((node) => node.textContent).join("").trim();
        if (!text || !element.checkVisibility({ opacityProperty: true })) continue;
        if (element.closest(":disabled")) continue;
        const style = getComputedStyle(element);
        const [a, b] = [light(rgb(style.color)), light(ground(element))].sort((x, y) => y - x);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < least[0]) least = [contrast, text];
    }
    return least;
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A server with snapshots and figures."""
    folder = tmp_path_factory.mktemp("full")
    put_data(folder)
    with WebServer(folder) as server:
        yield server


def shows(page: Page) -> None:
    """Wait until the page has heard from the program, if it listens to it."""
    if page.locator("#instead-title").count():
        expect(page.locator("#instead-title")).to_have_text("Nothing is open")


@pytest.mark.parametrize("size", ["desktop", "phone", "narrow"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_page_is_quiet_fits_its_window_and_can_be_read(
    pages: Pages, served: WebServer, look: Look, size: Size
) -> None:
    for address in ADDRESSES:
        page = pages.open(f"{served.url}{address}", look=look, size=size)
        shows(page)
        assert overflow_px(page) == 0, address
        contrast, text = page.evaluate(SMALLEST_CONTRAST)
        assert contrast >= 4.5, f"{address}: {text}"
        page.context.close()


def test_letters_of_twice_the_size_fit_a_narrow_window(pages: Pages, served: WebServer) -> None:
    for address in ADDRESSES:
        page = pages.open(f"{served.url}{address}", size="narrow")
        shows(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow_px(page) == 0, address
        page.context.close()


def test_names_stay_names(pages: Pages, served: WebServer) -> None:
    for address in ("/snapshots", "/snapshots/1", "/figures"):
        page = pages.open(f"{served.url}{address}")
        assert "taken" not in page.title()
        expect(page.get_by_text(EVIL).first).to_be_attached()


def test_the_content_is_reached_without_walking_through_the_navigation(
    pages: Pages, served: WebServer
) -> None:
    page = pages.open(f"{served.url}/snapshots")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Kind")).to_be_focused()


def test_what_is_focused_can_be_seen(pages: Pages, served: WebServer) -> None:
    page = pages.open(f"{served.url}/figures")
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")


def test_an_address_that_leads_nowhere_is_told_in_the_same_look(
    pages: Pages, served: WebServer
) -> None:
    pages.expected.append(NOT_FOUND)
    page = pages.open(f"{served.url}/nothing", look="dark")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.locator("main").get_by_role("link", name="Snapshots").click()
    expect(page.get_by_role("heading", name="Snapshots", exact=True)).to_be_visible()


def test_nothing_moves_for_those_who_do_not_want_it(pages: Pages, served: WebServer) -> None:
    page = pages.open(f"{served.url}/door")
    page.emulate_media(reduced_motion="reduce")
    assert page.locator("#controls").evaluate("e => getComputedStyle(e).transitionDuration") == "0s"
