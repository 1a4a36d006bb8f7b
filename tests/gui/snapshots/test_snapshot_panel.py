import subprocess
import sys
from datetime import timedelta

from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from tests.support.snapshot_folders import hang_rebuild, make_log_without_database
from tests.support.snapshots import (
    NOON,
    card,
    make_snapshot,
    make_snapshots,
    select,
    wait_for_cards,
    wait_for_rows,
)

MASK, BARE, WRONG, UNSURE = MaskLabel


def test_an_empty_log_explains_how_to_take_a_snapshot(qtbot, panel_of):
    panel = panel_of()
    qtbot.waitUntil(lambda: "No snapshots yet" in panel.empty_text.text())
    assert not panel.view.isVisible()
    assert not panel.clear_filters.isVisible()
    assert not any(action.isEnabled() for action in panel.menu_actions())
    assert "violations" in panel.empty_text.text()
    panel.set_settings(Settings(automatic_snapshots=False))
    assert "No snapshots yet" in panel.empty_text.text()
    assert "violations" not in panel.empty_text.text()


def test_a_new_snapshot_is_saved_and_listed_first(qtbot, panel_of, data_dir):
    panel = panel_of(make_snapshot(MASK))
    new = make_snapshot(BARE, kind="automatic", source="Door", taken_at=NOON + timedelta(minutes=1))
    with qtbot.waitSignal(panel.kept):
        panel.add(new)
    wait_for_rows(qtbot, panel, 2)
    wait_for_cards(qtbot, panel, 2)
    first = card(panel, 0)
    assert (first.kind, first.source, first.taken_at) == ("automatic", "Door", new.taken_at)
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        assert log.count() == 2


def test_the_selection_survives_a_new_snapshot_and_another_sort_order(qtbot, panel_of):
    panel = panel_of(*make_snapshots(4))
    select(panel, 1, 3)
    chosen = panel.selected_ids()
    panel.add(make_snapshot(source="new", taken_at=NOON + timedelta(hours=1)))
    wait_for_rows(qtbot, panel, 5)
    assert panel.selected_ids() == chosen
    panel.filters.sort.setCurrentText("Oldest first")
    qtbot.waitUntil(lambda: panel.selected_ids() == chosen[::-1])


def test_adjacent_cards_are_selected_as_one_range(qtbot, panel_of):
    """Qt needs seconds to change a selection of thousands of ranges."""
    panel = panel_of(*make_snapshots(6))
    select(panel, 0, 2, 3, 4)
    chosen = panel.selected_ids()
    panel.filters.sort.setCurrentText("Oldest first")
    qtbot.waitUntil(lambda: panel.selected_ids() == chosen[::-1])
    assert panel.view.selectionModel().selection().count() == 2


def test_old_snapshots_are_removed_as_the_settings_ask(qtbot, panel_of):
    panel = panel_of(*(make_snapshot(taken_at=NOON - timedelta(days=age)) for age in (12, 9, 6, 3)))
    panel.set_settings(Settings(retention_days=7))
    wait_for_rows(qtbot, panel, 2)
    with qtbot.waitSignal(panel.kept):
        panel.add(make_snapshot())
    wait_for_rows(qtbot, panel, 3)


def test_snapshots_added_just_before_closing_are_saved(panel_of, data_dir):
    panel = panel_of()
    for i in range(5):
        panel.add(make_snapshot(taken_at=NOON + timedelta(seconds=i)))
    assert panel.shutdown()
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        assert log.count() == 5


def test_importing_the_panel_loads_no_heavy_module():
    script = (
        "import sys, maskapp.gui.snapshots.snapshot_panel;"
        " print({'cv2', 'sqlite3', 'av', 'jinja2', 'csv'} & set(sys.modules))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert printed.stdout.strip() == "set()"


def test_a_long_count_does_not_widen_the_panel(qtbot, panel_of):
    panel = panel_of(*make_snapshots(4))
    width = panel.tools.minimumSizeHint().width()
    select(panel, 1, 3)
    qtbot.waitUntil(lambda: panel._count.accessibleName() == "4 snapshots, 2 selected")
    assert panel.tools.minimumSizeHint().width() == width


def test_a_rebuild_is_shown_until_its_snapshots_are(qtbot, panel_of, data_dir, monkeypatch):
    make_log_without_database(data_dir / SNAPSHOT_FOLDER, 3)
    hang = hang_rebuild(monkeypatch)
    panel = SnapshotPanel(data_dir)
    qtbot.addWidget(panel)
    panel.show()
    panel.start()
    text = "The snapshot log is being rebuilt: 2 of 3."
    qtbot.waitUntil(lambda: panel.empty_text.isVisible() and panel.empty_text.text() == text)
    panel.set_settings(Settings())
    assert panel.empty_text.text() == text
    hang.release.set()
    wait_for_rows(qtbot, panel, 3)
    assert panel.view.isVisible()
    assert panel.shutdown()


def test_the_button_of_the_filters_is_back_after_a_rebuild(qtbot, panel_of):
    panel = panel_of(*make_snapshots(2))
    panel.filters.search.setText("in no note")
    qtbot.waitUntil(panel.clear_filters.isVisible)
    rebuild = panel._thread.worker.rebuild
    rebuild.put(1, 2)
    qtbot.waitUntil(panel.clear_filters.isHidden)
    rebuild.put(0, 0)
    qtbot.waitUntil(panel.clear_filters.isVisible)


def test_cards_stay_during_a_rebuild(qtbot, panel_of):
    panel = panel_of(*make_snapshots(2))
    panel._thread.worker.rebuild.put(1, 2)
    qtbot.waitUntil(lambda: "1 of 2" in panel.empty_text.text())
    assert panel.view.isVisible()
