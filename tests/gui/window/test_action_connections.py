import pytest
from PySide6.QtCore import Qt


def test_a_double_click_enters_full_screen_and_escape_leaves_it(playing, qtbot) -> None:
    qtbot.mouseDClick(playing.preview, Qt.MouseButton.LeftButton)
    assert playing.isFullScreen()
    assert playing.commands.fullscreen.isChecked()
    assert not playing.menuBar().isVisible()
    qtbot.keyClick(playing.preview, Qt.Key.Key_Escape)
    assert not playing.isFullScreen()
    assert not playing.commands.fullscreen.isChecked()
    assert playing.menuBar().isVisible()


def test_the_image_is_fitted_or_shown_at_actual_size(playing) -> None:
    playing.commands.actual_size.trigger()
    assert playing.preview.image_rect().size().toTuple() == (32, 24)
    playing.commands.fit.trigger()
    width, height = playing.preview.image_rect().size().toTuple()
    assert width > 32
    assert width / height == pytest.approx(32 / 24, rel=0.01)
