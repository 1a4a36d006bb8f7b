import itertools

import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF

from maskapp.gui.door.door_layout import DoorLayout, door_layout, fitted_text

SCREENS = [
    QSizeF(*size)
    for size in ((1280, 800), (1920, 1080), (1080, 1920), (1024, 768), (1280, 1024), (1000, 1000),
                 (800, 1280), (640, 400), (3440, 1440), (480, 800))
]  # fmt: skip


def places(layout: DoorLayout) -> list[QRectF]:
    found = [layout.symbol, layout.text, layout.note, layout.picture]
    return [place for place in found if not place.isEmpty()]


@pytest.mark.parametrize("has_picture", [False, True])
@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_nothing_overlaps_and_everything_is_on_the_screen(size, has_picture):
    layout = door_layout(size, has_picture=has_picture)
    assert len(places(layout)) == 3 + has_picture
    for place in places(layout):
        assert QRectF(0, 0, size.width(), size.height()).contains(place)
    for one, other in itertools.combinations(places(layout), 2):
        assert not one.intersects(other)


@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_the_note_keeps_clear_of_the_edge(size):
    note = door_layout(size, has_picture=False).note
    assert size.height() - note.bottom() == pytest.approx(note.left()) != 0


@pytest.mark.parametrize("size", [s for s in SCREENS if s.width() > s.height()], ids=str)
@pytest.mark.parametrize("has_picture", [False, True])
def test_the_symbol_is_half_a_screen_high(size, has_picture):
    layout = door_layout(size, has_picture=has_picture)
    assert layout.symbol.height() >= 0.5 * size.height() or not layout.picture.isEmpty()
    assert layout.symbol.height() == layout.symbol.width()
    if size.width() >= 1.3 * size.height():
        assert layout.symbol.height() == pytest.approx(0.5 * size.height())


def test_on_an_upright_screen_the_symbol_is_as_wide_as_there_is_room():
    assert door_layout(QSizeF(1080, 1920), has_picture=False).symbol.width() > 800
    assert door_layout(QSizeF(1080, 1920), has_picture=True).symbol.width() > 750


@pytest.mark.parametrize(
    "text",
    [
        "Stop",
        "Thank you, please come in",
        "Bitte setzen Sie Ihre Mund-Nasen-Bedeckung auf, bevor Sie hier eintreten. Danke!",
        "x" * 120,
        "鼻を覆ってください。鼻を覆ってください。鼻を覆ってください。",
    ],
)
@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_the_whole_sentence_fits(qapp, text, size):
    place = door_layout(size, has_picture=True).text
    fitted = fitted_text(QFont(), text, place.size())
    needed = QFontMetricsF(fitted.font).boundingRect(place, 0x1000 | 0x84, text)
    assert needed.height() <= place.height()
    assert fitted.width <= place.width()
    if len(text) < 100:
        assert needed.width() <= place.width()


def test_a_short_sentence_is_larger_than_a_long_one(qapp):
    place = QSizeF(1200, 220)
    sizes = [
        fitted_text(QFont(), text, place).font.pixelSize()
        for text in ("Stop", "Please put on your mask", "Please put on your mask " * 5)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * sizes[2]


def test_lines_are_nearly_equally_long(qapp):
    fitted = fitted_text(QFont(), "Please put on your mask", QSizeF(900, 220))
    metrics = QFontMetricsF(fitted.font)
    assert fitted.width < 0.75 * metrics.horizontalAdvance("Please put on your mask")
