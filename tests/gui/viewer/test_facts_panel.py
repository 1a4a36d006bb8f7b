from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from maskapp.gui.viewer.facts_panel import FactsPanel
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.gui.viewer.test_face_corrections import snapshot_of
from tests.support.snapshots import NOON

BARE = MaskLabel.WITHOUT_MASK


@pytest.fixture
def panel(qtbot):
    panel = FactsPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    panel.show()
    return panel


def texts(panel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_an_event_is_told_in_words(panel):
    event = ViolationEvent(3, BARE, NOON, 42.5, EventEnding.PUT_ON)
    panel.show_snapshot(replace(snapshot_of(BARE), event=event, source="Entrance"))
    for part in ("12:", "#3 No mask for 0:42, put on", "Entrance"):
        assert part in texts(panel)
    assert "blurred" not in texts(panel)
    panel.show_snapshot(replace(snapshot_of(BARE), is_blurred=True))
    assert "Manual" in texts(panel)
    assert "blurred" in texts(panel)


def test_a_long_source_does_not_widen_the_panel(panel):
    panel.show_snapshot(snapshot_of(BARE))
    width = panel.width()
    panel.show_snapshot(replace(snapshot_of(BARE), source="W" * 500))
    assert panel.width() == width


def test_everything_fits_the_width(panel):
    panel.show_snapshot(snapshot_of(*MaskLabel))
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()


def test_a_snapshot_that_is_gone_keeps_what_was_typed(panel, qtbot):
    panel.show_snapshot(snapshot_of(BARE))
    panel.note.setPlainText("typed")
    with qtbot.waitSignal(panel.note.saved) as saved:
        panel.show_nothing()
    assert saved.args == [7, "typed"]
    assert not panel.note.isEnabled()


@pytest.mark.parametrize("height", [150, 300, 500])
def test_a_low_panel_scrolls_and_cuts_neither_lines_nor_choices(panel, qtbot, height):
    source = "Observation of the main entrance, ground floor, left of the reception " * 4
    panel.resize(panel.width(), height)
    panel.show_snapshot(replace(snapshot_of(*MaskLabel), source=source, is_blurred=True))
    labels = [label for label in panel.findChildren(QLabel) if label.wordWrap()]
    labels = [label for label in labels if label.isVisible()]
    assert len(labels) == 3
    qtbot.waitUntil(
        lambda: all(label.height() >= label.heightForWidth(label.width()) for label in labels)
    )
    for choice in panel.corrections.choices:
        assert choice.height() >= choice.sizeHint().height()
    assert panel.widget().rect().contains(panel.note.geometry())
    assert panel.note.height() >= panel.note.minimumHeight()
