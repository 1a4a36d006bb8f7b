from PySide6.QtWidgets import QToolButton

from maskapp.gui.preview.fullscreen_tools import FullscreenTools
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.snapshots import wait_for_rows
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_frames


def shown_texts(tools: FullscreenTools) -> list[str]:
    return [button.text() for button in tools.findChildren(QToolButton) if button.isVisible()]


def test_an_alarm_that_can_be_heard_can_be_muted_in_full_screen(playing) -> None:
    playing.settings.change(alarm_chime=True)
    playing.commands.fullscreen.trigger()
    tools = playing.findChild(FullscreenTools)
    assert shown_texts(tools)[-2:] == ["Mute", "Leave full screen"]
    (mute,) = [each for each in tools.findChildren(QToolButton) if each.text() == "Mute"]
    mute.click()
    assert mute.text().startswith("Muted")
    assert tools.width() >= tools.sizeHint().width()
    mute.click()
    playing.commands.fullscreen.trigger()


def test_tools_come_in_full_screen_and_lie_over_the_image(playing, qtbot) -> None:
    tools = playing.findChild(FullscreenTools)
    assert tools.isHidden()
    playing.commands.fullscreen.trigger()
    assert tools.isVisible()
    stage = playing.centralWidget().stage
    qtbot.waitUntil(lambda: stage.rect().contains(tools.geometry()))
    assert tools.parent() is stage
    assert shown_texts(tools) == ["Pause", "Record", "Snapshot", "Leave full screen"]
    tools.findChildren(QToolButton)[-1].click()
    assert tools.isHidden()
    assert not playing.isFullScreen()


def test_at_the_end_of_a_file_it_can_be_played_again_in_one_place(
    open_window, sources, qtbot
) -> None:
    sources["a.mp4"] = lambda: FakeSource(make_frames(3), name="a.mp4")
    window = open_window("a.mp4")
    window.commands.fullscreen.trigger()
    again = window.commands.replay.iconText()
    qtbot.waitUntil(lambda: "ended" in window.centralWidget().file_bar.text, timeout=WAIT_MS)
    buttons = window.centralWidget().findChildren(QToolButton)
    assert [each.text() for each in buttons if each.isVisible()].count(again) == 1
    assert again not in shown_texts(window.findChild(FullscreenTools))


def test_a_note_that_is_being_typed_is_saved_when_the_window_closes(
    playing, qtbot, tmp_path
) -> None:
    playing.commands.take_snapshot.trigger()
    wait_for_rows(qtbot, playing.snapshots, 1)
    playing.snapshots.commands.select_only(playing.snapshots.view.model().id_at(0))
    playing.snapshots.commands.edit_note.trigger()
    viewer = playing.features.viewer.page
    assert viewer.isVisible()
    qtbot.waitUntil(lambda: viewer.view.has_picture, timeout=WAIT_MS)
    qtbot.keyClicks(viewer.facts.note, "typed")
    playing.close_at_once()
    assert not viewer.isVisible()
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        assert [snapshot.note for snapshot in log.read(log.find())] == ["typed"]
