import csv
import json
import sys
import threading
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PySide6.QtCore import Qt

from maskapp.gui.snapshots import export_dialog
from maskapp.gui.snapshots.export_dialog import ExportDialog
from maskapp.gui.snapshots.export_job import Scope
from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.outputs.export import formats as export_module
from maskapp.outputs.export.formats import FORMATS
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, NewSnapshot, SnapshotFilter
from maskapp.settings.settings import Settings
from tests.support.drags import dropped

LEFT = Qt.MouseButton.LeftButton

needs_unix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows assumes where the folder of another user would be"
)


@pytest.fixture
def folder(tmp_path):
    """The folder of a log with six snapshots, every second one automatic."""
    image = np.zeros((60, 80, 3), np.uint8)
    with SnapshotLog(tmp_path / "data" / SNAPSHOT_FOLDER) as log:
        for minute in range(6):
            taken_at = datetime(2026, 5, 17, 12, tzinfo=UTC) + timedelta(minutes=minute)
            kind = "automatic" if minute % 2 else "manual"
            log.add(NewSnapshot(taken_at, kind, "Webcam", (), image, image))
    return tmp_path / "data" / SNAPSHOT_FOLDER


@pytest.fixture
def dialog_of(qtbot, folder):
    made = []

    def make(filtered=None, selected=()):
        dialog = ExportDialog(
            folder, 6, filtered and Scope(filtered, SnapshotFilter(kind="automatic")), selected
        )
        qtbot.addWidget(dialog)
        dialog.open()
        made.append(dialog)
        return dialog

    yield make
    for dialog in made:
        assert dialog.shutdown(5.0)


def choose(dialog, suffix):
    suffixes = [export_format.suffix for export_format in FORMATS]
    dialog.formats.button(suffixes.index(suffix)).click()


def ids_in(path):
    lines = path.read_text("utf-8-sig").splitlines()
    return [row["id"] for row in csv.DictReader(lines)]


@pytest.fixture
def slow(monkeypatch):
    """A semaphore that the export acquires before each snapshot."""
    gate = threading.Semaphore(0)

    def slowly(*arguments):
        for done in real(*arguments):
            assert gate.acquire(timeout=10)
            yield done

    real = export_module.export_snapshots
    monkeypatch.setattr(export_module, "export_snapshots", slowly)
    yield gate
    gate.release(1000)


def test_all_snapshots_are_exported(qtbot, dialog_of, tmp_path):
    dialog = dialog_of()
    choose(dialog, ".csv")
    dialog.target.setText(str(tmp_path / "log.csv"))
    qtbot.mouseClick(dialog.export, LEFT)
    qtbot.waitUntil(lambda: not dialog.is_running())
    assert "6 snapshots" in dialog.message.text()
    assert ids_in(tmp_path / "log.csv") == ["6", "5", "4", "3", "2", "1"]
    assert dialog.open_file.isVisible()
    assert not dialog.progress.isVisible()


@pytest.mark.parametrize(("row", "ids"), [(0, "654321"), (1, "642"), (2, "4")])
def test_all_filtered_or_selected_snapshots_can_be_exported(qtbot, dialog_of, tmp_path, row, ids):
    dialog = dialog_of([6, 4, 2], [4])
    assert dialog.scopes.checkedId() == 1, "the default while a filter is set"
    assert "(3)" in dialog.scopes.button(1).text()
    dialog.scopes.button(row).click()
    choose(dialog, ".csv")
    dialog.target.setText(str(tmp_path / "log.csv"))
    dialog.export.click()
    qtbot.waitUntil(lambda: not dialog.is_running())
    assert ids_in(tmp_path / "log.csv") == list(ids)


@pytest.mark.parametrize(("row", "is_filtered"), [(0, False), (1, True), (2, False)])
def test_the_report_tells_the_filter(qtbot, dialog_of, tmp_path, row, is_filtered):
    dialog = dialog_of([6, 4, 2], [4])
    dialog.scopes.button(row).click()
    dialog.target.setText(str(tmp_path / "log.html"))
    dialog.export.click()
    qtbot.waitUntil(lambda: not dialog.is_running())
    assert ("Filter: kind" in (tmp_path / "log.html").read_text()) == is_filtered


def test_the_name_follows_the_format(dialog_of, tmp_path):
    dialog = dialog_of()
    assert dialog.target.text().endswith(".html")
    dialog.target.setText(str(tmp_path / "may.2026"))
    choose(dialog, ".zip")
    assert dialog.target.text() == str(tmp_path / "may.2026.zip")
    choose(dialog, ".json")
    assert dialog.target.text() == str(tmp_path / "may.2026.json")


def test_the_dialog_warns_that_a_file_will_be_replaced(qtbot, dialog_of, tmp_path):
    (tmp_path / "log.json").write_text("old")
    dialog = dialog_of()
    choose(dialog, ".json")
    dialog.target.setText(str(tmp_path / "log.json"))
    qtbot.waitUntil(lambda: "will be replaced" in dialog.message.text())
    dialog.export.click()
    qtbot.waitUntil(lambda: not dialog.is_running())
    assert len(json.loads((tmp_path / "log.json").read_text())["snapshots"]) == 6


