"""Pictures that are dropped on the page or chosen there, in a real browser."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image
from playwright.sync_api import FilePayload, Page, expect

from tests.support.browser import Pages, drawn_share
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


@pytest.mark.parametrize(
    ("stored", "orientation"),
    [(Image.Transpose.ROTATE_90, 6), (Image.Transpose.ROTATE_180, 3), (None, 1), (None, 0)],
)
def test_boxes_are_never_drawn_over_a_picture_that_the_browser_does_not_turn(
    pages: Pages,
    server: WebServer,
    portrait,
    stored: Image.Transpose | None,
    orientation: int,
) -> None:
    image = Image.fromarray(portrait[:, :-40, ::-1])
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    data = io.BytesIO()
    (image if stored is None else image.transpose(stored)).save(data, "webp", exif=exif)
    page = pages.open(f"{server.url}/judge")
    page.set_input_files("#file", picture("turned.webp", data.getvalue()))
    expect(page.locator("#faces li")).to_have_count(1)
    unshown = page.get_by_role("heading", name="This browser cannot show")
    expect(unshown).to_be_visible(visible=stored is not None)
    expect(page.locator("#picture")).to_be_visible(visible=stored is None)


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


def test_an_animation_stands_still_under_the_boxes_of_its_first_picture(
    pages: Pages, server: WebServer, portrait
) -> None:
    first = Image.fromarray(portrait[:, :, ::-1])
    black = Image.new("RGB", first.size)
    data = io.BytesIO()
    first.save(data, "gif", save_all=True, append_images=[black], duration=[20, 60_000])
    page = pages.open(f"{server.url}/judge")
    page.set_input_files("#file", picture("moving.gif", data.getvalue()))
    expect(page.locator("#picture")).to_be_visible()
    assert drawn_share(page, "picture") == 1, "on a canvas, which does not move"
    shown = np.asarray(Image.open(io.BytesIO(page.locator("#stage").screenshot())).convert("L"))
    assert shown.std() > 30, "the black picture is shown"


def test_faces_are_listed_gravest_first_in_a_list_of_limited_height(
    pages: Pages, server: WebServer, portrait
) -> None:
    labels = ["with_mask"] * 60 + ["uncertain", "without_mask", "with_mask", "incorrect_mask"]
    faces = [
        {"track": track, "label": label, "box": [0, 0, 9, 9], "probabilities": {label: 0.9}}
        for track, label in enumerate(labels, 1)
    ]
    answer = {"width": 640, "height": 480, "faces": faces, "problems": []}
    page = pages.open(f"{server.url}/judge", size="phone")
    page.route("**/api/judge", lambda route: route.fulfill(json=answer))
    page.set_input_files("#file", picture("crowd.png", encoded(".png", portrait)))
    rows = page.locator("#faces li")
    expect(rows).to_have_count(len(labels))
    listed = [row.get_attribute("data-label") for row in rows.all()]
    assert listed[:4] == ["without_mask", "incorrect_mask", "uncertain", "with_mask"]
    box = page.locator("#faces").bounding_box()
    assert box is not None
    assert box["height"] < 400
    expect(page.locator("#faces")).to_have_attribute("tabindex", "0")
