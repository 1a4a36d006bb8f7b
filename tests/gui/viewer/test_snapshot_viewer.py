from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QSignalSpy

from maskapp.errors import SnapshotLogError
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot, make_snapshots, wait_for_rows

MASK, BARE, WRONG, UNSURE = MaskLabel


def shown_source(desk) -> str:
    return desk.viewer.shown.source if desk.viewer.shown else ""


def test_the_arrows_go_through_the_listed_snapshots(desk_of, qtbot):
    desk = desk_of(*make_snapshots(4))
    page = desk.open(desk.ids[3])
    qtbot.waitUntil(lambda: shown_source(desk) == "3")
    assert page.position.text() == "1 of 4"
    assert not page.previous.isEnabled()
    for expected in ("2", "1", "0"):
        page.next.trigger()
        qtbot.waitUntil(lambda wanted=expected: shown_source(desk) == wanted)
    assert not page.next.isEnabled()
    page.first.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "3")
    page.last.trigger()
    page.previous.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "1")
    assert desk.panel.selected_ids() == [desk.ids[1]], "the cards follow"


def test_another_card_that_is_selected_is_shown(desk_of, qtbot):
    desk = desk_of(*make_snapshots(3))
    page = desk.open(desk.ids[2])
    view = desk.panel.view
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(view.model().index(2, 0)).center(),
    )
    qtbot.waitUntil(lambda: shown_source(desk) == "0")
    assert page.position.text() == "3 of 3"
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.panel.selected_ids()) == 3
    assert shown_source(desk) == "0", "several cannot be shown"
    desk.viewer.close()
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(view.model().index(1, 0)).center(),
    )
    assert shown_source(desk) == "0", "a click alone does not open the viewer"


def test_a_new_snapshot_does_not_change_the_one_in_view(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    page = desk.open(desk.ids[0])
    qtbot.waitUntil(lambda: page.position.text() == "2 of 2")
    desk.panel.add(make_snapshot(MASK, source="new", taken_at=NOON + timedelta(hours=1)))
    qtbot.waitUntil(lambda: page.position.text() == "3 of 3")
    assert shown_source(desk) == "0"


def test_boxes_are_the_annotated_picture(desk_of, qtbot):
    desk = desk_of(make_snapshot(MASK))
    desk.log(desk.ids[0]).annotated.unlink()
    page = desk.open(desk.ids[0])
    page.boxes.trigger()
    qtbot.waitUntil(lambda: not page.view.has_picture)
    page.boxes.trigger()
    qtbot.waitUntil(lambda: page.view.has_picture)


def test_notes_are_saved_while_going_on_and_shown_again(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    page = desk.open(desk.ids[1], with_note=True)
    assert page.facts.note.hasFocus() or not page.isActiveWindow()
    qtbot.keyClicks(page.facts.note, "first")
    page.next.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "0")
    assert page.facts.note.toPlainText() == ""
    qtbot.keyClicks(page.facts.note, "second")
    page.previous.trigger()
    qtbot.waitUntil(lambda: page.facts.note.toPlainText() == "first")
    desk.viewer.close()
    qtbot.waitUntil(lambda: desk.log(desk.ids[0]).note == "second")
    assert desk.log(desk.ids[1]).note == "first"


def test_a_deleted_snapshot_can_be_restored_and_the_next_one_is_the_next(desk_of, qtbot):
    desk = desk_of(*make_snapshots(3))
    page = desk.open(desk.ids[1])
    qtbot.waitUntil(lambda: shown_source(desk) == "1")
    page.delete.trigger()
    wait_for_rows(qtbot, desk.panel, 2)
    qtbot.waitUntil(lambda: not page.view.has_picture)
    assert not page.delete.isEnabled()
    assert page.position.text() == "– of 2"
    page.restore.trigger()
    wait_for_rows(qtbot, desk.panel, 3)
    qtbot.waitUntil(lambda: page.view.has_picture)
    assert shown_source(desk) == "1"
    page.delete.trigger()
    qtbot.waitUntil(lambda: not page.view.has_picture)
    page.next.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "0")


def test_a_snapshot_that_could_not_be_deleted_is_not_called_deleted(desk_of, qtbot, monkeypatch):
    desk = desk_of(*make_snapshots(2))
    page = desk.open(desk.ids[1])
    qtbot.waitUntil(lambda: shown_source(desk) == "1")

    def fail(*_args):
        raise SnapshotLogError("the disk is full")

    monkeypatch.setattr(SnapshotLog, "delete", fail)
    page.delete.trigger()
    qtbot.waitUntil(lambda: not page.restore.isEnabled())
    assert page.message.text() == ""
    qtbot.waitUntil(lambda: shown_source(desk) == "1")
    assert desk.problems == ["the disk is full"]
    desk.problems.clear()
    monkeypatch.undo()


def test_restoring_that_failed_can_be_tried_again(desk_of, qtbot, monkeypatch):
    desk = desk_of(*make_snapshots(2))
    page = desk.open(desk.ids[1])
    qtbot.waitUntil(lambda: shown_source(desk) == "1")
    page.delete.trigger()
    qtbot.waitUntil(lambda: not page.delete.isEnabled())

    def fail(*_args):
        raise SnapshotLogError("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(SnapshotLog, "restore", fail)
        page.restore.trigger()
        qtbot.waitUntil(lambda: desk.problems == ["the disk is full"])
    page.restore.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "1")
    desk.problems.clear()


