"""The window, driven by its actions, with fakes for what is slow, lost or hangs."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from types import FrameType, SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QDragEnterEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox, QPushButton
from shiboken6 import isValid
from worker_fakes import PATIENCE_S, FakeEngine, FakeSource, Hang, lose, make_frames

from maskapp import paths
from maskapp.errors import SourceError
from maskapp.gui import processing, reconnect
from maskapp.gui.help_page import HelpDialog
from maskapp.gui.main_window import MainWindow
from maskapp.gui.settings_dialog import SettingsDialog
from maskapp.records import SourceInfo, SourceState

WAIT_MS = int(PATIENCE_S * 1000)
WEBCAM = SimpleNamespace(index=0, name="HD Webcam", path="/dev/video0", sizes=())
DESK_CAMERA = SimpleNamespace(index=2, name="Desk camera", path="/dev/video2", sizes=())


@pytest.fixture
def sources(monkeypatch) -> dict[str, Callable[[], FakeSource]]:
    """What opens by which text; whatever is raised there is raised."""
    known: dict[str, Callable[[], FakeSource]] = {}
    monkeypatch.setattr(processing, "load_engine", lambda _settings, *, stills: FakeEngine())
    monkeypatch.setattr(processing, "open_source", lambda request: known[request.text]())
    return known


@pytest.fixture
def cameras(monkeypatch) -> list[SimpleNamespace]:
    """The cameras that are plugged in."""
    plugged: list[SimpleNamespace] = []
    monkeypatch.setattr("maskapp.pipeline.cameras.list_cameras", lambda: tuple(plugged))
    return plugged


@pytest.fixture
def hang():
    hang = Hang()
    yield hang
    hang.release.set()


@pytest.fixture
def open_window(qtbot, tmp_path, sources, cameras, monkeypatch):
    """Shows a window of the test's data folder; all are closed at the end."""
    monkeypatch.setattr(paths, "default_recording_dir", lambda: tmp_path / "videos")
    windows: list[MainWindow] = []

    def show(source: str | None = None) -> MainWindow:
        window = MainWindow(tmp_path)
        windows.append(window)
        if source is not None:
            window.sources.open(source)
        window.show()
        window.start()
        return window

    yield show
    for window in windows:
        window.close_at_once()
        assert window.has_ended
        # Left to the garbage collector, its parts would go in any order.
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture
def playing(open_window, sources, hang, qtbot) -> MainWindow:
    """A window that shows a picture of a live source, which then goes quiet."""
    sources["live"] = lambda: FakeSource(make_frames(3), is_live=True, at_end=hang, name="Hall")
    window = open_window("live")
    qtbot.waitUntil(window.commands.take_snapshot.isEnabled, timeout=WAIT_MS)
    qtbot.waitUntil(window.preview.has_picture, timeout=WAIT_MS)
    return window


def endless() -> FakeSource:
    return FakeSource((frame for _ in count() for frame in make_frames(1)), is_live=True)


def title(window: MainWindow) -> str:
    """Of the page; "" where the picture is seen."""
    if window.preview.isVisible():
        return ""
    assert window.page.content is not None
    return window.page.content.title


def until_title(qtbot, window: MainWindow, expected: str) -> None:
    qtbot.waitUntil(lambda: title(window) == expected, timeout=WAIT_MS)


def actions_below(menu) -> list[QAction]:
    found = []
    for action in menu.actions():
        below = action.menu()
        found += actions_below(below) if isinstance(below, QMenu) else [action]
    return found


def test_the_window_says_what_to_do_without_a_camera(open_window, qtbot) -> None:
    window = open_window()
    assert title(window) == "Looking for cameras"
    until_title(qtbot, window, "No camera was found")
    assert window.commands.demo in window.page.content.actions
    assert not window.commands.record.isEnabled()


def test_the_first_thing_seen_is_what_is_being_opened(tmp_path, sources, qtbot) -> None:
    sources["live"] = endless
    window = MainWindow(tmp_path)
    window.sources.open("live")
    window.show()
    assert title(window) == "Opening live"  # the worker has not begun
    window.start()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    window.close_at_once()
    assert window.has_ended
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def test_a_camera_that_is_plugged_in_opens_by_itself(
    open_window, cameras, sources, hang, qtbot
) -> None:
    sources["0"] = lambda: FakeSource(make_frames(1), is_live=True, at_end=hang, name="HD Webcam")
    window = open_window()
    until_title(qtbot, window, "No camera was found")
    cameras.append(WEBCAM)
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    ticked = [a.text() for a in actions_below(window.menuBar()) if a.isChecked() and a.data() == 0]
    assert ticked == ["HD Webcam"]
    assert "HD Webcam" in window.windowTitle()


