from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from maskapp.gui.statistics.statistics_window import StatisticsWindow
from maskapp.outputs.snapshots.log import database_path
from tests.support.figures import put_in_folder


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 5, 20, 12).astimezone()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def window(qtbot, folder, clock):
    window = StatisticsWindow(folder, now=clock)
    qtbot.addWidget(window)
    yield window
    assert window.shutdown(5)


def come(folder, clock, hour=9, source="Door", days=0, **counts) -> None:
    moment = clock.now.replace(hour=hour) + timedelta(days=days)
    put_in_folder(folder, moment, source, watched_ms=60_000, **counts)


def came(window) -> str:
    return window.page.tiles.tiles[0].value.text() if window.page.tiles.tiles else ""


def until_came(qtbot, window, expected: str) -> None:
    qtbot.waitUntil(lambda: came(window) == expected and window.page.isVisible())


def test_without_figures_it_says_how_they_come_about(window, qtbot):
    window.show()
    qtbot.waitUntil(window.empty.isVisible)
    assert window.empty.title.text() == "No figures yet"
    assert not window.export.button.isEnabled()


def test_figures_of_today_appear_while_it_is_open(window, folder, clock, qtbot):
    come(folder, clock, came_masked=2)
    window.show()
    until_came(qtbot, window, "2")
    assert window.title.accessibleName() == "Wednesday, 20 May 2026"
    come(folder, clock, hour=10, came_bare=3)
    (timer,) = window.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert timer.isActive()
    timer.timeout.emit()
    until_came(qtbot, window, "5")
    window.bar.units.setCurrentIndex(3)
    qtbot.waitUntil(lambda: window.title.accessibleName() == "2026")
    assert timer.interval() == 60_000, "a year takes longer to read"
    window.close()
    assert not timer.isActive(), "a closed window reads nothing"


def test_after_midnight_it_shows_the_new_day(window, folder, clock, qtbot):
    come(folder, clock, came_masked=2)
    window.show()
    until_came(qtbot, window, "2")
    clock.now += timedelta(days=1)
    come(folder, clock, came_masked=7)
    window.refresh()
    until_came(qtbot, window, "7")
    assert window.title.accessibleName() == "Thursday, 21 May 2026"


def test_period_and_source_are_chosen(window, folder, clock, qtbot):
    come(folder, clock, came_masked=2)
    come(folder, clock, source="Gate", came_masked=4)
    come(folder, clock, days=-1, came_masked=8)
    come(folder, clock, days=-20, came_masked=16)
    window.show()
    until_came(qtbot, window, "6")
    window.bar.sources.setCurrentText("Gate")
    until_came(qtbot, window, "4")
    window.bar.units.setCurrentIndex(1)
    until_came(qtbot, window, "4")
    window.bar.sources.setCurrentIndex(0)
    until_came(qtbot, window, "14")
    window.bar.previous.click()
    window.bar.units.setCurrentIndex(2)
    until_came(qtbot, window, "14")
    window.bar.previous.click()
    until_came(qtbot, window, "16")
    assert window.title.accessibleName() == "April 2026"


def test_the_keyboard_goes_through_the_periods(window, folder, clock, qtbot):
    come(folder, clock, came_masked=2)
    come(folder, clock, days=-1, came_masked=8)
    window.show()
    until_came(qtbot, window, "2")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    until_came(qtbot, window, "8")
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    until_came(qtbot, window, "2")


def test_a_damaged_database_is_told_until_it_is_repaired(window, folder, clock, qtbot):
    come(folder, clock, came_masked=2)
    whole = database_path(folder).read_bytes()
    database_path(folder).write_bytes(b"nothing of SQLite" * 99)
    window.show()
    qtbot.waitUntil(lambda: "damaged" in window.empty.text.text())
    database_path(folder).write_bytes(whole)
    window.refresh()
    until_came(qtbot, window, "2")


def test_it_fits_on_a_small_screen(window, qtbot):
    window.resize(window.minimumSize())
    window.show()
    available = QGuiApplication.primaryScreen().availableSize()
    assert window.width() <= available.width()
    assert window.minimumSizeHint().width() <= 900
    assert window.minimumSizeHint().height() <= 600
