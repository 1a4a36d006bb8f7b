from dataclasses import replace

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage

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


def test_the_thumbnail_fits_the_card_and_shows_the_picture(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK, size=(400, 900)))
    index = panel.view.model().index(0, 0)
    qtbot.waitUntil(lambda: index.data(THUMBNAIL_ROLE) is not None)
    thumbnail = index.data(THUMBNAIL_ROLE)
    wanted = QSize(900, 400).scaled(PICTURE_SIZE, Qt.AspectRatioMode.KeepAspectRatio)
    assert thumbnail.size() == wanted * panel.devicePixelRatioF()
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
    picture = shown.pixelColor(QPointF(rect.width() * ratio / 2, 50 * ratio).toPoint())
    assert picture.red() > 180
    assert picture.blue() < 30
    text = shown.copy(0, round((rect.height() - 30) * ratio), shown.width(), round(20 * ratio))
    colours = {text.pixel(x, y) for x in range(text.width()) for y in range(text.height())}
    assert QColor(LABEL_COLOURS[MASK]).rgb() in colours, "the mark of the label"


def test_the_card_of_an_event_changes_when_the_event_ends(qtbot, panel_of):
    event = ViolationEvent(1, BARE, NOON, 12.0)
    panel = panel_of(replace(make_snapshot(BARE, kind="automatic"), event=event))
    index = panel.view.model().index(0, 0)
    wait_for_cards(qtbot, panel, 1)
    rect = panel.view.visualRect(index)
    text = rect.adjusted(0, rect.height() - 45, 0, 0)
    snapshot = index.data(SNAPSHOT_ROLE)
    shown = []
    for changed in (event, event, replace(event, ending=EventEnding.LEFT)):
        panel.view.model().put_snapshots([replace(snapshot, event=changed)])
        shown.append(panel.view.viewport().grab(text).toImage())
    assert shown[0] == shown[1] != shown[2]
    colours = {shown[0].pixel(x, y) for x in range(200) for y in range(shown[0].height())}
    assert QColor(LABEL_COLOURS[BARE]).rgb() in colours, "the mark of the event's label"


def test_in_a_low_panel_cards_have_lower_pictures(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK))

    def card_height(room: int) -> int:
        panel.view.resize(600, room)
        return panel.view.visualRect(panel.view.model().index(0, 0)).height()

    whole = card_height(400)
    assert card_height(whole - 30) == panel.view.viewport().height() < whole
    assert 0 < card_height(10) < whole, "a part of the picture stays"
    assert card_height(400) == whole


def test_a_larger_font_makes_cards_higher(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK))
    before = panel.view.visualRect(panel.view.model().index(0, 0)).height()
    font = panel.view.font()
    font.setPointSize(font.pointSize() * 2)
    panel.view.setFont(font)
    assert panel.view.visualRect(panel.view.model().index(0, 0)).height() > before


def test_a_card_without_its_picture_says_so(qtbot, panel_of, data_dir):
    panel = panel_of(make_snapshot(MASK))
    index = panel.view.model().index(0, 0)
    wait_for_cards(qtbot, panel, 1)
    rect = panel.view.visualRect(index)
    place = rect.adjusted(0, rect.height() // 3, 0, -rect.height() // 3)

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
