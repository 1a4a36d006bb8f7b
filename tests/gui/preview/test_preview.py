import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage

from maskapp.gui.preview.preview import Preview
from maskapp.gui.shared.theme import PREVIEW_BACKGROUND, RECORDING_RED
from maskapp.live.preview_size import PreviewSize

RED = QColor("#ff0000")
FRAME = (640, 480)


def image_of(size: tuple[int, int]) -> QImage:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(RED)
    return image


@pytest.fixture
def preview(qtbot) -> Preview:
    preview = Preview()
    qtbot.addWidget(preview)
    preview.resize(400, 300)
    preview.show_image(image_of(FRAME), FRAME)
    preview.show()
    return preview


def colour_at(preview: Preview, x: int, y: int) -> QColor:
    return preview.grab().toImage().pixelColor(x, y)


@pytest.mark.parametrize("size", [(400, 200), (240, 400), (333, 333)])
def test_the_image_keeps_its_aspect_ratio(preview, size) -> None:
    preview.resize(*size)
    rect = preview.image_rect()
    assert rect.width() / rect.height() == pytest.approx(4 / 3, abs=0.01)
    assert rect.width() == pytest.approx(size[0]) or rect.height() == pytest.approx(size[1])
    assert rect.center().x() == pytest.approx(preview.width() / 2, abs=1)


def test_the_image_has_a_dark_surround(preview) -> None:
    preview.resize(800, 300)
    assert colour_at(preview, 5, 150) == PREVIEW_BACKGROUND
    assert colour_at(preview, 400, 150) == RED


def test_a_cleared_preview_shows_no_image(preview) -> None:
    assert preview.has_image()
    preview.clear()
    assert not preview.has_image()
    assert colour_at(preview, 200, 150) == PREVIEW_BACKGROUND


def test_at_actual_size_each_pixel_is_one_of_the_screen(preview) -> None:
    preview.set_fit(False)
    assert preview.image_rect().size().toTuple() == FRAME
    preview.show_image(image_of((32, 24)), (32, 24))
    assert preview.image_rect().size().toTuple() == (32, 24)


def test_an_image_with_more_pixels_than_its_frame_is_as_large_as_the_frame(preview) -> None:
    preview.set_fit(False)
    preview.show_image(image_of((64, 48)), (32, 24))
    assert preview.image_rect().size().toTuple() == (32, 24)


def test_keys_pan_a_large_image_no_further_than_its_edge(preview, qtbot) -> None:
    preview.set_fit(False)
    for _ in range(100):
        qtbot.keyClick(preview, Qt.Key.Key_Right)
        qtbot.keyClick(preview, Qt.Key.Key_Down)
    assert preview.image_rect().bottomRight().toPoint() == QPoint(400, 300)


def test_the_mouse_drags_a_large_image(preview, qtbot) -> None:
    preview.set_fit(False)
    before = preview.image_rect().topLeft()
    qtbot.mousePress(preview, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert preview.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseMove(preview, QPoint(150, 120))
    qtbot.mouseRelease(preview, Qt.MouseButton.LeftButton, pos=QPoint(150, 120))
    assert (preview.image_rect().topLeft() - before).toPoint() == QPoint(50, 20)
    assert preview.cursor().shape() == Qt.CursorShape.OpenHandCursor


def test_an_image_that_fits_stays_in_the_centre(preview, qtbot) -> None:
    preview.set_fit(False)
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    preview.resize(800, 600)
    assert preview.image_rect().center().toPoint() == QPoint(400, 300)
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    assert preview.image_rect().center().toPoint() == QPoint(400, 300)
    assert preview.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_an_image_of_another_size_starts_in_the_centre(preview, qtbot) -> None:
    preview.set_fit(False)
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    preview.show_image(image_of((1000, 800)), (1000, 800))
    assert preview.image_rect().center().toPoint() == QPoint(200, 150)


def test_the_available_size_is_announced(preview, qtbot) -> None:
    announced: list[PreviewSize] = []
    preview.available_size_changed.connect(announced.append)
    preview.resize(500, 400)
    preview.set_fit(False)
    assert announced == [PreviewSize(500, 400, True), PreviewSize(500, 400, False)]


def test_a_badge_covers_the_upper_edge(preview) -> None:
    preview.set_badge("Paused")
    painted = preview.grab().toImage()
    assert painted.pixelColor(200, 14).red() < 90
    assert painted.pixelColor(200, 150) == RED
    preview.set_badge("")
    assert colour_at(preview, 200, 14) == RED


def red_dot(preview: Preview) -> bool:
    image = preview.grab().toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width() // 2, image.width())
        for y in range(40)
    }
    return RECORDING_RED[True].name() in colours


def test_the_recording_time_is_shown_in_full_screen_only(preview, qtbot) -> None:
    preview.set_recording_text("0:12 · 3.4 MB")
    assert not red_dot(preview)
    preview.showFullScreen()
    assert red_dot(preview)
    preview.set_recording_text("")
    assert not red_dot(preview)


def test_a_flash_brightens_the_image_for_a_moment(preview, qtbot) -> None:
    preview.flash()
    assert colour_at(preview, 200, 150).green() > 100
    qtbot.waitUntil(lambda: colour_at(preview, 200, 150) == RED)


def test_a_double_click_is_announced(preview, qtbot) -> None:
    with qtbot.waitSignal(preview.double_clicked):
        qtbot.mouseDClick(preview, Qt.MouseButton.LeftButton)
