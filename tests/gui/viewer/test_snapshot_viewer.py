from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices

from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot, make_snapshots, wait_for_rows

MASK, BARE, WRONG, UNSURE = MaskLabel


def shown_source(desk) -> str:
    return desk.viewer.window.windowTitle().partition(" — ")[0]


def test_the_arrows_go_through_the_listed_snapshots(desk_of, qtbot):
    desk = desk_of(*make_snapshots(4))
    window = desk.open(desk.ids[3])
    qtbot.waitUntil(lambda: shown_source(desk) == "3")
    assert window.position.text() == "1 of 4"
    assert not window.previous.isEnabled()
    for expected in ("2", "1", "0"):
        window.next.trigger()
        qtbot.waitUntil(lambda wanted=expected: shown_source(desk) == wanted)
    assert not window.next.isEnabled()
    window.first.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "3")
    window.last.trigger()
    window.previous.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "1")
    assert desk.panel.selected_ids() == [desk.ids[1]], "the cards follow"


def test_a_new_snapshot_does_not_change_the_one_in_view(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    window = desk.open(desk.ids[0])
    qtbot.waitUntil(lambda: window.position.text() == "2 of 2")
    desk.panel.add(make_snapshot(MASK, source="new", taken_at=NOON + timedelta(hours=1)))
    qtbot.waitUntil(lambda: window.position.text() == "3 of 3")
    assert shown_source(desk) == "0"


def test_boxes_are_the_annotated_picture(desk_of, qtbot):
    desk = desk_of(make_snapshot(MASK))
    desk.log(desk.ids[0]).annotated.unlink()
    window = desk.open(desk.ids[0])
    window.boxes.trigger()
    qtbot.waitUntil(lambda: not window.view.has_picture)
    window.boxes.trigger()
    qtbot.waitUntil(lambda: window.view.has_picture)


def test_notes_are_saved_while_going_on_and_shown_again(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    window = desk.open(desk.ids[1], with_note=True)
    assert window.facts.note.hasFocus() or not window.isActiveWindow()
    qtbot.keyClicks(window.facts.note, "first")
    window.next.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "0")
    assert window.facts.note.toPlainText() == ""
    qtbot.keyClicks(window.facts.note, "second")
    window.previous.trigger()
    qtbot.waitUntil(lambda: window.facts.note.toPlainText() == "first")
    desk.viewer.close()
    qtbot.waitUntil(lambda: desk.log(desk.ids[0]).note == "second")
    assert desk.log(desk.ids[1]).note == "first"


def test_a_deleted_snapshot_can_be_restored_and_the_next_one_is_the_next(desk_of, qtbot):
    desk = desk_of(*make_snapshots(3))
    window = desk.open(desk.ids[1])
    qtbot.waitUntil(lambda: shown_source(desk) == "1")
    window.delete.trigger()
    wait_for_rows(qtbot, desk.panel, 2)
    qtbot.waitUntil(lambda: not window.view.has_picture)
    assert not window.delete.isEnabled()
    assert window.position.text() == "– of 2"
    window.restore.trigger()
    wait_for_rows(qtbot, desk.panel, 3)
    qtbot.waitUntil(lambda: window.view.has_picture)
    assert shown_source(desk) == "1"
    window.delete.trigger()
    qtbot.waitUntil(lambda: not window.view.has_picture)
    window.next.trigger()
    qtbot.waitUntil(lambda: shown_source(desk) == "0")


def test_a_snapshot_that_vanishes_says_so(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    window = desk.open(desk.ids[0])
    qtbot.waitUntil(lambda: shown_source(desk) == "0")
    window.facts.note.setPlainText("typed")
    desk.panel.commands.delete_now([desk.ids[0]])
    qtbot.waitUntil(lambda: not window.view.has_picture)
    assert not window.facts.note.isEnabled()
    desk.panel.commands.undo.trigger()
    qtbot.waitUntil(lambda: desk.panel.view.model().rowCount() == 2)
    qtbot.waitUntil(lambda: desk.log(desk.ids[0]).note == "typed", timeout=5000)


def test_a_missing_picture_says_so(desk_of, qtbot):
    desk = desk_of(*make_snapshots(2))
    desk.log(desk.ids[0]).plain.unlink()
    window = desk.open(desk.ids[1])
    window.next.trigger()
    qtbot.waitUntil(lambda: not window.view.has_picture)
    assert window.facts.note.isEnabled(), "its note can be written all the same"


def test_the_picture_and_its_folder_open_elsewhere(desk_of, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    desk = desk_of(make_snapshot(MASK))
    window = desk.open(desk.ids[0])
    window.open_with.trigger()
    window.folder.trigger()
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
    window = desk.open(desk.ids[1])
    assert not window.play.isEnabled()
    window.next.trigger()
    qtbot.waitUntil(window.play.isEnabled)
    window.play.trigger()
    assert opened == [str(clip)]


def test_enter_on_a_card_opens_it(desk_of, qtbot):
    desk = desk_of(make_snapshot(MASK))
    desk.panel.commands.select_only(desk.ids[0])
    qtbot.keyClick(desk.panel.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.viewer.window is not None)
    qtbot.waitUntil(lambda: desk.viewer.window.view.has_picture)
