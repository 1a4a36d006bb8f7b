"""What is true of every page, in a real browser."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.browser import Look, Pages, Size, overflow_px
from tests.support.serve_process import WebServer
from tests.support.web_data import EVIL

ADDRESSES = (
    *("/", "/figures?period=week", "/figures", "/snapshots", "/snapshots/1", "/door"),
    *("/judge", "/api"),
)
LOOKS: tuple[Look, ...] = ("light", "dark")
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


def shows(page: Page) -> None:
    """Wait until the page has heard from the program, if it listens to it."""
    if page.locator("#instead-title").count():
        expect(page.locator("#instead-title")).to_have_text("Nothing is open")


def check(page: Page, place: str) -> None:
    """Check that the page fits its window and can be read in both looks."""
    for look in LOOKS:
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        assert overflow_px(page) == 0, place
        contrast, text = page.evaluate(SMALLEST_CONTRAST)
        assert contrast >= 4.5, f"{place}, {look}: {text}"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_page_is_quiet_fits_its_window_and_can_be_read(
    pages: Pages, server: WebServer, size: Size
) -> None:
    page = pages.open("about:blank", size=size)
    for address in ADDRESSES:
        page.goto(f"{server.url}{address}")
        shows(page)
        check(page, f"{address}, {size}")


def test_a_narrow_window_is_enough_with_letters_of_twice_the_size_too(
    pages: Pages, server: WebServer
) -> None:
    page = pages.open("about:blank", size="narrow")
    for address in ADDRESSES:
        page.goto(f"{server.url}{address}")
        shows(page)
        check(page, address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow_px(page) == 0, f"{address}, large letters"


def test_names_stay_names(pages: Pages, server: WebServer) -> None:
    page = pages.open("about:blank")
    for address in ("/snapshots", "/snapshots/1", "/figures"):
        page.goto(f"{server.url}{address}")
        assert "taken" not in page.title()
        expect(page.get_by_text(EVIL).first).to_be_attached()


def test_the_content_is_reached_without_walking_through_the_navigation(
    pages: Pages, server: WebServer
) -> None:
    page = pages.open(f"{server.url}/snapshots")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Kind")).to_be_focused()


def test_what_is_focused_can_be_seen(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/figures")
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")


def test_an_address_that_leads_nowhere_is_told_in_the_same_look(
    pages: Pages, server: WebServer
) -> None:
    pages.expected.append(NOT_FOUND)
    page = pages.open(f"{server.url}/nothing", look="dark")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.locator("main").get_by_role("link", name="Snapshots").click()
    expect(page.get_by_role("heading", name="Snapshots", exact=True)).to_be_visible()


def test_nothing_moves_for_those_who_do_not_want_it(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/door")
    page.emulate_media(reduced_motion="reduce")
    assert page.locator("#controls").evaluate("e => getComputedStyle(e).transitionDuration") == "0s"


def test_a_page_is_printed_in_light_colours_whole_and_without_what_is_pressed(
    pages: Pages, server: WebServer
) -> None:
    page = pages.open("about:blank", look="dark")
    for address in ("/figures?period=week", "/snapshots", "/snapshots/1"):
        page.goto(f"{server.url}{address}")
        page.locator(".faces li").evaluate_all(
            "([row]) => row && row.after(...Array.from({ length: 60 }, () => row.cloneNode(true)))"
        )
        page.emulate_media(media="print")
        expect(page.locator("button:visible, .button:visible, select:visible")).to_have_count(0)
        contrast, text = page.evaluate(SMALLEST_CONTRAST)
        assert contrast >= 4.5, f"{address}: {text}"
        cut = page.locator(".faces").evaluate_all(
            "all => all.map(e => e.scrollHeight - e.clientHeight)"
        )
        assert all(height_px <= 1 for height_px in cut), address
        page.emulate_media(media="screen")


def test_in_forced_colours_what_is_chosen_can_be_told(pages: Pages, server: WebServer) -> None:
    page = pages.open(f"{server.url}/figures?period=week")
    page.emulate_media(forced_colors="active")

    def colours(selector: str, name: str) -> set[str]:
        read = f"all => all.map(e => getComputedStyle(e).{name})"
        return set(page.locator(selector).evaluate_all(read))

    for links, name in ((".units a", "backgroundColor"), (".top nav a", "borderBottomColor")):
        chosen = colours(f"{links}[aria-current]", name)
        assert len(chosen) == 1
        assert not chosen & colours(f"{links}:not([aria-current])", name)
    underlines = colours(".top nav a:not([aria-current])", "borderBottomColor")
    assert underlines == colours("body", "backgroundColor")


def test_in_forced_colours_bars_verdicts_and_signs_keep_theirs(
    pages: Pages, server: WebServer
) -> None:
    page = pages.open(server.url)
    page.emulate_media(forced_colors="active")
    shows(page)
    page.locator("main").evaluate(
        """main => main.insertAdjacentHTML("beforeend",
            '<div class="verdict" data-label="without_mask"></div>' +
            '<li data-label="without_mask"><span class="bar"><i></i></span></li>')"""
    )
    for coloured in ("main > li .bar i", "main > .verdict"):
        expect(page.locator(coloured)).to_have_css("background-color", "rgb(213, 94, 0)")
    page.goto(f"{server.url}/door")
    expect(page.locator("#note")).to_have_text("No source is open")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    assert shot.getpixel((3, shot.height - 3)) == (12, 15, 17)
