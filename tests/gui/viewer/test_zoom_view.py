import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from maskapp.gui.viewer.zoom_view import ZoomView


@pytest.fixture
def view(qtbot):
    view = ZoomView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    return view


def picture(width=800, height=600) -> QImage:
    """Red on the left half, blue on the right."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    for x in range(width // 2, width):
        for y in range(height):
            image.setPixelColor(x, y, QColor("blue"))
    return image


def colour(view, x, y) -> str:
    shown = view.grab().toImage().pixelColor(QPoint(x, y) * view.devicePixelRatioF())
    return max(("red", "green", "blue"), key=lambda name: getattr(shown, name)())


def wheel(view, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_a_picture_is_fitted_shown_pixel_by_pixel_and_fitted_again(view):
    view.show_picture(picture(), QSize(800, 600))
    assert view.scale == pytest.approx(0.5 * view.devicePixelRatioF())
    view.show_pixels()
    assert view.scale == pytest.approx(1.0)
    view.zoom_in()
    assert view.scale == pytest.approx(1.25)
    view.zoom_out()
    view.zoom_out()
    assert view.scale == pytest.approx(0.8)
    view.fit()
    assert view.scale == pytest.approx(0.5 * view.devicePixelRatioF())


def test_zooming_by_the_wheel_keeps_what_is_under_the_pointer(view):
    view.show_picture(picture(), QSize(800, 600))
    assert (colour(view, 150, 150), colour(view, 250, 150)) == ("red", "blue")
    wheel(view, QPoint(190, 150), 8)
    assert (colour(view, 0, 150), colour(view, 190, 150)) == ("red", "red")
    assert colour(view, 399, 150) == "blue"
    wheel(view, QPoint(190, 150), 100)
    assert view.scale <= 16.0 * view.devicePixelRatioF()
    wheel(view, QPoint(190, 150), -100)
    assert view.scale > 0


def test_dragging_moves_an_enlarged_picture_but_not_out_of_view(view, qtbot):
    view.show_picture(picture(), QSize(800, 600))
    view.show_pixels()
    view.zoom_in()
    assert (colour(view, 190, 150), colour(view, 210, 150)) == ("red", "blue")
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(view, left, pos=QPoint(100, 100))
    qtbot.mouseMove(view, QPoint(300, 100))
    qtbot.mouseRelease(view, left, pos=QPoint(300, 100))
    assert colour(view, 399, 150) == "red" or colour(view, 390, 150) == "red"
    view.pan(QPointF(100_000, 100_000))
    assert colour(view, 5, 5) == "red"
    view.pan(QPointF(-100_000, -100_000))
    assert colour(view, 395, 295) == "blue"


def test_the_same_picture_with_boxes_keeps_the_view_and_another_is_fitted(view):
    view.show_picture(picture(), QSize(800, 600))
    view.show_pixels()
    view.show_picture(picture(), QSize(800, 600), keeps_view=True)
    assert view.scale == pytest.approx(1.0)
    view.show_picture(picture(), QSize(800, 600))
    assert view.scale != pytest.approx(1.0)


def test_a_picture_read_with_fewer_pixels_has_the_scale_of_its_file(view):
    view.show_picture(picture(), QSize(8000, 6000))
    assert view.scale == pytest.approx(0.05 * view.devicePixelRatioF())


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (20, 20)])
def test_odd_pictures_can_be_zoomed(view, size):
    view.show_picture(QImage(*size, QImage.Format.Format_RGB32), QSize(*size))
    for step in (view.zoom_out, view.zoom_in, view.show_pixels, view.fit):
        for _ in range(30):
            step()
        view.grab()
    assert 0 < view.scale < 1000


def test_a_text_takes_the_place_of_a_picture(view):
    view.show_picture(picture(), QSize(800, 600))
    view.show_text("The picture is missing.")
    assert not view.has_picture
    assert colour(view, 20, 20) != "red" or view.grab().toImage().pixelColor(20, 20).red() < 40
    view.zoom_in()
    view.show_pixels()
    view.grab()
