import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QWidget

from tests.support.leak_checks import active_timers, finish_deletions, top_level_widgets

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_running_timer_is_found_and_a_stopped_one_is_not() -> None:
    timer = QTimer()
    assert timer not in active_timers()
    timer.start(60_000)
    assert timer in active_timers()
    timer.stop()
    assert timer not in active_timers()


def test_a_timer_of_a_widget_is_found() -> None:
    widget = QWidget()
    QTimer(widget, interval=60_000).start()
    assert widget in [timer.parent() for timer in active_timers()]
    widget.deleteLater()
    finish_deletions()
    assert widget not in [timer.parent() for timer in active_timers()]


def test_windows_are_found_until_they_are_deleted() -> None:
    before = top_level_widgets()
    hidden, dialog = QWidget(), QDialog()
    child = QWidget(hidden)
    found = top_level_widgets() - before
    assert {hidden, dialog} <= found
    assert child not in found
    hidden.deleteLater()
    dialog.deleteLater()
    finish_deletions()
    assert top_level_widgets() <= before
