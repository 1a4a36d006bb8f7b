import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget

from maskapp.errors import SourceLostError
from maskapp.gui.alarm.frame_overlay import FrameOverlay
from maskapp.records import Frame, MaskLabel, SourceState
from tests.support.snapshots import wait_for_cards, wait_for_rows
from tests.support.window_helpers import WAIT_MS, endless, start_recording
from tests.support.worker_fakes import FakeSource, in_step, make_face, make_frames


def panel(window, name) -> QDockWidget:
    return window.findChild(QDockWidget, name)


def read_one(qtbot, window, *, by_mouse=False):
    """Take a snapshot, open its card in the viewer, and return the viewer's page."""
    window.activateWindow()
    window.commands.take_snapshot.trigger()
    wait_for_rows(qtbot, window.snapshots, 1)
    wait_for_cards(qtbot, window.snapshots, 1)
    cards = window.snapshots.view
    place = cards.visualRect(cards.model().index(0, 0)).center()
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    if by_mouse:
        qtbot.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        qtbot.keyClick(cards, Qt.Key.Key_Return)
    page = window.features.viewer.page
    qtbot.waitUntil(lambda: page.view.has_picture, timeout=WAIT_MS)
    qtbot.waitUntil(page.view.hasFocus, timeout=WAIT_MS)
    return page


@pytest.mark.parametrize("by_mouse", [True, False])
def test_the_viewer_stands_in_place_of_the_picture_until_escape(playing, qtbot, by_mouse) -> None:
    page = read_one(qtbot, playing, by_mouse=by_mouse)
    assert page.isVisible()
    assert page.window() is playing
    assert not playing.preview.isVisible()
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert playing.preview.isVisible()
    assert playing.snapshots.view.hasFocus()


def test_a_narrow_window_does_not_grow_for_the_viewer(playing, qtbot) -> None:
    qtbot.waitUntil(playing.snapshots.isVisible)
    playing.resize(playing.minimumSizeHint())
    qtbot.waitUntil(lambda: playing.width() == playing.minimumSizeHint().width())
    before = playing.width()
    page = read_one(qtbot, playing)
    assert page.minimumSizeHint().width() + playing.status.minimumSizeHint().width() > before
    assert playing.width() == before
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(playing.status.isVisible)
    assert playing.width() == before


