"""Pictures that are dropped on the page or chosen there, in a real browser."""

import base64
from pathlib import Path

import numpy as np
from playwright.sync_api import FilePayload, Page, expect

from tests.support.browser import Pages
from tests.support.picture_bytes import encoded, heic, with_orientation
from tests.support.serve_process import WebServer


def picture(name: str, data: bytes) -> FilePayload:
    """Return a file as a person would choose it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def drop(page: Page, name: str, data: bytes) -> None:
    """Drop a file on the stage, as a file manager does."""
    transfer = page.evaluate_handle(
        """([name, text]) => {
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name));
            return transfer;
        }""",
        [name, base64.b64encode(data).decode()],
    )
    page.dispatch_event("#stage", "dragover", {"dataTransfer": transfer})
    expect(page.locator(".drop-hint")).to_be_visible()
    page.dispatch_event("#stage", "drop", {"dataTransfer": transfer})


def test_a_dropped_picture_is_drawn_with_its_faces(
    pages: Pages, server: WebServer, portrait
) -> None:
    page = pages.open(f"{server.url}/judge")
    drop(page, "on its side.jpg", with_orientation(encoded(".jpg", np.rot90(portrait)), 6))
    expect(page.locator("#faces li")).to_have_count(1)
    expect(page.locator("#faces li")).to_contain_text("No mask")
    expect(page.locator("#verdict")).to_have_text("1 without a mask of 1")
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator(".drop-hint")).to_be_hidden()
    expect(page.locator("#rates")).to_be_hidden()


def test_a_picture_that_the_browser_cannot_show_is_listed(
    pages: Pages, server: WebServer, portrait
) -> None:
    page = pages.open(f"{server.url}/judge", size="phone", look="dark")
    page.set_input_files("#file", picture("phone.heic", heic(portrait)))
    expect(page.locator("#faces li")).to_have_count(1)
    expect(page.get_by_role("heading", name="This browser cannot show")).to_be_visible()


def test_what_cannot_be_judged_is_said_in_words(pages: Pages, server: WebServer) -> None:
    pages.expected = ["Failed to load resource: the server responded with a status of 4"]
    page = pages.open(f"{server.url}/judge")
    for name, data, words in (
        ("text.jpg", b"not a picture", "damaged, cut short or of an unknown format."),
        ("report.pdf", b"%PDF-1.7 ...", "a document or an archive; send a picture"),
    ):
        page.set_input_files("#file", picture(name, data))
        expect(page.locator("#stage")).to_contain_text(words)
        assert page.get_by_role("heading", name="The picture could not be checked").is_visible()
        expect(page.locator("#faces li")).to_have_count(0)


def test_a_picture_that_is_too_large_is_not_even_sent(
    pages: Pages, server: WebServer, tmp_path: Path
) -> None:
    large = tmp_path / "large.tif"
    with large.open("wb") as file:
        file.truncate(20_100_000)
    page = pages.open(f"{server.url}/judge")
    page.set_input_files("#file", large)
    expect(page.locator("#stage")).to_contain_text("large.tif has 20.1 MB; at most 20 MB")


def test_a_picture_takes_the_place_of_the_camera(pages: Pages, server: WebServer, portrait) -> None:
    page = pages.open(f"{server.url}/judge", camera=True)
    page.get_by_role("button", name="Use my camera").click()
    expect(page.locator("#faces li")).to_have_count(2)
    page.set_input_files("#file", picture("a.png", encoded(".png", portrait)))
    expect(page.locator("#faces li")).to_have_count(1)
    assert page.evaluate("document.getElementById('video').srcObject") is None
