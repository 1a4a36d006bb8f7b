from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QDate, QItemSelectionModel, QPoint, QSize, Qt
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox, QToolButton

from maskapp.gui.snapshots import snapshot_thread as snapshot_worker
from maskapp.gui.snapshots.card_delegate import PICTURE_SIZE
from maskapp.gui.snapshots.card_requests import CardRequests
from maskapp.gui.snapshots.note_dialog import NoteDialog
from maskapp.gui.snapshots.snapshot_model import SNAPSHOT_ROLE, THUMBNAIL_ROLE, SnapshotModel
from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, NewSnapshot, Snapshot
from maskapp.records import Box, Face, MaskLabel
from maskapp.settings import Settings

MASK, BARE, WRONG, UNSURE = MaskLabel
NOON = datetime.now(UTC).replace(hour=12, microsecond=0)


def shot(*labels, kind="manual", source="Webcam", taken_at=NOON, size=(90, 160)):
    landmarks = np.zeros((5, 2), np.float32)
    faces = tuple(
        Face(track, Box(1, 2, 30, 40), label, 0.9, {}, 0.9, landmarks, 1.0)
        for track, label in enumerate(labels, 1)
    )
    image = np.zeros((*size, 3), np.uint8)
    image[..., 2] = 200  # red
    return NewSnapshot(taken_at, kind, source, faces, image, image)


@pytest.fixture
def data_dir(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def panel_of(qtbot, data_dir) -> Callable[..., SnapshotPanel]:
    """Opens the panel on a log of these snapshots, and waits until it shows them."""
    opened = []

    def make(*shots):
        with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
            for each in shots:
                log.add(each)
        panel = SnapshotPanel(data_dir)
        panel.start()
        opened.append(panel)
        panel.problems = []
        panel.failed.connect(panel.problems.append)
        qtbot.addWidget(panel)
        panel.resize(900, 500)
        panel.show()
        qtbot.waitUntil(lambda: panel.view.model().rowCount() == len(shots))
        return panel

    yield make
    for panel in opened:
        assert panel.shutdown()
        assert panel.problems == []


def card(panel, row):
    return panel.view.model().index(row, 0).data(SNAPSHOT_ROLE)


def wait_for_cards(qtbot, panel, count):
    qtbot.waitUntil(lambda: all(card(panel, row) is not None for row in range(count)))


def select(panel, *rows):
    model, selection = panel.view.model(), panel.view.selectionModel()
    selection.clearSelection()
    for row in rows:
        selection.select(model.index(row, 0), QItemSelectionModel.SelectionFlag.Select)


def click(qtbot, panel, row, modifier=Qt.KeyboardModifier.NoModifier):
    place = panel.view.visualRect(panel.view.model().index(row, 0)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def log_of(data_dir):
    return SnapshotLog(data_dir / SNAPSHOT_FOLDER)


def page_text(panel):
    return panel._empty_text.text()


def test_an_empty_log_says_what_to_do(qtbot, panel_of):
    panel = panel_of()
    qtbot.waitUntil(lambda: "No snapshots yet" in page_text(panel))
    assert not panel.view.isVisible()
    assert not panel.clear_filters.isVisible()
    assert not any(action.isEnabled() for action in panel.menu_actions())
    assert "violations" in page_text(panel)
    panel.set_settings(Settings(automatic_snapshots=False))
    assert "No snapshots yet" in page_text(panel)
    assert "violations" not in page_text(panel)


def test_a_new_snapshot_is_kept_and_shown_first(qtbot, panel_of, data_dir):
    panel = panel_of(shot(MASK))
    new = shot(BARE, kind="automatic", source="Door", taken_at=NOON + timedelta(minutes=1))
    with qtbot.waitSignal(panel.kept):
        panel.add(new)
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 2)
    wait_for_cards(qtbot, panel, 2)
    first = card(panel, 0)
    assert (first.kind, first.source, first.taken_at) == ("automatic", "Door", new.taken_at)
    with log_of(data_dir) as log:
        assert log.count() == 2


def test_the_thumbnail_fits_the_card_and_is_the_picture(qtbot, panel_of):
    panel = panel_of(shot(MASK, size=(400, 900)))
    index = panel.view.model().index(0, 0)
    qtbot.waitUntil(lambda: index.data(THUMBNAIL_ROLE) is not None)
    thumbnail = index.data(THUMBNAIL_ROLE)
    wanted = QSize(900, 400).scaled(PICTURE_SIZE, Qt.AspectRatioMode.KeepAspectRatio)
    assert thumbnail.size() == wanted * panel.devicePixelRatioF()
    middle = thumbnail.pixelColor(thumbnail.rect().center())
    assert middle.red() > 180
    assert middle.blue() < 30


@pytest.mark.qt_log_ignore("Invalid JPEG file structure")
def test_a_picture_that_is_gone_has_a_null_thumbnail(qtbot, panel_of, data_dir):
    with log_of(data_dir) as log:
        log.add(shot(MASK))
        (snapshot,) = log.read(log.find())
        snapshot.annotated.write_bytes(snapshot.annotated.read_bytes()[:600])
    panel = SnapshotPanel(data_dir)
    panel.start()
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 1)
    index = panel.view.model().index(0, 0)
    qtbot.waitUntil(lambda: index.data(THUMBNAIL_ROLE) is not None)
    panel.grab()
    assert panel.shutdown()