def test_escape_leaves_the_viewer_wherever_the_focus_is(playing, qtbot) -> None:
    page = read_one(qtbot, playing)
    playing.snapshots.filters.search.setFocus()
    qtbot.keyClick(playing.snapshots.filters.search, Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_all_goes_on_meanwhile(open_window, sources, qtbot) -> None:
    sources["live"] = endless
    window = open_window("live")
    start_recording(qtbot, window)
    read_one(qtbot, window)
    with qtbot.waitSignals([window.features.frame_shown] * 3, timeout=WAIT_MS):
        pass
    assert window.recording.is_recording
    assert window.commands.pause.isEnabled()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    wait_for_rows(qtbot, window.snapshots, 2)


@pytest.mark.parametrize("is_wanted", [True, False])
def test_the_live_verdict_stays_in_view(playing, qtbot, is_wanted) -> None:
    playing.settings.change(show_verdict=is_wanted)
    verdict = playing.centralWidget().verdict
    page = read_one(qtbot, playing)
    assert verdict.isVisible()
    assert verdict.accessibleName() == f"{verdict.text} (Live)"
    assert verdict.mapTo(playing, QPoint()).y() < page.mapTo(playing, QPoint()).y()
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert verdict.isVisible() is is_wanted
    assert verdict.accessibleName() == verdict.text


def tenths_of_seconds() -> Iterator[Frame]:
    """Yield frames whose time goes on ten times as fast as that of the clock."""
    [frame] = make_frames(1)
    pace = threading.Event()
    index = 0
    while True:
        pace.wait(0.01)
        yield replace(frame, index=index, time_s=index / 10)
        index += 1


def framed_words(window) -> list[str]:
    """Return what the red frames in the window are about, without the time."""
    overlays = window.findChildren(FrameOverlay)
    return [each.accessibleName()[5:] for each in overlays if each.isVisible()]


def test_an_alarm_is_seen_while_the_viewer_is_open(open_window, backend, sources, qtbot) -> None:
    sources["live"] = lambda: FakeSource(in_step(tenths_of_seconds(), backend.engine), is_live=True)
    window = open_window("live")
    window.settings.change(alarm_frame=True, violation_after_s=1.0)
    qtbot.waitUntil(window.preview.has_image, timeout=WAIT_MS)
    page = read_one(qtbot, window)

    assert framed_words(window) == []
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    qtbot.waitUntil(lambda: framed_words(window) == ["without mask"], timeout=WAIT_MS)
    window.commands.pause.trigger()
    qtbot.waitUntil(lambda: framed_words(window) == [], timeout=WAIT_MS)
    window.settings.change(theme="dark")  # draws the picture again
    with qtbot.waitSignal(window.features.frame_shown, timeout=WAIT_MS):
        pass
    assert framed_words(window) == []
    window.commands.pause.trigger()
    qtbot.waitUntil(lambda: framed_words(window) == ["without mask"], timeout=WAIT_MS)
    backend.engine.faces = (make_face(1, MaskLabel.WITH_MASK),)
    qtbot.waitUntil(lambda: framed_words(window) == [], timeout=WAIT_MS)
    backend.engine.faces = (make_face(2, MaskLabel.WITHOUT_MASK),)
    qtbot.waitUntil(lambda: framed_words(window) == ["without mask"], timeout=WAIT_MS)
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert framed_words(window) == []
    with qtbot.waitSignals([window.features.frame_shown] * 3, timeout=WAIT_MS):
        pass
    assert framed_words(window) == []  # the picture has a frame of its own


def lose() -> None:
    raise SourceLostError("The camera is gone.")


@pytest.mark.parametrize(
    ("is_live", "at_end", "state"),
    [(True, lose, SourceState.LOST), (False, lambda: None, SourceState.ENDED)],
)
def test_an_alarm_around_the_viewer_ends_with_the_source(
    open_window, backend, sources, qtbot, is_live, at_end, state
) -> None:
    is_over = threading.Event()
    frames = takewhile(lambda _: not is_over.is_set(), in_step(tenths_of_seconds(), backend.engine))
    sources["live"] = lambda: FakeSource(frames, is_live=is_live, at_end=at_end)
    window = open_window("live")
    window.settings.change(alarm_frame=True, violation_after_s=1.0)
    qtbot.waitUntil(window.preview.has_image, timeout=WAIT_MS)
    read_one(qtbot, window)
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    qtbot.waitUntil(lambda: framed_words(window) == ["without mask"], timeout=WAIT_MS)
    is_over.set()
    qtbot.waitUntil(lambda: window.sources.state is state, timeout=WAIT_MS)
    assert framed_words(window) == []
    window.commands.close_source.trigger()
    qtbot.waitUntil(lambda: window.sources.state is SourceState.IDLE, timeout=WAIT_MS)
    assert framed_words(window) == []


def test_a_pause_is_told_where_the_verdict_is(playing, qtbot) -> None:
    playing.settings.change(show_verdict=False)
    page = read_one(qtbot, playing)
    qtbot.keyClick(page.view, Qt.Key.Key_P)
    verdict = playing.centralWidget().verdict
    qtbot.waitUntil(lambda: verdict.note == "Paused", timeout=WAIT_MS)
    assert playing.preview._badge == ""
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert playing.preview._badge == "Paused"


def test_another_source_is_shown_at_once(playing, sources, qtbot) -> None:
    page = read_one(qtbot, playing)
    qtbot.keyClicks(page.facts.note, "typed")
    sources["other"] = lambda: FakeSource(make_frames(2), name="Yard")
    playing.sources.open("other")
    qtbot.waitUntil(playing.preview.isVisible, timeout=WAIT_MS)
    assert not page.isVisible()


def test_a_source_that_goes_on_leaves_the_viewer_alone(playing, qtbot) -> None:
    page = read_one(qtbot, playing)
    playing.sources.changed.emit()
    playing.sources.close()
    assert page.isVisible()


def test_zones_are_drawn_on_the_live_picture(playing, qtbot) -> None:
    page = read_one(qtbot, playing)
    qtbot.keyClick(page.view, Qt.Key.Key_Z)
    zones = playing.features.zones
    assert not page.isVisible()
    assert zones.editor.canvas.isVisible()
    playing.features.viewer.open(playing.snapshots.view.model().id_at(0))
    assert not zones.editor.panel.isVisible()
    qtbot.keyClick(page.view, Qt.Key.Key_Z)  # what was drawn is still there
    assert zones.editor.canvas.isVisible()
    qtbot.keyClick(zones.editor.canvas, Qt.Key.Key_Z)
    assert zones.editor is None
    assert panel(playing, "snapshots").isVisible()


def test_escape_leaves_the_viewer_before_full_screen(playing, qtbot) -> None:
    page = read_one(qtbot, playing)
    qtbot.keyClick(page.view, Qt.Key.Key_F11)
    assert playing.isFullScreen()
    assert page.isVisible()
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert playing.preview.hasFocus()
    assert playing.isFullScreen()
    qtbot.keyClick(playing.preview, Qt.Key.Key_Escape)
    assert not playing.isFullScreen()
    assert panel(playing, "snapshots").isVisible()


def test_a_small_window_gives_the_viewer_the_room_of_the_panels(playing, qtbot) -> None:
    playing.resize(900, 600)
    page = read_one(qtbot, playing)
    assert not panel(playing, "snapshots").isVisible()
    assert not panel(playing, "status").isVisible()
    for dock in ("snapshots", "status"):  # there is room for them all the same
        panel(playing, dock).show()
    assert playing.size().toTuple() == (900, 600)
    assert playing.minimumSizeHint().width() <= 900
    assert playing.minimumSizeHint().height() <= 600
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert panel(playing, "status").isVisible()
    assert playing.size().toTuple() == (900, 600)


def test_a_large_window_keeps_its_panels(playing, qtbot) -> None:
    playing.resize(1280, 800)
    read_one(qtbot, playing)
    assert panel(playing, "snapshots").isVisible()
    assert panel(playing, "status").isVisible()


def test_the_door_display_leaves_the_viewer_as_it_is(playing, qtbot) -> None:
    page = read_one(qtbot, playing)
    qtbot.keyClick(page.view, Qt.Key.Key_F10)
    door = playing.features.door.door
    qtbot.waitUntil(door.isActiveWindow, timeout=WAIT_MS)
    qtbot.keyPress(door, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "release" in door.hint.text, timeout=WAIT_MS)
    qtbot.keyRelease(door, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: playing.features.door.door is None, timeout=WAIT_MS)
    assert page.isVisible()


def test_a_filter_leaves_the_snapshot_in_view_and_deleting_says_so(playing, qtbot) -> None:
    page = read_one(qtbot, playing)
    playing.snapshots.filters.search.setText("nothing like it")
    wait_for_rows(qtbot, playing.snapshots, 0)
    qtbot.waitUntil(lambda: page.position.text() == "– of 0", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: playing.features.viewer.shown is not None, timeout=WAIT_MS)
    assert page.view.has_picture
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    playing.snapshots.filters.search.clear()
    qtbot.waitUntil(lambda: not page.view.has_picture, timeout=WAIT_MS)
    qtbot.keyClick(page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.view.has_picture, timeout=WAIT_MS)
