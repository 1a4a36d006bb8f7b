"""Zones in the whole window."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QSlider, QToolButton, QWidget

from maskapp.gui.zones.zone_canvas import Tool
from maskapp.gui.zones.zones_feature import ZonesFeature
from maskapp.live.zones.source_profiles import SourceProfile
from maskapp.live.zones.zones import Zones
from maskapp.records import CameraInfo
from tests.support.window_helpers import WAIT_MS, endless, paced_frames
from tests.support.worker_fakes import FakeSource

ROLES = Qt.MouseButton.LeftButton


@pytest.fixture
def window(open_window, sources, qtbot):
    """A window that plays a live source without end."""
    sources["live"] = endless
    window = open_window("live")
    qtbot.waitUntil(lambda: bool(window.preview.places), timeout=WAIT_MS)
    return window


def feature(window) -> ZonesFeature:
    [found] = window.findChildren(ZonesFeature)
    return found


def begin(window):
    feature(window).edit.trigger()
    return feature(window).editor


def begin_with_keys(window, qtbot):
    """Open the editor, and wait until its keys work."""
    window.activateWindow()
    editor = begin(window)
    qtbot.waitUntil(editor.panel.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    return editor


def until_in_view(qtbot, window, count: int) -> None:
    faces = window.status._faces.model()
    qtbot.waitUntil(lambda: faces.rowCount() == count, timeout=WAIT_MS)


def test_without_a_source_there_is_nothing_to_edit(open_window) -> None:
    assert not feature(open_window()).edit.isEnabled()


def test_an_area_drawn_while_it_plays_counts_once_it_is_applied(window, qtbot, tmp_path) -> None:
    until_in_view(qtbot, window, 1)
    editor = begin(window)
    editor.canvas.set_tool(Tool.RECTANGLE)
    whole = window.preview.image_rect().toRect()
    QTest.mousePress(editor.canvas, ROLES, pos=whole.topLeft())
    QTest.mouseMove(editor.canvas, whole.center())
    QTest.mouseRelease(editor.canvas, ROLES, pos=whole.bottomRight() + QPoint(5, 5))
    until_in_view(qtbot, window, 1)
    editor.panel.name.setText("Entrance")
    editor.panel.apply_pressed.emit()
    assert feature(window).editor is None
    until_in_view(qtbot, window, 0)
    qtbot.waitUntil(lambda: window.windowTitle() == "Entrance — Maskapp", timeout=WAIT_MS)
    assert window.status._name.accessibleName() == "Entrance"
    assert window.sources.profiles.stop()
    [kept] = json.loads((tmp_path / "sources.json").read_text())["sources"].values()
    assert kept["name"] == "Entrance"


def answer(editor, text: str) -> None:
    """Answer the question what is to become of changes."""
    [question] = editor.panel.findChildren(QMessageBox)
    [button] = [each for each in question.buttons() if each.text().replace("&", "") == text]
    button.click()


def test_the_action_closes_the_editor_again_and_nothing_has_changed(window, qtbot) -> None:
    editor = begin(window)
    feature(window).edit.trigger()
    assert feature(window).editor is None
    assert window.sources.profiles.profiles.by_key == {}
    assert not window.preview.findChildren(type(editor.canvas), "visible")


def field_of(editor, name: str) -> QWidget:
    return {
        "picture": editor.canvas,
        "name": editor.panel.name,
        "size": editor.panel.findChild(QSlider),
        "tool": editor.panel.findChildren(QToolButton)[0],
    }[name]


@pytest.mark.parametrize("place", ["picture", "name", "size", "tool", "outside"])
def test_escape_closes_it_wherever_the_focus_is(window, qtbot, place) -> None:
    editor = begin_with_keys(window, qtbot)
    field = window.status if place == "outside" else field_of(editor, place)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert feature(window).editor is None


@pytest.mark.parametrize("place", ["picture", "name"])
def test_escape_first_drops_what_is_being_drawn(window, qtbot, place) -> None:
    window.commands.fullscreen.trigger()
    editor = begin_with_keys(window, qtbot)
    editor.canvas.set_tool(Tool.POLYGON)
    QTest.mouseClick(editor.canvas, ROLES, pos=editor.canvas.rect().center())
    field = field_of(editor, place)
    field.setFocus()
    for tool in (Tool.POLYGON, Tool.SELECT):
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert editor.canvas.tool is tool
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert feature(window).editor is None
    assert window.isFullScreen()
    QTest.keyClick(window.preview, Qt.Key.Key_Escape)
    assert not window.isFullScreen()


@pytest.mark.parametrize("change", ["size", "name"])
@pytest.mark.parametrize("choice", ["Apply", "Discard", "Keep editing"])
def test_escape_drops_no_change_without_asking(window, qtbot, change, choice) -> None:
    editor = begin_with_keys(window, qtbot)
    if change == "size":
        editor.panel.least_height_chosen.emit(0.25)
    else:
        editor.panel.name.setText("Entrance")
    QTest.keyClick(editor.canvas, Qt.Key.Key_Escape)
    assert feature(window).editor is editor
    answer(editor, choice)
    assert (feature(window).editor is editor) == (choice == "Keep editing")
    assert bool(window.sources.profiles.profiles.by_key) == (choice == "Apply")


def test_another_source_closes_the_editor(window, sources, qtbot) -> None:
    begin(window)
    sources["other"] = lambda: FakeSource(paced_frames(), is_live=True, name="Hall")
    window.sources.open("other")
    qtbot.waitUntil(lambda: feature(window).editor is None, timeout=WAIT_MS)


def test_keys_of_the_canvas_are_not_those_of_the_window(window, qtbot) -> None:
    editor = begin_with_keys(window, qtbot)
    editor.canvas.setFocus()
    QTest.keyClick(editor.canvas, Qt.Key.Key_Insert)
    with qtbot.assertNotEmitted(window.commands.fullscreen.triggered):
        QTest.keyClick(editor.canvas, Qt.Key.Key_Escape)
    assert editor.draft.selected is None


def test_a_face_that_is_ignored_by_its_menu_is_told_with_an_undo(window, qtbot) -> None:
    until_in_view(qtbot, window, 1)
    [box] = window.preview.places.values()
    rect = window.preview.image_rect()
    place = QPoint(
        round(rect.left() + (box.x1 + box.x2) / 2 * rect.width()),
        round(rect.top() + (box.y1 + box.y2) / 2 * rect.height()),
    )
    menu = feature(window).menu.menu_at(place.toPointF())
    menu.actions()[0].trigger()
    assert "all faces at this place are ignored" in window.messages.text
    until_in_view(qtbot, window, 0)
    [profile] = window.sources.profiles.profiles.by_key.values()
    assert profile.zones != Zones()
    begin(window)
    assert window.messages.text == "", "undoing it later would take back what is edited"


def test_the_editor_fits_into_the_smallest_window(window, qtbot) -> None:
    window.resize(900, 600)
    begin(window)
    qtbot.waitUntil(lambda: window.preview.height() < 400, timeout=WAIT_MS)
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert window.size().toTuple() == (900, 600)
    assert window.preview.height() >= 300


def test_the_snapshots_leave_their_room_to_the_editor(window) -> None:
    window.messages.show_note("A message.")
    window.resize(912, 480)
    for _ in range(2):
        begin(window)
        QApplication.processEvents()
        assert not window.snapshots.isVisible()
        feature(window).editor.close()
        QApplication.processEvents()
        assert window.snapshots.isVisible()
    assert window.size().toTuple() == (912, 480)


def test_the_same_source_opened_again_keeps_the_editor(window, qtbot) -> None:
    editor = begin(window)
    editor.panel.least_height_chosen.emit(0.25)
    opened = QSignalSpy(window.worker.worker.source_opened)
    window.sources.retry()
    assert window.sources.info is None, "the case to test"
    assert feature(window).edit.isEnabled()
    qtbot.waitUntil(lambda: opened.count() == 1 and window.sources.info is not None)
    assert feature(window).editor is editor
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert editor.canvas.isVisible()
    assert editor.panel.isVisible()
    editor.panel.apply_pressed.emit()
    [profile] = window.sources.profiles.profiles.by_key.values()
    assert profile.zones.least_height == 0.25


@pytest.mark.parametrize("request_mode", ["set_resolution", "set_frame_rate", "open"])
def test_another_mode_of_the_camera_keeps_the_editor(
    open_window, sources, cameras, qtbot, request_mode
) -> None:
    cameras.append(CameraInfo(0, "HD Webcam", None))
    sources["0"] = endless
    window = open_window("0")
    qtbot.waitUntil(lambda: bool(window.preview.places), timeout=WAIT_MS)
    editor = begin(window)
    editor.panel.least_height_chosen.emit(0.25)
    values = {"set_resolution": [(1280, 720)], "set_frame_rate": [15.0], "open": ["0"]}
    opened = QSignalSpy(window.worker.worker.source_opened)
    getattr(window.sources, request_mode)(*values[request_mode])
    qtbot.waitUntil(lambda: opened.count() == 1 and window.sources.info is not None)
    assert feature(window).editor is editor
    assert editor.draft.zones.least_height == 0.25


def test_the_least_size_is_told_for_the_size_of_the_frame_now(window, qtbot) -> None:
    editor = begin(window)
    editor.panel.least_height_chosen.emit(0.25)
    window.sources._set_info(replace(window.sources.info, height=1000))
    assert "250 px" in editor.canvas.least_text


@pytest.mark.parametrize("choice", ["Apply", "Discard"])
@pytest.mark.parametrize("is_asked_already", [False, True])
@pytest.mark.parametrize("way", ["another", "none"])
def test_no_change_is_dropped_with_its_source_without_asking(
    window, sources, qtbot, way, is_asked_already, choice
) -> None:
    editor, key = begin(window), window.sources.info.key
    editor.panel.least_height_chosen.emit(0.25)
    sources["other"] = lambda: FakeSource(paced_frames(), is_live=True, name="Hall")
    if is_asked_already:
        editor.leave()
    if way == "none":
        window.sources.close()
    else:
        window.sources.open("other")
    qtbot.waitUntil(lambda: not editor.canvas.isVisibleTo(window.preview), timeout=WAIT_MS)
    window.sources.changed.emit()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    [question] = editor.panel.findChildren(QMessageBox)
    assert "Keep" not in "".join(button.text() for button in question.buttons())
    answer(editor, choice)
    assert feature(window).editor is None
    assert feature(window).edit.isEnabled() == (way == "another")
    assert (key in window.sources.profiles.profiles.by_key) == (choice == "Apply")


@pytest.mark.parametrize("is_answered", [False, True])
def test_the_source_that_comes_back_is_edited_on(window, sources, qtbot, is_answered) -> None:
    editor = begin(window)
    sources["other"] = lambda: FakeSource(paced_frames(), is_live=True, name="Hall")
    window.sources.profiles.change("another", SourceProfile("Door", Zones()))
    editor.panel.name.setText("Door")
    window.sources.open("other")
    qtbot.waitUntil(lambda: bool(editor.panel.findChildren(QMessageBox)), timeout=WAIT_MS)
    if is_answered:
        answer(editor, "Apply")
        assert feature(window).editor is editor, "the name is taken"
    window.sources.open("live")
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(editor.canvas.isVisible, timeout=WAIT_MS)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not editor.panel.findChildren(QMessageBox)
    editor.leave()
    [question] = editor.panel.findChildren(QMessageBox)
    assert "Keep" in "".join(button.text() for button in question.buttons())
    answer(editor, "Discard")
    assert feature(window).editor is None
