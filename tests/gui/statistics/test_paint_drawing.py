import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from maskapp.gui.shared.mask_label_marks import label_colour
from maskapp.gui.statistics.paint_drawing import PRINTED, paint_drawing
from maskapp.outputs.figures.charts.drawing import Area, Drawing, Fill, Line, Words
from maskapp.records import MaskLabel

SIDE = 100


def painted(qapp, *, areas=(), lines=(), words=()) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        drawing = Drawing(SIDE, SIDE, 20, areas, lines, words, ())
        paint_drawing(painter, drawing, PRINTED, QFont())
    return image


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(SIDE) for y in range(SIDE)}


@pytest.mark.parametrize("label", list(MaskLabel)[:3])
def test_labels_have_their_colour_and_differ_by_hatch_too(qapp, label):
    shown = colours(painted(qapp, areas=(Area(0, 0, SIDE, SIDE, label),)))
    assert label_colour(label).name() in shown
    assert (len(shown) > 1) == (label is not MaskLabel.WITH_MASK)


def test_a_gap_is_lines_inside_its_rectangle(qapp):
    image = painted(qapp, areas=(Area(20, 30, 40, 50, Fill.GAP),))
    dark = [
        (x, y)
        for x in range(SIDE)
        for y in range(SIDE)
        if image.pixelColor(x, y) != QColor("white")
    ]
    assert 100 < len(dark) < 40 * 50
    assert min(x for x, _ in dark) >= 18
    assert max(x for x, _ in dark) <= 61
    assert min(y for _, y in dark) >= 28
    assert max(y for _, y in dark) <= 81


def test_more_people_are_painted_darker(qapp):
    def lightness(strength):
        image = painted(qapp, areas=(Area(0, 0, SIDE, SIDE, Fill.PEOPLE, strength),))
        return image.pixelColor(50, 50).lightness()

    assert lightness(0.1) > lightness(0.3) > lightness(0.5)


@pytest.mark.parametrize(("anchor", "columns"), [("start", (50, 99)), ("end", (0, 50))])
def test_words_stand_where_they_are_anchored(qapp, anchor, columns):
    image = painted(qapp, words=(Words(50, 60, "000", anchor),))
    xs = [x for x in range(SIDE) for y in range(SIDE) if image.pixelColor(x, y) != QColor("white")]
    assert xs
    assert columns[0] - 1 <= min(xs)
    assert max(xs) <= columns[1] + 1


def test_lines_are_painted(qapp):
    assert len(colours(painted(qapp, lines=(Line(0, 50, SIDE, 50),)))) > 1
