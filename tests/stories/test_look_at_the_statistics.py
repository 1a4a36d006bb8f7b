"""Someone opens the statistics while the camera runs."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from maskapp.gui.statistics.statistics_window import StatisticsWindow
from maskapp.gui.window.main_window import MainWindow
from maskapp.records import MaskLabel
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_face, make_frames

MORNING = datetime(2026, 5, 20, 9, 0, 20).astimezone()
LAST_SECONDS = datetime(2026, 12, 31, 23, 59, 55).astimezone()


@pytest.fixture
def watch(open_window, sources, backend, hang, qtbot):
    """A function that watches two people for some seconds and opens the statistics."""

    def begin(
        start: datetime, seconds: float, step_s: float = 0.1
    ) -> tuple[MainWindow, StatisticsWindow]:
        backend.clock = lambda: start + timedelta(seconds=len(backend.engine.seen) * step_s)
        frames = make_frames(round(seconds / step_s), step_s=step_s)
        sources["live"] = lambda: FakeSource(frames, is_live=True, at_end=hang, name="Hall")
        backend.engine.faces = (make_face(1), make_face(2, MaskLabel.WITHOUT_MASK))
        window = open_window("live")
        qtbot.waitUntil(lambda: len(backend.engine.seen) == len(frames), timeout=WAIT_MS)
        window.features.statistics.action.trigger()
        (statistics,) = window.findChildren(StatisticsWindow)
        return window, statistics

    return begin


def until_shown(qtbot, statistics, *figures: str) -> None:
    """Look again and again, as the window does every few seconds."""

    def are_shown() -> bool:
        shown = [tile.value.text() for tile in statistics.page.tiles.tiles[:4]]
        if statistics.page.isVisible() and shown == list(figures):
            return True
        statistics.refresh()
        return False

    qtbot.waitUntil(are_shown, timeout=WAIT_MS)


def test_people_of_today_appear_and_the_window_closes_with_the_main_one(watch, hang, qtbot) -> None:
    window, statistics = watch(MORNING, seconds=2)
    qtbot.waitUntil(statistics.empty.isVisible, timeout=WAIT_MS)
    assert window.preview.isVisible()
    hang.release.set()
    window.commands.close_source.trigger()
    until_shown(qtbot, statistics, "2", "1", "1", "0")
    assert statistics.bar.sources.itemText(1) == "Hall"
    window.close()
    assert window.has_ended
    assert not statistics.isVisible()
    QApplication.processEvents()


def test_people_of_the_first_minute_appear_before_it_is_over(watch, qtbot) -> None:
    _, statistics = watch(MORNING, seconds=20, step_s=0.5)
    until_shown(qtbot, statistics, "2", "1", "1", "0")


def test_people_who_stay_over_new_year_came_in_the_old_one(watch, hang, qtbot) -> None:
    window, statistics = watch(LAST_SECONDS, seconds=10)
    hang.release.set()
    window.commands.close_source.trigger()
    until_shown(qtbot, statistics, "0", "0", "0", "0")
    assert statistics.title.accessibleName() == "Friday, 1 January 2027"
    statistics.bar.previous.click()
    until_shown(qtbot, statistics, "2", "1", "1", "0")
