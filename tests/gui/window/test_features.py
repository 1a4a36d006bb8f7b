from PySide6.QtWidgets import QToolButton

from maskapp.gui.preview.fullscreen_tools import FullscreenTools
from tests.support.window_helpers import actions_below


def test_every_action_of_a_feature_is_in_a_menu(open_window) -> None:
    window = open_window()
    assert set(window.features.all_actions()) <= set(actions_below(window.menuBar()))


def test_tools_come_in_full_screen_and_lie_over_the_image(playing, qtbot) -> None:
    tools = playing.findChild(FullscreenTools)
    assert tools.isHidden()
    playing.commands.fullscreen.trigger()
    assert tools.isVisible()
    stage = playing.centralWidget().stage
    qtbot.waitUntil(lambda: stage.rect().contains(tools.geometry()))
    assert tools.parent() is stage
    texts = [button.text() for button in tools.findChildren(QToolButton)]
    assert texts == ["Pause", "Record", "Snapshot", "Play again", "Leave full screen"]
    tools.findChildren(QToolButton)[-1].click()
    assert tools.isHidden()
    assert not playing.isFullScreen()