def test_a_snapshot_that_vanishes_says_so(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    page = desk.open(desk.ids[0])
    qtbot.waitUntil(lambda: shown_source(desk) == "0")
    page.facts.note.setPlainText("typed")
    desk.panel.commands.delete_now([desk.ids[0]])
    qtbot.waitUntil(lambda: not page.view.has_picture)
    assert not page.facts.note.isEnabled()
    desk.panel.commands.undo.trigger()
    qtbot.waitUntil(lambda: desk.panel.view.model().rowCount() == 2)
    qtbot.waitUntil(lambda: desk.log(desk.ids[0]).note == "typed", timeout=5000)


def test_a_missing_picture_says_so(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    desk.log(desk.ids[0]).plain.unlink()
    page = desk.open(desk.ids[1])
    page.next.trigger()
    qtbot.waitUntil(lambda: not page.view.has_picture)
    assert page.facts.note.isEnabled(), "its note can be written all the same"


def test_the_picture_and_its_folder_open_elsewhere(desk_of, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    desk = desk_of(make_snapshot(MASK))
    page = desk.open(desk.ids[0])
    page.open_with.trigger()
    page.folder.trigger()
    snapshot = desk.log(desk.ids[0])
    assert opened == [str(snapshot.plain), str(snapshot.plain.parent)]


def test_a_clip_is_played_elsewhere(desk_of, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    desk = desk_of(*make_snapshots(2))
    snapshot = desk.log(desk.ids[0])
    clip = snapshot.annotated.with_suffix(".mp4")
    clip.write_bytes(b"a video")
    page = desk.open(desk.ids[1])
    assert not page.play.isEnabled()
    page.next.trigger()
    qtbot.waitUntil(page.play.isEnabled)
    page.play.trigger()
    assert opened == [str(clip)]


def test_enter_on_a_card_opens_it(desk_of, qtbot):
    desk = desk_of(make_snapshot(MASK))
    desk.panel.commands.select_only(desk.ids[0])
    qtbot.keyClick(desk.panel.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.viewer.page is not None)
    qtbot.waitUntil(lambda: desk.viewer.page.view.has_picture)


def test_undoing_a_deletion_in_the_panel_shows_the_snapshot_again(desk_of, qtbot):
    desk = desk_of(*make_snapshots(3))
    page = desk.open(desk.ids[1])
    page.delete.trigger()
    wait_for_rows(qtbot, desk.panel, 2)
    qtbot.waitUntil(lambda: not page.view.has_picture)
    desk.panel.commands.undo.trigger()
    qtbot.waitUntil(lambda: page.view.has_picture)
    assert shown_source(desk) == "1"
    assert page.delete.isEnabled()
    assert page.facts.note.isEnabled()
    assert not page.restore.isEnabled(), "there is nothing to restore any more"
    wait_for_rows(qtbot, desk.panel, 3)
    assert page.position.text() == "2 of 3"
    assert page.message.accessibleName() == "", "it is not deleted any more"
    assert desk.panel.selected_ids() == [desk.ids[1]], "the panel's buttons act on what is shown"


def test_a_snapshot_restored_in_the_viewer_is_selected_again(desk_of, qtbot):
    desk = desk_of(*make_snapshots(3))
    page = desk.open(desk.ids[1])
    page.delete.trigger()
    wait_for_rows(qtbot, desk.panel, 2)
    assert page.message.accessibleName() == "Deleted"
    page.restore.trigger()
    wait_for_rows(qtbot, desk.panel, 3)
    assert page.message.accessibleName() == ""
    assert desk.panel.selected_ids() == [desk.ids[1]]
    assert desk.panel.commands.delete.isEnabled()


def test_undoing_the_deletion_of_another_snapshot_ends_its_restoring_alone(desk_of, qtbot):
    desk = desk_of(*make_snapshots(3))
    page = desk.open(desk.ids[1])
    page.delete.trigger()
    qtbot.waitUntil(lambda: not page.view.has_picture)
    page.next.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "0")
    assert page.restore.isEnabled()
    desk.panel.commands.undo.trigger()
    assert not page.restore.isEnabled()
    wait_for_rows(qtbot, desk.panel, 3)
    assert shown_source(desk) == "0"


def test_a_snapshot_that_the_filters_leave_out_keeps_its_zoom(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    page = desk.open(desk.ids[0])
    page.view.show_pixels()
    page.view.zoom_in()
    zoomed = page.view.scale
    read = QSignalSpy(desk.viewer._reading.done)
    desk.panel.filters.search.setText("nothing like this")
    wait_for_rows(qtbot, desk.panel, 0)
    qtbot.waitUntil(lambda: read.count() == 1 and desk.viewer.shown is not None)
    assert page.view.scale == zoomed


def test_a_note_that_found_no_space_is_saved_at_the_end(desk_of, qtbot, monkeypatch):
    real, tried = SnapshotLog.set_note, []

    def write(log, snapshot_id, note):
        tried.append(note)
        if len(tried) == 1:
            raise SnapshotLogError("The disk is full.")
        real(log, snapshot_id, note)

    monkeypatch.setattr(SnapshotLog, "set_note", write)
    desk = desk_of(*make_snapshots(2))
    page = desk.open(desk.ids[1], with_note=True)
    qtbot.keyClicks(page.facts.note, "a name ")
    page.facts.note.save()
    qtbot.waitUntil(lambda: desk.problems == ["The disk is full."])
    desk.problems.clear()
    page.next.trigger()
    qtbot.waitUntil(lambda: desk.log(desk.ids[1]).note == "a name")
    assert tried == ["a name ", "a name "]
    page.previous.trigger()
    qtbot.waitUntil(lambda: page.facts.note.toPlainText() == "a name")
