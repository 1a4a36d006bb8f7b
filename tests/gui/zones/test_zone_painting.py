import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from maskapp.gui.zones import zone_painting
from maskapp.gui.zones.zone_painting import exclusion_words, kind_word
from maskapp.live.zones.zones import AreaKind, Exclusion

GREY = QColor("#808080")
SQUARE = QPolygonF([QPointF(20, 20), QPointF(180, 20), QPointF(180, 180), QPointF(20, 180)])
ALL = QRectF(0, 0, 200, 200)


def painted(paint, *arguments, **options) -> QImage:
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(GREY)
    with QPainter(image) as painter:
        paint(painter, *arguments, **options)
    return image


def changed(image: QImage) -> set[tuple[int, int]]:
    return {
        (x, y) for x in range(400) for y in range(200) if image.pixelColor(x, y) != GREY
    }  # fmt: skip


def test_kinds_differ_in_word_line_and_hatch_not_only_in_colour(qapp) -> None:
    assert kind_word(AreaKind.COUNTING) != kind_word(AreaKind.IGNORED)
    images = {
        kind: painted(zone_painting.paint_area, SQUARE, kind, is_selected=False)
        for kind in AreaKind
    }
    inner = {kind: [p for p in changed(image) if min(p) > 60 and max(p) < 170]
             for kind, image in images.items()}  # fmt: skip
    assert inner[AreaKind.COUNTING] == []
    assert len(inner[AreaKind.IGNORED]) > 500
    side = {
        kind: {image.pixelColor(180, y).lightness() for y in range(60, 160)}
        for kind, image in images.items()
    }
    assert len(side[AreaKind.COUNTING]) == 1, "solid"
    assert max(side[AreaKind.IGNORED]) - min(side[AreaKind.IGNORED]) > 100, "dashed"


def test_the_selected_corner_differs_in_size(qapp) -> None:
    corners = [QPointF(50, 100), QPointF(150, 100)]
    marks = changed(painted(zone_painting.paint_handles, corners, 1))
    assert len([x for x, _ in marks if x > 100]) > len([x for x, _ in marks if x < 100]) > 0


@pytest.mark.parametrize("exclusion", [None, *Exclusion])
def test_a_face_and_its_plate_stay_in_what_is_visible(qapp, exclusion) -> None:
    visible = QRectF(20, 20, 360, 170)
    rect = QRectF(340, 150, 39, 39)
    marks = changed(painted(zone_painting.paint_face, rect, 0.2, exclusion, (), visible))
    assert marks
    assert all(19 <= x <= 381 and 19 <= y <= 191 for x, y in marks)


def test_plates_of_neighbours_are_painted_apart(qapp) -> None:
    visible, faces = QRectF(0, 0, 400, 200), [QRectF(100, 60, 50, 60), QRectF(230, 60, 50, 60)]
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        first = zone_painting.paint_face(painter, faces[0], 0.3, None, faces[1:], visible)
        second = zone_painting.paint_face(painter, faces[1], 0.3, None, faces[:1], visible, [first])
    assert not first.intersects(second)


def test_each_reason_has_words_of_its_own(qapp) -> None:
    assert len({exclusion_words(exclusion) for exclusion in Exclusion}) == len(Exclusion)


def test_the_least_size_is_as_high_as_such_a_face(qapp) -> None:
    for share in (0.1, 0.4):
        image = painted(zone_painting.paint_least_size, ALL, share, "", (), ALL)
        outline = [y for x, y in changed(image) if x == 9 + round(share * 200 * 0.4)]
        assert max(outline) - min(outline) == pytest.approx(share * 200, abs=6)


def test_an_open_line_goes_through_its_corners(qapp) -> None:
    points = [QPointF(30, 30), QPointF(150, 30), QPointF(150, 160)]
    marks = changed(painted(zone_painting.paint_open_line, points, AreaKind.COUNTING))
    assert {(30, 30), (100, 31), (150, 100)} <= marks