def test_filters_and_back(qtbot, panel_of):
    old = NOON - timedelta(days=10)
    panel = panel_of(
        shot(MASK, source="a", taken_at=old),
        shot(BARE, kind="automatic", source="b"),
        shot(WRONG, source="b", taken_at=NOON - timedelta(minutes=1)),
    )
    rows, filters = panel.view.model().rowCount, panel.filters

    def shows(count):
        qtbot.waitUntil(lambda: rows() == count)

    filters.label.setCurrentText("Violations")
    shows(2)
    filters.label.setCurrentText("Worn wrong")
    shows(1)
    filters.label.setCurrentIndex(0)
    shows(3)
    filters.kind.setCurrentText("Automatic")
    shows(1)
    filters.kind.setCurrentIndex(0)
    filters.source.setCurrentText("b")
    shows(2)
    filters.source.setCurrentIndex(0)
    filters.when.setCurrentText("Last 7 days")
    shows(2)
    filters.when.setCurrentText("Choose days…")
    assert filters.first_day.isVisible()
    old_day = old.astimezone()
    day = QDate(old_day.year, old_day.month, old_day.day)
    filters.first_day.setDate(day)
    filters.last_day.setDate(day)
    shows(1)
    filters.first_day.setDate(QDate(1, 1, 1))
    filters.last_day.setDate(QDate(9999, 12, 31))
    shows(3)
    filters.when.setCurrentIndex(0)
    assert not filters.first_day.isVisible()
    shows(3)
    qtbot.keyClicks(filters.search, "nothing like this")
    shows(0)
    qtbot.waitUntil(lambda: page_text(panel) == "No snapshot matches the filter.")
    qtbot.mouseClick(panel.clear_filters, Qt.MouseButton.LeftButton)
    shows(3)
    assert filters.search.text() == ""
    assert filters.is_everything()


def test_the_order(qtbot, panel_of):
    panel = panel_of(
        shot(BARE, BARE, source="z", taken_at=NOON - timedelta(hours=2)),
        shot(MASK, source="a", taken_at=NOON - timedelta(hours=1)),
        shot(BARE, source="m"),
    )

    def shows(order):
        qtbot.waitUntil(
            lambda: [s and s.source for s in (card(panel, r) for r in range(3))] == order
        )

    shows(["m", "a", "z"])
    for words, order in (
        ("Oldest first", ["z", "a", "m"]),
        ("Most violations", ["z", "m", "a"]),
        ("By source", ["a", "m", "z"]),
    ):
        panel.filters.sort.setCurrentText(words)
        shows(order)


def test_deleting_asks_and_can_be_undone_until_the_panel_closes(qtbot, panel_of, data_dir):
    panel = panel_of(*(shot(source=str(i), taken_at=NOON + timedelta(minutes=i)) for i in range(4)))
    select(panel, 1, 2)
    panel.commands.delete.trigger()
    question = panel.findChild(QMessageBox)
    assert "Delete 2 snapshots?" in question.text()
    question.reject()
    qtbot.waitUntil(lambda: panel.findChild(QMessageBox) is None)
    assert panel.view.model().rowCount() == 4
    panel.commands.delete.trigger()
    panel.findChild(QMessageBox).accept()
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 2)
    assert panel.commands.undo.isEnabled()
    panel.commands.undo.trigger()
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 4)
    qtbot.waitUntil(lambda: not panel.commands.undo.isEnabled())
    select(panel, 0)
    panel.commands.delete.trigger()
    qtbot.waitUntil(lambda: panel.findChild(QMessageBox) is not None)
    panel.findChild(QMessageBox).accept()
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 3)
    assert panel.shutdown()
    with log_of(data_dir) as log:
        assert len(log.stems()) == 3
        assert len(list(log.pictures.folder.iterdir())) == 6


