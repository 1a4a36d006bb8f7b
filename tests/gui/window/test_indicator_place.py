import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolBar, QWidget

from maskapp.gui.recording.recording_indicator import RecordingIndicator
from maskapp.gui.window.indicator_place import IndicatorPlace
from maskapp.records import RecordingStatus

STATUS = RecordingStatus(3725.0, 123_456_789)


@pytest.fixture
def indicator(qtbot) -> RecordingIndicator:
    """An indicator in the middle of a visible toolbar."""
    bar = QToolBar()
    qtbot.addWidget(bar)
    indicator = RecordingIndicator()
    for text in ("Camera", "Record", "Snapshot", "Export"):
        bar.addAction(text)
    shown = bar.addWidget(indicator)
    gap = QWidget()
    gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    IndicatorPlace(bar, shown, early=bar.actions()[2], usual=bar.addWidget(gap))
    bar.addWidget(QLabel("Settings"))
    bar.resize(900, 40)
    with qtbot.waitExposed(bar):
        bar.show()
    return indicator


def order(indicator: RecordingIndicator) -> list[str]:
    bar = indicator.parentWidget()
    assert isinstance(bar, QToolBar)

    def name(action: QAction) -> str:
        return "indicator" if bar.widgetForAction(action) is indicator else action.text()

    return [name(action) for action in bar.actions()][:5]


def test_in_a_wide_window_it_moves_nothing(indicator, qtbot) -> None:
    usual = ["Camera", "Record", "Snapshot", "Export", "indicator"]
    bar = indicator.parentWidget()
    places = [bar.widgetForAction(action).geometry() for action in bar.actions()[:4]]
    indicator.show_status(STATUS)
    qtbot.waitUntil(lambda: indicator.width() == indicator.sizeHint().width())
    assert order(indicator) == usual
    assert places == [bar.widgetForAction(action).geometry() for action in bar.actions()[:4]]


def test_in_a_narrow_window_other_things_are_left_out_first(indicator, qtbot) -> None:
    bar = indicator.parentWidget()
    indicator.show_status(STATUS)
    record = bar.widgetForAction(bar.actions()[1])
    bar.resize(record.geometry().right() + indicator.sizeHint().width() + 60, bar.height())
    qtbot.waitUntil(lambda: order(indicator)[2] == "indicator")
    qtbot.waitUntil(lambda: indicator.isVisible() and not indicator.visibleRegion().isEmpty())
    assert indicator.width() == indicator.sizeHint().width()
    bar.resize(900, bar.height())
    qtbot.waitUntil(lambda: order(indicator)[4] == "indicator")
    qtbot.waitUntil(indicator.isVisible)


def test_without_a_recording_a_narrow_toolbar_keeps_its_order(indicator, qtbot) -> None:
    bar = indicator.parentWidget()
    export = bar.widgetForAction(bar.actions()[3])
    bar.resize(export.geometry().right() + 60, bar.height())
    qtbot.wait(0)
    assert order(indicator)[4] == "indicator"