def test_a_drive_that_does_not_respond_holds_up_no_typing(qtbot, dialog_of, tmp_path, monkeypatch):
    asked, may_answer = threading.Event(), threading.Event()

    def is_file(_path):
        asked.set()
        return may_answer.wait(10)

    monkeypatch.setattr(export_dialog, "is_regular_file", is_file)
    dialog = dialog_of()
    dialog.target.setText(str(tmp_path / "first.csv"))
    qtbot.waitUntil(asked.is_set)
    dialog.target.setText(str(tmp_path / "other"))
    assert dialog.export.isEnabled()
    dialog.export.click()
    may_answer.set()
    qtbot.waitUntil(lambda: not dialog.is_running())
    assert "Exported" in dialog.message.text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "log.csv",
        "/",
        "/a\0b",
        pytest.param("~nobody-is-called-so", marks=needs_unix),
        pytest.param("~nobody-is-called-so/a.csv", marks=needs_unix),
    ],
)
def test_export_needs_a_full_path(dialog_of, text):
    dialog = dialog_of()
    dialog.target.setText(text)
    assert not dialog.export.isEnabled()
    assert "full path" in dialog.message.text()


@needs_unix
def test_a_format_can_be_chosen_whatever_is_typed(dialog_of):
    dialog = dialog_of()
    dialog.target.setText("~nobody-is-called-so/log")
    choose(dialog, ".csv")
    assert dialog.target.text() == "~nobody-is-called-so/log.csv"
    assert not dialog.export.isEnabled()


def test_a_path_in_the_users_folder_can_be_typed(qtbot, dialog_of, monkeypatch, tmp_path):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "log.html").touch()
    dialog = dialog_of()
    dialog.target.setText("~/log.html")
    assert dialog.export.isEnabled()
    qtbot.waitUntil(lambda: "will be replaced" in dialog.message.text())


def test_a_name_that_is_too_long_is_refused_when_it_is_exported(qtbot, dialog_of, tmp_path):
    dialog = dialog_of()
    dialog.target.setText(str(tmp_path / f"{'a' * 300}.html"))
    assert dialog.message.text() == ""
    dialog.export.click()
    qtbot.waitUntil(lambda: not dialog.is_running())
    assert dialog.message.text()
    assert "Exported" not in dialog.message.text()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_cancelled_export_leaves_no_file(qtbot, dialog_of, slow, tmp_path):
    dialog = dialog_of()
    choose(dialog, ".csv")
    dialog.target.setText(str(tmp_path / "log.csv"))
    dialog.export.click()
    assert dialog.is_running()
    assert dialog.close_or_cancel.text() == "Cancel"
    slow.release(2)
    qtbot.waitUntil(lambda: dialog.progress.value() >= 1)
    assert not dialog.export.isEnabled()
    qtbot.mouseClick(dialog.close_or_cancel, LEFT)
    slow.release(1000)
    qtbot.waitUntil(lambda: not dialog.is_running())
    assert dialog.isVisible()
    assert "Cancelled" in dialog.message.text()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    dialog.export.click()
    qtbot.waitUntil(lambda: (tmp_path / "log.csv").exists() and not dialog.is_running())
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_escape_cancels_first_and_then_closes(qtbot, dialog_of, slow, tmp_path):
    dialog = dialog_of()
    dialog.target.setText(str(tmp_path / "log.html"))
    dialog.export.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    slow.release(1000)
    qtbot.waitUntil(lambda: not dialog.is_running())
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_an_error_is_shown_in_the_dialog(qtbot, dialog_of, tmp_path):
    dialog = dialog_of()
    dialog.target.setText(str(tmp_path / "missing" / "log.html"))
    dialog.export.click()
    qtbot.waitUntil(lambda: not dialog.is_running())
    assert "its folder does not exist" in dialog.message.text()
    assert not dialog.open_file.isVisible()
    assert dialog.export.isEnabled()


def test_the_file_and_its_folder_can_be_opened(qtbot, dialog_of, tmp_path, opened_paths):
    dialog = dialog_of()
    dialog.target.setText(str(tmp_path / "log.html"))
    dialog.export.click()
    qtbot.waitUntil(lambda: not dialog.is_running())
    dialog.open_file.click()
    dialog.show_folder.click()
    assert opened_paths == [tmp_path / "log.html", tmp_path]


def test_snapshots_can_be_added_during_an_export_and_closing_cancels_it(
    qtbot, folder, tmp_path, slow
):
    panel = SnapshotPanel(folder.parent)
    panel.start()
    qtbot.addWidget(panel)
    panel.set_settings(Settings())
    panel.show()
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 6)
    panel.filters.kind.setCurrentText("Automatic")
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 3)
    panel.export()
    dialog = panel.findChild(ExportDialog)
    assert [button.text() for button in dialog.scopes.buttons()] == ["All (6)", "Filtered (3)"]
    dialog.target.setText(str(tmp_path / "log.html"))
    dialog.export.click()
    image = np.zeros((60, 80, 3), np.uint8)
    with qtbot.waitSignal(panel.kept):
        panel.add(NewSnapshot(datetime.now(UTC), "automatic", "Door", (), image, image))
    assert dialog.is_running()
    slow.release(1000)
    assert panel.shutdown(), "cancels the export"
    assert not list(tmp_path.glob(".maskapp-*"))


def test_a_long_name_does_not_widen_the_dialog(dialog_of, qtbot, tmp_path):
    dialog = dialog_of()
    width = dialog.width()
    dialog.target.setText(str(tmp_path / f"{'W' * 200}.html"))
    qtbot.mouseClick(dialog.export, LEFT)
    qtbot.waitUntil(dialog.open_file.isVisible)
    assert dialog.message.text().startswith("Exported 6 snapshots to /")
    assert dialog.minimumSizeHint().width() <= width


def test_a_file_that_is_dropped_on_the_field_is_the_target(dialog_of, tmp_path):
    dropped(field := dialog_of().target, tmp_path / "log.csv")
    assert field.text() == str(tmp_path / "log.csv")