def test_the_camera_used_last_is_opened_again(open_window, cameras, sources, hang, qtbot) -> None:
    cameras += [WEBCAM, DESK_CAMERA]
    for camera in cameras:
        sources[str(camera.index)] = lambda name=camera.name: FakeSource(
            make_frames(1), is_live=True, at_end=hang, name=name
        )
    first = open_window("2")
    qtbot.waitUntil(lambda: first.sources.info is not None, timeout=WAIT_MS)
    first.close_at_once()
    second = open_window()
    qtbot.waitUntil(lambda: second.sources.info is not None, timeout=WAIT_MS)
    assert second.sources.name == "Desk camera"


def test_a_camera_in_use_elsewhere_is_told(open_window, cameras, sources, qtbot) -> None:
    def refuse():
        raise SourceError("HD Webcam: the camera does not open; another program may be using it")

    cameras.append(WEBCAM)
    sources["0"] = refuse
    window = open_window()
    until_title(qtbot, window, "The camera cannot be used")
    assert "another program" in window.page.content.sentence
    sources["0"] = endless
    window.commands.retry.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_what_cannot_be_opened_is_told(open_window, sources, qtbot) -> None:
    def refuse():
        raise SourceError("holiday.xyz: is no video")

    sources["holiday.xyz"] = refuse
    window = open_window("holiday.xyz")
    until_title(qtbot, window, "This cannot be opened")
    assert window.page.content.sentence == "holiday.xyz: is no video."


