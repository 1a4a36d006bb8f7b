"""What viewers get to see of faces where they are blurred."""

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import Box, Frame, Image, MaskLabel
from maskapp.web.server import ServeOptions
from tests.support.web_server import wait_until
from tests.support.worker_fakes import FakeSource, make_face

FACE_BOX, DOUBTFUL_BOX = (20, 40, 60, 80), Box(100, 40, 140, 80)
NOISE = np.random.default_rng(1).integers(0, 256, (120, 160, 3)).astype(np.uint8)


@pytest.fixture
def options(tmp_path) -> ServeOptions:
    return ServeOptions([], "127.0.0.1", 0, tmp_path / "data", is_blurred=True)


@pytest.fixture
def show(site, sources, backend, hang):
    """Show a bare face and a doubtful box for five seconds."""
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK, FACE_BOX),)
    backend.engine.doubtful = (DOUBTFUL_BOX,)
    frames = [Frame(NOISE, index, index / 10) for index in range(50)]
    sources["live"] = FakeSource(frames, is_live=True, at_end=hang)

    def open_source() -> None:
        site.watcher.open("live")
        wait_until(hang.entered.is_set)

    return open_source


def detail(jpeg: bytes) -> dict[str, float]:
    """Return the standard deviation of the pixels in both boxes, and of those between them."""
    image: Image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    columns = {"face": slice(30, 50), "doubtful": slice(110, 130), "between": slice(72, 88)}
    return {name: float(image[50:70, part].std()) for name, part in columns.items()}


def assert_blurred(jpeg: bytes) -> None:
    found = detail(jpeg)
    assert max(found["face"], found["doubtful"]) < found["between"] / 3


def test_faces_and_what_may_be_one_are_blurred_in_the_live_picture(site, show) -> None:
    with site.board.watching():
        show()
        assert_blurred(wait_until(lambda: site.board.picture.value).jpeg)


def test_they_are_blurred_in_the_snapshots_too(site, show, client, hang) -> None:
    show()
    wait_until(lambda: site.board.violations == 1)
    hang.release.set()
    site.watcher.close_source()
    told = wait_until(lambda: [told for told in site.board.events.value if told.kind == "logged"])
    assert_blurred(client.get(told[0].content["picture"]).content)
