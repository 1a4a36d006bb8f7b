"""A real browser on the pages of `maskapp serve`, whose errors fail the test."""

import re
import shutil
import sys
from pathlib import Path
from typing import Any, Literal

import av
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

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
    ) -> Page:
        """Open an address.

        Args:
            url: The whole address.
            look: The colours that the browser asks for.
            size: Size of the window.
            camera: Whether the page may use the camera, which shows the demo clip; otherwise the
                browser refuses it without a question.
            script: JavaScript that runs before the page's own, in place of what a test cannot have.
        """
        permissions = ["camera"] if camera else []
        context = self._browser.new_context(
            color_scheme=look, permissions=permissions, **SIZES[size]
        )
        context.set_default_timeout(PATIENCE_MS)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self._errors.append(str(error)))
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


def overflow_px(page: Page) -> int:
    """Return by how much the page is wider than its window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width