def test_a_lost_source_counts_down_and_comes_back(open_window, sources, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(reconnect, "_DELAYS_S", (600,))
    sources["rtsp://u:secret@hall/1"] = lambda: FakeSource(
        make_frames(2), is_live=True, at_end=lose
    )
    window = open_window("rtsp://u:secret@hall/1")
    until_title(qtbot, window, "The source is lost")
    qtbot.waitUntil(lambda: "again in" in window.page.content.sentence, timeout=WAIT_MS)
    assert "cable is out" in window.page.content.sentence
    sources["rtsp://u:secret@hall/1"] = endless
    window.commands.retry.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    recent = [a for a in actions_below(window.menuBar()) if "hall" in a.text()]
    assert recent
    assert not any("secret" in a.text() for a in recent)
    assert "secret" not in window.windowTitle()


def test_an_unplugged_camera_is_told_and_comes_back(
    open_window, cameras, sources, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(reconnect, "_DELAYS_S", (600,))
    pull = threading.Event()

    def go_on_until_pulled() -> None:
        pull.wait(PATIENCE_S)
        lose()

    cameras.append(WEBCAM)
    sources["0"] = lambda: FakeSource(
        make_frames(2), is_live=True, at_end=go_on_until_pulled, name="HD Webcam"
    )
    window = open_window()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    cameras.clear()
    pull.set()
    until_title(qtbot, window, "The camera is unplugged")
    assert "HD Webcam comes back by itself" in window.page.content.sentence
    assert "again in" in window.page.content.sentence
    assert not window.commands.open_camera.isEnabled()
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(lambda: window.messages.text == "No camera was found.", timeout=WAIT_MS)
    sources["0"] = endless
    cameras.append(WEBCAM)
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert window.commands.open_camera.isEnabled()


def test_no_button_takes_the_key_of_a_menu(open_window, qtbot) -> None:
    """Alt+V was the View menu and a button that opens a video, and so did neither."""
    window = open_window()
    until_title(qtbot, window, "No camera was found")
    window.messages.show_note("Saved.", window.commands.recordings_folder)
    for button in window.findChildren(QPushButton):
        if button.isVisibleTo(window):
            assert button.text()
            assert button.shortcut().isEmpty()


def test_a_clip_ends_on_a_page_and_plays_again(open_window, sources, qtbot) -> None:
    sources["demo"] = lambda: FakeSource(make_frames(3))
    window = open_window("demo")
    until_title(qtbot, window, "The end")
    sources["demo"] = endless
    window.commands.replay.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_the_last_picture_stays_in_view_and_can_be_kept(open_window, sources, qtbot) -> None:
    source = FakeSource(make_frames(1))
    source.info = SourceInfo("a.png", 32, 24, None, 1, is_live=False, is_stills=True)
    sources["a.png"] = lambda: source
    window = open_window("a.png")
    qtbot.waitUntil(lambda: window.sources.state == SourceState.ENDED, timeout=WAIT_MS)
    assert window.preview.isVisible()
    assert "judged" in window.messages.text
    with qtbot.waitSignal(window.snapshots.kept, timeout=WAIT_MS):
        window.commands.take_snapshot.trigger()
    sources["demo"] = endless
    window.commands.demo.trigger()
    assert window.messages.text == "", "of what is not seen any more"


def test_pause_holds_and_resumes(open_window, sources, qtbot) -> None:
    sources["live"] = endless
    window = open_window("live")
    qtbot.waitUntil(window.commands.pause.isEnabled, timeout=WAIT_MS)
    for state in (SourceState.PAUSED, SourceState.RUNNING):
        window.commands.pause.trigger()
        qtbot.waitUntil(lambda s=state: window.sources.state == s, timeout=WAIT_MS)
        assert window.commands.pause.isChecked() == (state == SourceState.PAUSED)


def test_a_closed_source_leaves_no_picture(playing, qtbot) -> None:
    playing.commands.close_source.trigger()
    until_title(qtbot, playing, "No camera was found")
    assert not playing.preview.has_picture()
    assert not playing.commands.pause.isEnabled()


def test_closing_does_not_wait_for_a_source_that_hangs(open_window, sources, hang, qtbot) -> None:
    sources["live"] = lambda: hang() or endless()
    window = open_window("live")
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    assert title(window) == "Opening live"
    window.close()
    assert window.has_ended
    hang.release.set()


def test_every_action_is_in_a_menu(open_window) -> None:
    window = open_window()
    in_menus = set(actions_below(window.menuBar()))
    assert set(window.commands.all()) <= in_menus
    assert all(action.text() for action in window.commands.all())


def test_the_help_lists_every_key_that_works(open_window) -> None:
    window = open_window()
    window.commands.help.trigger()
    words = window.findChild(HelpDialog).text.toPlainText().split()
    keys = [each.shortcut().toString() for each in window.findChildren(QAction)]
    assert len(keys) > 30
    assert {key for key in keys if key} <= set(words)


def test_no_shortcut_is_given_twice(open_window) -> None:
    window = open_window()
    keys = [
        action.shortcut().toString()
        for action in {*actions_below(window.menuBar()), *window.commands.all()}
        if not action.shortcut().isEmpty()
    ]
    assert len(keys) == len(set(keys))


def test_every_action_can_be_triggered(playing, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    done = []
    for action in actions_below(playing.menuBar()):
        if not isValid(action):  # an entry of a list that was made anew
            continue
        if action is playing.commands.quit or not action.isEnabled():
            continue
        done.append(action.text())
        action.trigger()
        qtbot.wait(1)  # lets the event loop turn
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()
    assert len(done) > 30
    assert not playing.messages.text.startswith("Something unexpected")


def test_a_snapshot_reaches_the_log(playing, qtbot) -> None:
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        qtbot.keyClick(playing, Qt.Key.Key_Space)
    pictures = list(playing.snapshots._folder.rglob("*.jpg"))
    assert pictures


def test_the_space_bar_takes_a_snapshot_while_a_card_has_the_focus(playing, qtbot) -> None:
    playing.activateWindow()
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        playing.commands.take_snapshot.trigger()
    qtbot.waitUntil(playing.snapshots.view.isVisible, timeout=WAIT_MS)
    playing.snapshots.view.setFocus()
    assert playing.snapshots.view.hasFocus()
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        qtbot.keyClick(playing.snapshots.view, Qt.Key.Key_Space)


def test_an_address_that_cannot_be_opened_offers_another_one(open_window, sources, qtbot) -> None:
    def fail() -> FakeSource:
        raise SourceError("no answer")

    sources["rtsp://door/1"] = fail
    window = open_window("rtsp://door/1")
    until_title(qtbot, window, "This cannot be opened")
    assert window.commands.open_stream in window.page.content.actions
    assert window.commands.open_video not in window.page.content.actions


def test_the_space_bar_writes_in_the_search_and_presses_buttons(playing, qtbot) -> None:
    search = playing.snapshots.filters.search
    search.setFocus()
    qtbot.keyClick(search, Qt.Key.Key_Space)
    assert search.text() == " "
    taken = []
    playing.worker.worker.snapshot_taken.connect(taken.append)
    button = playing.findChildren(type(playing.recording.indicator))[0]
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setEnabled(True)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.wait(50)
    assert not taken


def test_a_recording_is_shown_and_saved(open_window, sources, qtbot, tmp_path) -> None:
    sources["live"] = endless
    window = open_window("live")
    qtbot.waitUntil(window.commands.record.isEnabled, timeout=WAIT_MS)
    window.commands.record.trigger()
    qtbot.waitUntil(lambda: window.recording.is_recording, timeout=WAIT_MS)
    assert window.commands.record.isChecked()
    assert window.recording.indicator.text()
    window.commands.record.trigger()
    qtbot.waitUntil(lambda: "is saved" in window.messages.text, timeout=WAIT_MS)
    assert not window.commands.record.isChecked()
    assert window.recording.indicator.text() == ""
    assert list((tmp_path / "videos").glob("*.mp4"))


@pytest.mark.parametrize("answer", ["Finish", "Go on"])
def test_closing_asks_while_recording(open_window, sources, qtbot, monkeypatch, answer) -> None:
    sources["live"] = endless
    window = open_window("live")
    qtbot.waitUntil(window.commands.record.isEnabled, timeout=WAIT_MS)
    window.commands.record.trigger()
    qtbot.waitUntil(lambda: window.recording.is_recording, timeout=WAIT_MS)

    def choose(question: QMessageBox) -> None:
        [button] = [b for b in question.buttons() if answer in b.text().replace("&", "")]
        button.click()

    monkeypatch.setattr(QMessageBox, "exec", choose)
    window.close()
    assert window.isVisible() == (answer == "Go on")
    assert window.has_ended == (answer == "Finish")


def test_full_screen_shows_nothing_but_the_picture(playing, qtbot) -> None:
    status, bar = playing.status, playing.menuBar()
    qtbot.mouseDClick(playing.preview, Qt.MouseButton.LeftButton)
    assert playing.isFullScreen()
    assert not status.isVisible()
    assert not bar.isVisible()
    qtbot.keyClick(playing.preview, Qt.Key.Key_Escape)
    assert not playing.isFullScreen()
    assert status.isVisible()
    assert bar.isVisible()
    assert not playing.commands.fullscreen.isChecked()


def test_a_window_closed_on_the_full_screen_has_its_panels_next_time(playing, open_window) -> None:
    playing.commands.fullscreen.trigger()
    playing.close_at_once()
    again = open_window("live")
    assert again.status.isVisible()
    assert again.menuBar().isVisible()
    assert not again.isFullScreen()


def test_a_hidden_panel_stays_hidden_until_the_layout_is_reset(open_window) -> None:
    first = open_window()
    first._layout.actions()[0].trigger()
    assert not first.status.isVisible()
    first.close_at_once()
    second = open_window()
    assert not second.status.isVisible()
    second.commands.reset_layout.trigger()
    assert second.status.isVisible()


def test_dropped_files_are_opened(open_window, sources, tmp_path, qtbot) -> None:
    clip = tmp_path / "clip.mp4"
    sources[str(clip)] = endless
    window = open_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clip)), QUrl.fromLocalFile("/other")])
    how = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(5, 5), *how)
    QApplication.sendEvent(window.status, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window.status, QDropEvent(QPointF(5, 5), *how))
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert window.sources.text == str(clip)
    assert "first" in window.messages.text
    assert str(clip) in window.sources.recent


