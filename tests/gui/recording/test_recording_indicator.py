from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from maskapp.gui.recording.recording_indicator import RecordingIndicator, recording_text
from maskapp.gui.shared.theme import RECORDING_RED, apply_theme
from maskapp.records import RecordingStatus

STATUS = RecordingStatus(3725.0, 123_456_789)


@pytest.fixture
def indicator(qtbot) -> RecordingIndicator:
    indicator = RecordingIndicator()
    qtbot.addWidget(indicator)
    return indicator


def test_a_recording_is_described_by_duration_and_size() -> None:
    assert recording_text(STATUS).startswith("1:02:05 · 123.5")


def test_missing_frames_take_the_place_of_the_size() -> None:
    assert recording_text(replace(STATUS, dropped=7)) == "1:02:05 · 7 dropped"


def test_a_recording_that_takes_no_more_frames_is_being_finished() -> None:
    assert recording_text(replace(STATUS, is_finishing=True, dropped=7)) == "Finishing…"


def test_it_shows_the_recording_and_nothing_without_one(indicator) -> None:
    assert not indicator.isEnabled()
    indicator.show_status(STATUS)
    assert indicator.isEnabled()
    assert indicator.text() == recording_text(STATUS)
    assert indicator.accessibleName() == f"Recording: {recording_text(STATUS)}"
    indicator.show_status(None)
    assert (indicator.text(), indicator.accessibleName()) == ("", "Not recording")
    assert indicator.icon().isNull()


def test_it_keeps_its_width_during_a_recording_and_takes_none_without(indicator) -> None:
    height = indicator.sizeHint().height()
    assert indicator.minimumSizeHint().width() == indicator.sizeHint().width() == 0
    indicator.show_status(STATUS)
    width = indicator.sizeHint().width()
    for status in (STATUS, replace(STATUS, dropped=9999), replace(STATUS, is_finishing=True)):
        indicator.show_status(status)
        assert indicator.sizeHint().width() == indicator.minimumSizeHint().width() == width
        assert indicator.fontMetrics().horizontalAdvance(indicator.text()) < width
    indicator.show_status(None)
    assert indicator.sizeHint().toTuple() == (0, height)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_dot_has_the_red_of_the_theme(indicator, theme) -> None:
    indicator.show_status(STATUS)
    apply_theme(theme)
    image = indicator.icon().pixmap(20, 20).toImage()
    centre = image.pixelColor(image.width() // 2, image.height() // 2)
    apply_theme("system")
    assert centre == RECORDING_RED[theme == "dark"]


def test_it_can_be_clicked_while_recording_only(indicator, qtbot) -> None:
    clicks = []
    indicator.clicked.connect(lambda: clicks.append(1))
    qtbot.mouseClick(indicator, Qt.MouseButton.LeftButton)
    indicator.show_status(STATUS)
    qtbot.mouseClick(indicator, Qt.MouseButton.LeftButton)
    assert clicks == [1]
