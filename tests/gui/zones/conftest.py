"""A preview with a picture and faces, and what is drawn on it."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage

from maskapp.gui.preview.preview import Preview
from maskapp.gui.sources.profile_store import ProfileStore
from maskapp.gui.zones.picture_view import PictureView
from maskapp.records import Box

FRAME = (400, 300)
LEFT_FACE, RIGHT_FACE = Box(0.1, 0.2, 0.3, 0.6), Box(0.7, 0.4, 0.8, 0.5)


@pytest.fixture
def profiles(qapp, tmp_path) -> Iterator[ProfileStore]:
    store = ProfileStore(tmp_path)
    yield store
    assert store.stop()


@pytest.fixture
def preview(qtbot) -> Preview:
    """A preview of which each pixel is one of the frame."""
    preview = Preview()
    qtbot.addWidget(preview)
    preview.resize(*FRAME)
    image = QImage(*FRAME, QImage.Format.Format_RGB32)
    image.fill("#405060")
    preview.show_image(image, FRAME, {1: LEFT_FACE, 2: RIGHT_FACE})
    with qtbot.waitExposed(preview):
        preview.show()
    return preview


@pytest.fixture
def view(preview) -> PictureView:
    return PictureView(preview)