def test_only_another_theme_styles_the_window_anew(open_window, monkeypatch) -> None:
    window = open_window()
    applied: list[str] = []
    monkeypatch.setattr("maskapp.gui.main_window.apply_theme", applied.append)
    window.commands.mirror.trigger()
    window.commands.automatic_snapshots.trigger()
    assert applied == []
    window.commands.theme_dark.trigger()
    assert applied == ["dark"]


def test_a_setting_of_the_menu_is_known_to_the_next_process(open_window, tmp_path) -> None:
    window = open_window()
    window.commands.theme_dark.trigger()
    window.commands.automatic_snapshots.trigger()
    window.close_at_once()
    script = (
        "import sys, json, pathlib; from maskapp.settings import load_settings;"
        "settings, notices = load_settings(pathlib.Path(sys.argv[1]));"
        "print(json.dumps([settings.theme, settings.automatic_snapshots, notices]))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "settings.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == ["dark", False, []]
    again = open_window()
    assert again.commands.theme_dark.isChecked()
    assert not again.commands.automatic_snapshots.isChecked()


def test_a_damaged_settings_file_is_told(open_window, tmp_path) -> None:
    (tmp_path / "settings.json").write_text("{")
    window = open_window()
    assert "settings.json is not valid JSON (line 1)" in window.messages.text
    window.commands.theme_dark.trigger()
    window.close_at_once()
    (copy,) = tmp_path.glob("settings.broken-*.json")
    assert str(copy) in window.messages._text.text()
    assert copy.read_text() == "{"
    assert json.loads((tmp_path / "settings.json").read_text())["theme"] == "dark"


def test_many_unknown_settings_do_not_fill_the_window(open_window, tmp_path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({f"colour{i}": i for i in range(50)}))
    text = open_window().messages.text
    assert "colour1" in text
    assert "48 more" in text
    assert "colour2" not in text


def test_an_error_is_not_covered_by_a_note(open_window) -> None:
    window = open_window()
    window.messages.show_error("The disk is full.")
    window.messages.show_note("The recording is saved.")
    assert window.messages.text == "The disk is full."


def test_the_panels_make_room_for_each_other(open_window, qtbot) -> None:
    window = open_window()
    corner = Qt.Corner.BottomRightCorner
    window.resize(900, 600)
    assert window.corner(corner) == Qt.DockWidgetArea.BottomDockWidgetArea
    window.resize(1400, 800)
    assert window.corner(corner) == Qt.DockWidgetArea.RightDockWidgetArea


def test_diagnostics_come_to_the_clipboard(open_window) -> None:
    window = open_window()
    window.commands.copy_diagnostics.trigger()
    assert "PySide6" in QApplication.clipboard().text()


def test_a_second_start_shows_the_window_and_opens_its_source(open_window, sources, qtbot) -> None:
    sources["demo"] = endless
    window = open_window()
    window.showMinimized()
    window.show_again("demo")
    assert not window.isMinimized()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_only_one_point_of_the_screen_is_needed_for_each_pixel(playing) -> None:
    playing.commands.actual_size.trigger()
    assert playing.preview.target().size().toTuple() == (32, 24)
    playing.commands.fit.trigger()
    width, height = playing.preview.target().size().toTuple()
    assert width / height == pytest.approx(32 / 24)
    assert QPoint(round(width), round(height)).x() > 32


class Answers(QObject):
    """Hears the worker in this thread; `qtbot.waitSignal` would do so in the worker's."""

    def __init__(self) -> None:
        super().__init__()
        self.ok: list[bool] = []

    @Slot(str, bool, str)
    def hear(self, _file: str, ok: bool, _message: str) -> None:
        self.ok.append(ok)


def test_painting_ends_though_somebody_holds_on_to_it(playing, qtbot) -> None:
    """A painter left to the end of its function outlives it where a profiler, a debugger or a
    traceback holds the frame, and the next painting crashes."""
    frames: list[FrameType] = []
    sys.setprofile(lambda frame, *_: frames.append(frame))
    try:
        playing.grab()
    finally:
        sys.setprofile(None)
    painters = {
        id(value): value
        for frame in frames
        for value in frame.f_locals.values()
        if isinstance(value, QPainter) and isValid(value)
    }
    assert painters
    assert not any(painter.isActive() for painter in painters.values())


def test_the_settings_dialog_changes_the_window(open_window, qtbot) -> None:
    window = open_window()
    window.commands.settings.trigger()
    dialog = window.findChild(SettingsDialog)
    dialog.applied.emit(replace(window.settings.settings, theme="dark", mirror=True))
    assert window.commands.theme_dark.isChecked()
    assert window.commands.mirror.isChecked()
    answers = Answers()
    window.worker.worker.model_checked.connect(answers.hear)
    dialog.model_chosen.emit("/models/other.tflite")
    qtbot.waitUntil(lambda: answers.ok == [True], timeout=WAIT_MS)
    dialog.reject()


def test_quick_starts_and_ends_leave_nothing_behind(
    qtbot, tmp_path, sources, monkeypatch, caplog
) -> None:
    """Threads that are left behind would tell objects that are gone."""
    sources["live"] = endless
    pause = threading.Event()
    monkeypatch.setattr("maskapp.pipeline.cameras.list_cameras", lambda: pause.wait(0.01) or ())
    for number in range(10):
        window = MainWindow(tmp_path)
        if number % 2:
            window.sources.open("live")
        window.show()
        window.start()
        window.sources.look_for_cameras()
        qtbot.wait(number % 6 * 4)
        window.close()
        assert window.has_ended
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        del window
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
