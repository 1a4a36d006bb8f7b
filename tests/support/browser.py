"""A real browser on the pages of `maskapp serve`, whose errors fail the test."""

import re
import shutil
import sys
from pathlib import Path
from typing import Any, Literal

import av
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from maskapp import paths
from maskapp.opencv import cv2

Look = Literal["light", "dark"]
Size = Literal["desktop", "phone", "narrow"]

PATIENCE_MS = 30_000
"""For whatever a page does; on a quiet computer nothing takes a second."""

SIZES: dict[Size, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "narrow": {"viewport": {"width": 320, "height": 640}},
}

GONE = "net::ERR_"
"""What the console says of a program that was killed, in many forms: see `Pages.expected`."""

_HURRY_MS = 100
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WEBCAM_FRAMES = 60
_WEBCAM_SIZE = (640, 360)


def find_browser() -> str:
    """Return the path of Chromium or Chrome; skip the test where nothing installs one."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None and sys.platform != "linux":
        pytest.skip("needs Chromium or Chrome on the path")
    assert found is not None, "Chromium is missing: packaging/setup.sh dev installs it, or says how"
    return found


def write_webcam_clip(path: Path) -> Path:
    """Write what the browser's fake webcam shows, over and over: the begin of the demo clip."""
    with path.open("wb") as file, av.open(str(paths.demo_clip())) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number == _WEBCAM_FRAMES:
                break
            image = cv2.resize(frame.to_ndarray(format="bgr24"), _WEBCAM_SIZE)
            file.write(cv2.imencode(".jpg", image)[1].tobytes())
    return path


class Pages:
    """The pages of one test, each in a context of its own: no cookie or permission is shared.

    Attributes:
        expected: Patterns of errors of the console that the test provokes.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._errors: list[str] = []
        self.expected: list[str] = []

    def open(
        self,
        url: str,
        *,
        look: Look = "light",
        size: Size = "desktop",
        camera: bool = False,
        script: str = "",
        zone: str | None = None,
    ) -> Page:
        """Open an address.

        Args:
            url: The whole address.
            look: The colours that the browser asks for.
            size: Size of the window.
            camera: Whether the page may use the camera, which shows the demo clip; otherwise the
                browser refuses it without a question.
            script: JavaScript that runs before the page's own, in place of what a test cannot have.
            zone: Time zone of the browser; None for that of the computer.
        """
        permissions = ["camera"] if camera else []
        context = self._browser.new_context(
            color_scheme=look, permissions=permissions, timezone_id=zone, **SIZES[size]
        )
        context.set_default_timeout(PATIENCE_MS)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.goto(url)
        return page

    def open_with_clock(self, url: str, *, camera: bool = False) -> Page:
        """Open an address whose page has a clock that `hurry_until` can advance."""
        page = self.open("about:blank", camera=camera)
        page.clock.install()
        page.goto(url)
        return page

    def finish(self) -> None:
        """Close all pages; what they complained about, refused styles and scripts too, fails."""
        for context in self._browser.contexts:
            context.close()
        unexpected = [
            error
            for error in self._errors
            if not any(re.search(pattern, error) for pattern in self.expected)
        ]
        assert not unexpected, f"the browser's console: {unexpected}"

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append(message.text)


def hurry_until(page: Page, wanted: Locator) -> None:
    """Let seconds pass on the clock of a page until it shows something, instead of waiting."""
    for _ in range(PATIENCE_MS // _HURRY_MS):
        if wanted.is_visible():
            return
        page.clock.fast_forward(1000)
        page.wait_for_timeout(_HURRY_MS)  # for the answer of the program
    raise AssertionError(f"{page.url} does not show {wanted}")


def drawn_share(page: Page, canvas: str) -> float:
    """Return the share of a canvas, named by its id, that is drawn on."""
    share: float = page.evaluate(
        """(id) => {
            const canvas = document.getElementById(id);
            const { width, height } = canvas;
            const copy = new OffscreenCanvas(width, height).getContext("2d");
            copy.drawImage(canvas, 0, 0);
            const { data } = copy.getImageData(0, 0, width, height);
            let drawn = 0;
            for (let i = 3; i < data.length; i += 4) drawn += data[i] > 0;
            return drawn / (data.length / 4);
        }""",
        canvas,
    )
    return share


def overflow_px(page: Page) -> int:
    """Return by how much the page is wider than its window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def play_demo(page: Page) -> None:
    """Start the demo clip and wait for its picture."""
    page.get_by_role("button", name="Play the demo").click()
    expect(page.locator("#picture")).to_be_visible()
