from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPalette

from maskapp.gui.shared.theme import PREVIEW_BACKGROUND
from maskapp.gui.snapshots.card_delegate import PICTURE_SIZE
from maskapp.gui.snapshots.snapshot_model import SNAPSHOT_ROLE, THUMBNAIL_ROLE
from maskapp.label_style import LABEL_COLOURS
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import (
    NOON,
    make_snapshot,
    wait_for_cards,
)

MASK, BARE, WRONG, UNSURE = MaskLabel


def beside_picture(card: QRect) -> QRect:
    """The place of the text in a card."""
    return QRect(
        PICTURE_SIZE.width() + 8, 0, card.width() - PICTURE_SIZE.width() - 8, card.height()
    )


def colours_of(image: QImage, place: QRect) -> set[int]:
    pixels = place.intersected(image.rect())
    return {
        image.pixel(x, y)
        for x in range(pixels.left(), pixels.right() + 1)
        for y in range(pixels.top(), pixels.bottom() + 1)
    }


def test_the_thumbnail_shows_the_face_as_large_as_the_card(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK, size=(400, 900)))
    index = panel.view.model().index(0, 0)
    qtbot.waitUntil(lambda: index.data(THUMBNAIL_ROLE) is not None)
    thumbnail = index.data(THUMBNAIL_ROLE)
    assert thumbnail.size() == PICTURE_SIZE * panel.devicePixelRatioF()
    middle = thumbnail.pixelColor(thumbnail.rect().center())
    assert middle.red() > 180
    assert middle.blue() < 30


def test_a_card_is_painted_with_picture_and_text(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK))
    index = panel.view.model().index(0, 0)
    qtbot.waitUntil(lambda: index.data(THUMBNAIL_ROLE) is not None)
    wait_for_cards(qtbot, panel, 1)
    rect = panel.view.visualRect(index)
    shown = panel.view.viewport().grab(rect).toImage()
    ratio = panel.devicePixelRatioF()
    picture = shown.pixelColor(QPointF(60 * ratio, rect.height() * ratio / 2).toPoint())
    assert picture.red() > 180
    assert picture.blue() < 30
    assert QColor(LABEL_COLOURS[MASK]).rgb() in colours_of(shown, beside_picture(rect))


def test_only_a_card_taken_by_hand_has_a_camera_and_only_that_of_an_event_an_edge(qtbot, panel_of):
    event = ViolationEvent(1, BARE, NOON, 12.0)
    of_event = replace(make_snapshot(BARE, kind="automatic"), event=event)
    panel = panel_of(make_snapshot(BARE), of_event)
    model = panel.view.model()
    wait_for_cards(qtbot, panel, 2)
    qtbot.waitUntil(lambda: all(model.index(row, 0).data(THUMBNAIL_ROLE) for row in (0, 1)))
    by_kind = {}
    for row in (0, 1):
        rect = panel.view.visualRect(model.index(row, 0))
        shown = panel.view.viewport().grab(rect).toImage()
        kind = model.index(row, 0).data(SNAPSHOT_ROLE).kind
        edge = QRect(5, 30, 2, 60)
        corner = QRect(4 + PICTURE_SIZE.width() - 20, rect.height() - 28, 16, 16)
        by_kind[kind] = (
            QColor(LABEL_COLOURS[BARE]).rgb() in colours_of(shown, edge),
            PREVIEW_BACKGROUND.rgb() in colours_of(shown, corner),
        )
    assert by_kind == {"manual": (False, True), "automatic": (True, False)}


@pytest.mark.parametrize("source", ["D", "W" * 500, "rtsp://192.168.1.20:554/" + "stream/" * 60])
def test_a_long_source_keeps_the_size_of_a_card(qtbot, panel_of, source):
    panel = panel_of(make_snapshot(MASK), make_snapshot(MASK, source=source))
    wait_for_cards(qtbot, panel, 2)
    rects = [panel.view.visualRect(panel.view.model().index(row, 0)) for row in (0, 1)]
    assert rects[0].size() == rects[1].size()
    shown = panel.view.viewport().grab(rects[1]).toImage()
    text = panel.view.palette().color(QPalette.ColorRole.Text).rgb()
    right = QRect(rects[1].width() - 12, 8, 4, rects[1].height() - 16)
    assert text not in colours_of(shown, right), "the text ends before the card does"


def test_the_card_of_an_event_changes_when_the_event_ends(qtbot, panel_of):
    event = ViolationEvent(1, BARE, NOON, 12.0)
    panel = panel_of(replace(make_snapshot(BARE, kind="automatic"), event=event))
    index = panel.view.model().index(0, 0)
    wait_for_cards(qtbot, panel, 1)
    rect = panel.view.visualRect(index)
    text = beside_picture(rect).translated(rect.topLeft())
    snapshot = index.data(SNAPSHOT_ROLE)
    shown = []
    for changed in (event, event, replace(event, ending=EventEnding.LEFT)):
        panel.view.model().put_snapshots([replace(snapshot, event=changed)])
        shown.append(panel.view.viewport().grab(text).toImage())
    assert shown[0] == shown[1] != shown[2]
    mark = QColor(LABEL_COLOURS[BARE]).rgb()
    assert mark in colours_of(shown[0], shown[0].rect()), "the mark of the event's label"


def test_in_a_low_panel_cards_have_lower_pictures(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK))

    def card_height(room: int) -> int:
        panel.view.resize(600, room)
        return panel.view.visualRect(panel.view.model().index(0, 0)).height()

    whole = card_height(400)
    assert card_height(whole - 30) == panel.view.viewport().height() < whole
    assert 0 < card_height(10) < whole, "a part of the picture stays"
    assert card_height(400) == whole


def test_a_larger_font_makes_cards_wider_and_at_last_higher(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK))

    def size_at(times: int):
        font = panel.font()
        font.setPointSize(font.pointSize() * times)
        panel.view.setFont(font)
        return panel.view.visualRect(panel.view.model().index(0, 0)).size()

    small, large, huge = size_at(1), size_at(2), size_at(4)
    assert small.width() < large.width() < huge.width()
    assert small.height() == large.height() < huge.height()


def test_a_card_without_its_picture_says_so(qtbot, panel_of, data_dir):
    panel = panel_of(make_snapshot(MASK))
    index = panel.view.model().index(0, 0)
    wait_for_cards(qtbot, panel, 1)
    rect = panel.view.visualRect(index)
    place = rect.adjusted(8, rect.height() // 3, PICTURE_SIZE.width() - rect.width(), -20)

    def light_pixels() -> int:
        shown = panel.view.viewport().grab(place).toImage()
        pixels = (
            shown.pixelColor(x, y) for x in range(shown.width()) for y in range(shown.height())
        )
        return sum(pixel.lightness() > 120 and pixel.saturation() < 60 for pixel in pixels)

    model, snapshot = panel.view.model(), index.data(SNAPSHOT_ROLE)
    model.put_thumbnail(snapshot.id, QImage())
    without_text = light_pixels()
    model.put_snapshots([replace(snapshot, has_picture=False)])
    assert light_pixels() > without_text + 50
    assert "Its picture is missing." in index.data(Qt.ItemDataRole.ToolTipRole)