def test_the_undo_key_brings_the_last_snapshot_back(qtbot, panel_of):
    panel = panel_of(shot(MASK))
    panel.activateWindow()
    panel.view.setFocus()
    click(qtbot, panel, 0)
    panel.commands.delete.trigger()
    panel.findChild(QMessageBox).accept()
    qtbot.waitUntil(lambda: not panel.view.isVisible())
    panel.activateWindow()
    qtbot.waitUntil(lambda: panel._pages.currentWidget().hasFocus())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 1)
    qtbot.waitUntil(panel.view.hasFocus)


def test_the_usual_choices_are_read_whole_while_days_are_chosen(qtbot, panel_of):
    panel = panel_of()
    filters = panel.filters
    panel.resize(900, 200)
    panel.show()
    filters.when.setCurrentIndex(filters.when.count() - 1)
    assert filters.first_day.isVisible()
    for choice in (filters.label, filters.kind, filters.when):
        qtbot.waitUntil(lambda choice=choice: choice.width() >= choice.sizeHint().width())
    assert filters.minimumSizeHint().width() < 900


def test_tab_goes_through_the_filters_from_left_to_right(panel_of):
    filters = panel_of().filters
    widgets, widget = [], filters.label
    while widget is not filters.sort:
        widgets.append(widget)
        widget = widget.nextInFocusChain()
    wanted = [filters.kind, filters.source, filters.when, filters.first_day, filters.last_day]
    assert [widget for widget in widgets if widget in wanted] == wanted


def test_the_selection_survives_a_new_snapshot_and_another_order(qtbot, panel_of):
    panel = panel_of(*(shot(source=str(i), taken_at=NOON + timedelta(minutes=i)) for i in range(4)))
    select(panel, 1, 3)
    chosen = panel.selected_ids()
    panel.add(shot(source="new", taken_at=NOON + timedelta(hours=1)))
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 5)
    assert panel.selected_ids() == chosen
    panel.filters.sort.setCurrentText("Oldest first")
    qtbot.waitUntil(lambda: panel.selected_ids() == chosen[::-1])


def test_cards_side_by_side_stay_one_part_of_the_selection(qtbot, panel_of) -> None:
    """Qt needs seconds to change a selection of thousands of parts."""
    panel = panel_of(*(shot(source=str(i), taken_at=NOON + timedelta(minutes=i)) for i in range(6)))
    select(panel, 0, 2, 3, 4)
    chosen = panel.selected_ids()
    panel.filters.sort.setCurrentText("Oldest first")
    qtbot.waitUntil(lambda: panel.selected_ids() == chosen[::-1])
    assert panel.view.selectionModel().selection().count() == 2


def test_a_note_is_written_shown_and_found(qtbot, panel_of, data_dir):
    panel = panel_of(shot(source="a"), shot(source="b", taken_at=NOON + timedelta(minutes=1)))
    wait_for_cards(qtbot, panel, 2)
    select(panel, 1)
    panel.commands.edit_note.trigger()
    dialog = panel.findChild(NoteDialog)
    dialog.note.setPlainText("Besuch\nam Tor")
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: card(panel, 1).note == "Besuch\nam Tor")
    assert "Besuch" in panel.view.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    panel.filters.search.setText("BESUCH")
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 1)


def test_opening_hands_the_files_to_the_desktop(qtbot, panel_of, monkeypatch):
    opened = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: not opened.append(url.toLocalFile())
    )
    panel = panel_of(shot(MASK))
    wait_for_cards(qtbot, panel, 1)
    snapshot = card(panel, 0)
    assert isinstance(snapshot, Snapshot)
    click(qtbot, panel, 0)
    with qtbot.waitSignal(panel.told) as told:  # the desktop's program may fail without a word
        panel.commands.open.trigger()
    assert str(snapshot.annotated) in told.args[0]
    panel.commands.show_folder.trigger()
    assert opened == [str(snapshot.annotated), str(snapshot.annotated.parent)]
    opened.clear()
    place = panel.view.visualRect(panel.view.model().index(0, 0)).center()
    qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [str(snapshot.annotated)]


