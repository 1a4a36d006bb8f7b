import itertools

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from maskapp.gui.door.door_look import DOOR_LOOKS, paint_symbol
from maskapp.live.door.people_at_door import ANSWERS, DoorSign
from tests.support.contrast import contrast


@pytest.mark.parametrize("sign", DoorSign)
def test_words_and_symbols_can_be_read(sign):
    look = DOOR_LOOKS[sign]
    assert contrast(look.ink, look.background) >= 4.5
    assert contrast(look.symbol_ink, look.background) >= (4.5 if sign in ANSWERS else 1.5)


@pytest.mark.parametrize("sign", [sign for sign in DoorSign if sign not in ANSWERS])
def test_what_is_shown_for_long_is_dark(sign):
    assert DOOR_LOOKS[sign].background.lightness() < 40


def test_no_two_answers_look_alike(qapp):
    looks = [DOOR_LOOKS[sign] for sign in ANSWERS]
    assert len({look.background.name() for look in looks}) == len(ANSWERS)
    assert len({look.symbol for look in looks}) == len(ANSWERS)


@pytest.mark.parametrize("sign", DoorSign)
def test_the_symbol_fills_its_place_and_stays_within(qapp, sign):
    drawn = QImage(300, 300, QImage.Format.Format_ARGB32)
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        paint_symbol(painter, QRectF(50, 50, 200, 200), DOOR_LOOKS[sign], 1.0)
    inked = [
        (x, y)
        for x, y in itertools.product(range(0, 300, 2), repeat=2)
        if drawn.pixelColor(x, y).alpha() > 50
    ]
    assert inked
    assert all(40 <= x <= 260 and 40 <= y <= 260 for x, y in inked)
    xs = [x for x, _ in inked]
    assert max(xs) - min(xs) > 140
