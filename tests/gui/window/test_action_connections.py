import numpy as np
import pytest
from PySide6.QtCore import Qt

from maskapp.pipeline.sources.pictures import PicturesSource
from maskapp.records import SourceState
from tests.support.picture_bytes import encoded
from tests.support.window_helpers import WAIT_MS


def test_a_double_click_enters_full_screen_and_escape_leaves_it(playing, qtbot) -> None:
    qtbot.mouseDClick(playing.preview, Qt.MouseButton.LeftButton)
    assert playing.isFullScreen()
    assert playing.commands.fullscreen.isChecked()
    assert not playing.menuBar().isVisible()
    qtbot.keyClick(playing.preview, Qt.Key.Key_Escape)
    assert not playing.isFullScreen()
    assert not playing.commands.fullscreen.isChecked()
    assert playing.menuBar().isVisible()


@pytest.fixture
def folder(open_window, tmp_path, sources, qtbot):
    """A window with the last of four pictures of a folder."""
    for number in range(4):
        image = np.full((24, 32, 3), 60 * number, np.uint8)
        (tmp_path / f"{number}.png").write_bytes(encoded(".png", image))
    sources["door"] = lambda: PicturesSource(tmp_path)
    window = open_window("door")
    qtbot.waitUntil(lambda: window.sources.state is SourceState.ENDED, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: place(window).startswith("4 of 4"), timeout=WAIT_MS)
    return window


def place(window) -> str:
    return window.centralWidget().file_bar.text


@pytest.mark.parametrize(
    ("back", "forward", "modifier"),
    [
        (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_keys_go_back_and_forward_in_a_folder(folder, qtbot, back, forward, modifier) -> None:
    commands = folder.commands
    assert not commands.next_picture.isEnabled()
    folder.preview.setFocus()
    for key, line in (
        (back, "3 of 4 · 2.png"),
        (back, "2 of 4 · 1.png"),
        (forward, "3 of 4 · 2.png"),
        (back, "2 of 4 · 1.png"),
        (back, "1 of 4 · 0.png"),
    ):
        qtbot.keyClick(folder.preview, key, modifier)
        qtbot.waitUntil(lambda line=line: place(folder) == line, timeout=WAIT_MS)
    assert not commands.previous_picture.isEnabled()
    assert commands.next_picture.isEnabled()


def test_nobody_goes_back_and_forward_in_a_stream(playing) -> None:
    assert not playing.commands.previous_picture.isEnabled()
    assert not playing.commands.next_picture.isEnabled()
    assert place(playing) == ""


def test_the_image_is_fitted_or_shown_at_actual_size(playing) -> None:
    playing.commands.actual_size.trigger()
    assert playing.preview.image_rect().size().toTuple() == (32, 24)
    playing.commands.fit.trigger()
    width, height = playing.preview.image_rect().size().toTuple()
    assert width > 32
    assert width / height == pytest.approx(32 / 24, rel=0.01)
