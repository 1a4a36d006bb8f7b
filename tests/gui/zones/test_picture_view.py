import pytest
from PySide6.QtCore import QPointF

from maskapp.live.zones.zones import Area, AreaKind
from maskapp.records import Box


def test_points_of_the_frame_are_where_the_picture_is(preview, view) -> None:
    preview.resize(600, 300)
    assert view.to_view((0.25, 0.5)) == QPointF(200, 150)
    assert view.to_frame(QPointF(200, 150)) == (0.25, 0.5)


def test_a_mirrored_picture_is_drawn_on_as_it_is_seen(preview, view) -> None:
    preview.is_mirrored = True
    assert view.to_view((0.25, 0.5)) == QPointF(300, 150)
    assert view.to_frame(QPointF(300, 150)) == (0.25, 0.5)
    rect = view.box_rect(Box(0.0, 0.0, 0.25, 0.5))
    assert rect.getRect() == (300, 0, 100, 150)


@pytest.mark.parametrize("mirror", [False, True])
def test_at_actual_size_points_move_with_the_picture(preview, view, mirror) -> None:
    preview.is_mirrored = mirror
    preview.resize(200, 150)
    preview.set_fit(False)
    for point in ((0.5, 0.5), (0.1, 0.9)):
        assert view.to_frame(view.to_view(point)) == pytest.approx(point)
    assert view.rect.size().toTuple() == (400, 300)


def test_places_beside_the_picture_are_at_its_edge(preview, view) -> None:
    preview.resize(600, 300)
    assert view.to_frame(QPointF(-50, 900)) == (0.0, 1.0)


def test_without_a_picture_there_is_one_point(preview, view) -> None:
    preview.clear()
    assert view.to_frame(QPointF(3, 3)) == (0.0, 0.0)


def test_the_corners_of_an_area_keep_their_order(view) -> None:
    area = Area(AreaKind.IGNORED, ((0.0, 0.0), (1.0, 0.0), (0.5, 1.0)))
    assert list(view.polygon(area)) == [QPointF(0, 0), QPointF(400, 0), QPointF(200, 300)]