def test_where_no_program_opens_pictures_people_are_told(qtbot, panel_of, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    panel = panel_of(shot(MASK))
    wait_for_cards(qtbot, panel, 1)
    click(qtbot, panel, 0)
    panel.commands.open.trigger()
    (problem,) = panel.problems
    assert str(card(panel, 0).annotated) in problem
    panel.problems.clear()


def test_keys_act_on_the_cards_but_not_in_the_search(qtbot, panel_of, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not opened.append(url))
    panel = panel_of(shot(MASK), shot(BARE, taken_at=NOON + timedelta(minutes=1)))
    wait_for_cards(qtbot, panel, 2)
    panel.activateWindow()
    panel.view.setFocus()
    click(qtbot, panel, 0)
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert len(opened) == 1
    panel.filters.search.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_F2):
        qtbot.keyClick(panel.filters.search, key)
    assert len(opened) == 1
    assert panel.findChild(QMessageBox) is None
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert panel.findChild(QMessageBox) is not None


def test_every_tool_has_a_name_and_says_its_key(panel_of):
    panel = panel_of()
    buttons = [
        b for b in panel.findChildren(QToolButton) if b.defaultAction() in panel.menu_actions()
    ]
    assert len(buttons) == 5
    for button in buttons:
        assert button.accessibleName()
        assert "(" in button.toolTip()
        assert not button.icon().isNull()


def test_the_context_menu_offers_what_the_menu_bar_does(qtbot, panel_of):
    panel = panel_of(shot(MASK))
    panel.view.customContextMenuRequested.emit(QPoint(20, 20))
    menu = panel.findChild(QMenu)
    assert menu.actions() == panel.menu_actions()
    menu.close()


def test_retention_follows_the_settings(qtbot, panel_of):
    panel = panel_of(shot(taken_at=NOON - timedelta(days=9)), shot())
    panel.set_settings(Settings(retention_days=7))
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 1)
    panel.add(shot(taken_at=NOON - timedelta(days=8)))
    with qtbot.waitSignal(panel.kept):
        panel.add(shot(taken_at=NOON + timedelta(minutes=1)))
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 2)


def test_what_was_handed_over_is_kept_even_when_closing_at_once(panel_of, data_dir):
    panel = panel_of()
    for i in range(5):
        panel.add(shot(taken_at=NOON + timedelta(seconds=i)))
    assert panel.shutdown()
    with log_of(data_dir) as log:
        assert log.count() == 5


def test_a_damaged_log_is_noticed_and_made_again(qtbot, data_dir):
    with log_of(data_dir) as log:
        log.add(shot(MASK))
    database_path(data_dir / SNAPSHOT_FOLDER).write_bytes(b"no database" * 500)
    panel = SnapshotPanel(data_dir)
    panel.start()
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.noticed) as notice:
        pass
    assert "damaged" in notice.args[0]
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 1)
    assert panel.shutdown()


def test_what_goes_wrong_is_told_and_the_panel_goes_on(qtbot, data_dir, tmp_path):
    data_dir.mkdir()
    (data_dir / SNAPSHOT_FOLDER).write_text("a file where the folder should be")
    panel = SnapshotPanel(data_dir)
    panel.start()
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.failed) as failed:
        pass
    assert "Cannot write" in failed.args[0]
    (data_dir / SNAPSHOT_FOLDER).unlink()
    with qtbot.waitSignal(panel.kept):
        panel.add(shot(MASK))
    assert panel.shutdown()


def test_what_nobody_thought_of_is_told_too(qtbot, panel_of, monkeypatch, caplog):
    panel = panel_of(shot(MASK))

    def broken(*_):
        raise ZeroDivisionError("one by nought")

    monkeypatch.setattr(SnapshotLog, "set_note", broken)
    with qtbot.waitSignal(panel.failed) as failed:
        panel._thread.set_note(1, "x")
    assert "one by nought" in failed.args[0]
    panel.problems.clear()
    assert "ZeroDivisionError" in caplog.text


