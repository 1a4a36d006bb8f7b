"""Plates on the picture, beside the label and the clock that are part of it."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetrics

from maskapp.gui.zones.plate_places import face_plate, free_corner, label_lines, plate_size

PICTURE = QRectF(20, 10, 800, 600)
TEXTS = ("50%, in an ignored area", "50%")
LARGE, SMALL = QRectF(300, 100, 300, 360), QRectF(400, 300, 40, 50)


@pytest.fixture
def metrics(qapp) -> QFontMetrics:
    return QFontMetrics(qapp.font())


def lines(face: QRectF, metrics: QFontMetrics) -> list[QRectF]:
    return label_lines(face, plate_size(metrics, "").height(), PICTURE)


def test_the_lines_of_a_face_touch_it_and_stay_in_the_picture() -> None:
    above, below = label_lines(SMALL, 18, PICTURE)
    assert (above.bottom(), below.top()) == (SMALL.top(), SMALL.bottom())
    assert above.left() == below.left() == SMALL.left()
    assert above.width() > 3 * SMALL.width(), "a label is wider than a small face"
    for corner in (PICTURE.topLeft(), PICTURE.bottomRight()):
        outside = QRectF(QPointF(), QSizeF(40, 40))
        outside.moveCenter(corner)
        assert all(PICTURE.contains(line) for line in label_lines(outside, 18, PICTURE))


def test_the_plate_of_a_large_face_is_on_its_forehead(metrics) -> None:
    plate = face_plate(metrics, TEXTS, LARGE, (), PICTURE)
    assert plate.text == TEXTS[0]
    assert LARGE.contains(plate.rect)
    assert plate.rect.bottom() < LARGE.center().y()


@pytest.mark.parametrize("left", [60, 400, 770])
def test_the_plate_of_a_small_face_is_beside_it(metrics, left) -> None:
    face = SMALL.translated(left - SMALL.left(), 0)
    plate = face_plate(metrics, TEXTS, face, (), PICTURE)
    assert plate.text == TEXTS[0]
    assert not plate.rect.intersects(face)
    assert PICTURE.contains(plate.rect)


@pytest.mark.parametrize("top", [10, 90, 300, 500, 560])
@pytest.mark.parametrize("left", [20, 300, 780])
@pytest.mark.parametrize("size", [(40, 50), (120, 150), (260, 330)])
def test_a_plate_hides_neither_label_nor_clock(metrics, left, top, size) -> None:
    face = QRectF(QPointF(left, top), QSizeF(*size)).intersected(PICTURE)
    plate = face_plate(metrics, TEXTS, face, (), PICTURE)
    assert PICTURE.contains(plate.rect)
    assert not any(map(plate.rect.intersects, lines(face, metrics)))


def test_in_a_row_of_people_each_plate_leaves_the_others_alone(metrics) -> None:
    row = [SMALL.translated(60 * index - 200, 0) for index in range(8)]
    plates = [
        face_plate(metrics, TEXTS, face, row[:index] + row[index + 1 :], PICTURE)
        for index, face in enumerate(row)
    ]
    assert [plate.text for plate in plates[1:-1]] == [TEXTS[1]] * 6, "there is no room for more"
    assert not any(a.rect.intersects(b.rect) for a, b in pairwise(plates))
    for face, plate in zip(row, plates, strict=True):
        others = [other for other in row if other is not face]
        assert not any(map(plate.rect.intersects, others))
        assert not any(plate.rect.intersects(line) for o in row for line in lines(o, metrics))


@pytest.mark.parametrize("gap", [*range(0, 260, 20)])
def test_the_plates_of_two_neighbours_do_not_cover_each_other(metrics, gap) -> None:
    left = SMALL.translated(-100, 0)
    right = left.translated(left.width() + gap, 5)
    first = face_plate(metrics, TEXTS, left, [right], PICTURE)
    second = face_plate(metrics, TEXTS, right, [left], PICTURE, [first.rect])
    assert not first.rect.intersects(second.rect)


def test_the_corner_is_the_left_one_unless_a_face_or_its_clock_is_there() -> None:
    size = QSizeF(150, 80)
    left = free_corner(size, PICTURE, [LARGE], 18)
    assert (left.left(), left.bottom()) == (28, 602)
    above = QRectF(30, 430, 60, 80)  # its clock would stand where the corner begins
    right = free_corner(size, PICTURE, [above], 18)
    assert (right.right(), right.bottom()) == (812, 602)
    assert free_corner(size, PICTURE, [above, QRectF(700, 500, 60, 80)], 18) == left
