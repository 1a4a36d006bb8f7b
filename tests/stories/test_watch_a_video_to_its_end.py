"""Someone watches a video, pauses it, sees it to its end and plays it again."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QToolButton, QWidget

from maskapp.gui.status.face_table import FaceTable
from maskapp.records import SourceInfo, SourceState
from tests.support.window_helpers import WAIT_MS, endless, title, until_title
from tests.support.worker_fakes import FakeSource, make_frames


def test_what_is_being_opened_is_shown_first(open_window, sources, qtbot) -> None:
    sources["party.mp4"] = endless
    window = open_window("party.mp4")
    assert title(window) == "Opening party.mp4"  # before the worker could answer
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_pause_holds_the_video_and_resume_continues_it(open_window, sources, qtbot) -> None:
    sources["live"] = endless
    window = open_window("live")
    qtbot.waitUntil(window.commands.pause.isEnabled, timeout=WAIT_MS)
    for state in (SourceState.PAUSED, SourceState.RUNNING):
        window.commands.pause.trigger()
        qtbot.waitUntil(lambda s=state: window.sources.state == s, timeout=WAIT_MS)
        assert window.commands.pause.isChecked() == (state == SourceState.PAUSED)


def test_at_its_end_it_can_be_played_again(open_window, sources, qtbot) -> None:
    sources["demo"] = lambda: FakeSource(make_frames(3))
    window = open_window("demo")
    centre = window.centralWidget()
    qtbot.waitUntil(lambda: centre.file_bar.text == "fake has ended.", timeout=WAIT_MS)
    assert window.preview.isVisible(), "the last frame stays"
    assert centre.verdict.isVisible()
    assert centre.verdict.note == "Finished"
    assert window.status.findChild(FaceTable).model().rowCount() > 0
    with qtbot.waitSignal(window.snapshots.kept, timeout=WAIT_MS):
        window.commands.take_snapshot.trigger()
    sources["demo"] = endless
    [again] = [each for each in buttons_of(centre.file_bar) if each.isVisible()]
    assert again.text() == "Play again"
    again.click()
    qtbot.waitUntil(centre.file_bar.isHidden, timeout=WAIT_MS)
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert centre.verdict.note == ""


def buttons_of(bar: QWidget) -> list[QToolButton]:
    return bar.findChildren(QToolButton)


@pytest.mark.parametrize(
    ("count", "line"), [(1, "a.png has been checked."), (2, "2 of 2 · frame1.png")]
)
def test_the_last_picture_stays_and_can_be_kept(open_window, sources, qtbot, count, line) -> None:
    frames = [replace(frame, name=f"frame{frame.index}.png") for frame in make_frames(count)]
    source = FakeSource(frames)
    source.info = SourceInfo("a.png", 32, 24, None, count, is_live=False, is_stills=True)
    sources["a.png"] = lambda: source
    window = open_window("a.png")
    qtbot.waitUntil(lambda: window.sources.state == SourceState.ENDED, timeout=WAIT_MS)
    assert window.preview.isVisible()
    qtbot.waitUntil(lambda: window.centralWidget().file_bar.text == line, timeout=WAIT_MS)
    assert window.messages.text == ""
    with qtbot.waitSignal(window.snapshots.kept, timeout=WAIT_MS):
        window.commands.take_snapshot.trigger()
    sources["demo"] = endless
    window.commands.demo.trigger()
    assert window.centralWidget().file_bar.text == "", "it was about pictures no longer visible"


def test_a_closed_source_leaves_no_image(playing, qtbot) -> None:
    playing.commands.close_source.trigger()
    until_title(qtbot, playing, "No camera found")
    assert not playing.preview.has_image()
    assert not playing.commands.pause.isEnabled()