def test_the_window_has_no_heavy_module_before_the_first_work(tmp_path):
    import subprocess
    import sys

    script = (
        "import sys, maskapp.gui.snapshots.snapshot_panel;"
        " print({'cv2', 'sqlite3', 'av'} & set(sys.modules))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert printed.stdout.strip() == "set()"


def test_requests_are_answered_newest_first_and_each_once():
    requests = CardRequests()
    assert requests.ask(1)
    assert not requests.ask(2)
    assert not requests.ask(3)
    assert not requests.ask(1)
    assert requests.take(2) == [1, 3]
    assert not requests.ask(3), "it is being worked on"
    assert requests.take(2) == [2]
    assert requests.take(2) == []
    assert requests.ask(3)


def test_requests_of_what_was_scrolled_past_are_forgotten():
    requests = CardRequests()
    for snapshot_id in range(10_000):
        requests.ask(snapshot_id)
    taken = []
    while ids := requests.take(8):
        taken += ids
    assert 0 < len(taken) <= 300
    assert max(taken) == 9_999


def test_the_model_tells_small_changes_as_such(qtbot, qtmodeltester):
    model = SnapshotModel(lambda _id: None)
    told = []
    model.rowsInserted.connect(lambda _p, first, last: told.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _p, first, last: told.append(("out", first, last)))
    model.modelReset.connect(lambda: told.append("reset"))
    for ids in ([1, 2, 3], [9, 1, 2, 3], [9, 1, 3], [9, 1, 3], [9, 1, 4, 3], [3, 4], []):
        model.set_ids(ids)
        assert model.ids() == ids
        assert [model.index_of(i).row() for i in ids] == list(range(len(ids)))
    assert told == [
        ("in", 0, 2), ("in", 0, 0), ("out", 2, 2), ("in", 2, 2), "reset", ("out", 0, 1),
    ]  # fmt: skip
    model.set_ids([5, 6])
    qtmodeltester.check(model)


def test_the_model_forgets_what_was_out_of_view_for_long():
    asked = []
    model = SnapshotModel(asked.append)
    ids = list(range(1000))
    model.set_ids(ids)
    for snapshot_id in ids:
        model.put_thumbnail(snapshot_id, QImage(4, 4, QImage.Format.Format_RGB32))
    assert model.index(999).data(THUMBNAIL_ROLE) is not None
    assert asked == []
    assert model.index(0).data(THUMBNAIL_ROLE) is None
    assert asked == [0]


def test_no_line_edit_is_without_a_name(panel_of):
    panel = panel_of()
    for edit in panel.findChildren(QLineEdit):
        if edit.parent() is panel.filters:
            assert edit.accessibleName()


def test_the_worker_makes_no_thumbnail_larger_than_asked(tmp_path):
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.green)
    image.save(str(tmp_path / "a.jpg"))
    thumbnail = snapshot_worker._thumbnail(tmp_path / "a.jpg", QSize(100, 50))
    assert thumbnail.size() == QSize(66, 50)
    assert snapshot_worker._thumbnail(tmp_path / "missing.jpg", QSize(100, 50)).isNull()


def test_a_low_panel_shows_whole_cards_of_lower_pictures(qtbot, panel_of):
    panel = panel_of(shot(MASK))

    def card_height(room: int) -> int:
        panel.view.resize(600, room)
        return panel.view.visualRect(panel.view.model().index(0, 0)).height()

    whole = card_height(400)
    assert card_height(whole - 30) == panel.view.viewport().height() < whole
    assert 0 < card_height(10) < whole, "but a picture is left"
    assert card_height(400) == whole


def test_a_change_of_font_makes_room(qtbot, panel_of):
    panel = panel_of(shot(MASK))
    before = panel.view.visualRect(panel.view.model().index(0, 0)).height()
    font = panel.view.font()
    font.setPointSize(font.pointSize() * 2)
    panel.view.setFont(font)
    assert panel.view.visualRect(panel.view.model().index(0, 0)).height() > before


def test_no_day_is_written_in_a_colour_of_its_own(qtbot, panel_of):
    calendar = panel_of().filters.first_day.calendarWidget()
    formats = [calendar.weekdayTextFormat(day) for day in Qt.DayOfWeek]
    assert all(each.foreground().style() == Qt.BrushStyle.NoBrush for each in formats)
