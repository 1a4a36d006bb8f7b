import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.statistics.statistics_action import Statistics
from maskapp.gui.statistics.statistics_window import StatisticsWindow
from maskapp.outputs.local_time import local_now


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return parent


def test_the_window_opens_beside_the_main_one_and_only_once(parent, tmp_path, qtbot):
    statistics = Statistics(parent, tmp_path, local_now)
    assert statistics.action.shortcut().toString() == "Ctrl+3"
    statistics.action.trigger()
    (window,) = parent.findChildren(StatisticsWindow)
    assert window.isVisible()
    assert not window.isModal(), "the camera goes on"
    window.close()
    statistics.action.trigger()
    assert parent.findChildren(StatisticsWindow) == [window]
    assert window.isVisible()
    assert statistics.stop()
    assert not window.isVisible()


def test_a_window_that_was_never_opened_has_nothing_to_stop(parent, tmp_path):
    assert Statistics(parent, tmp_path, local_now).stop()
    assert not list(tmp_path.iterdir())
