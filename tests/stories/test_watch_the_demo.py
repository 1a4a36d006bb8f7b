"""Someone tries the demo clip, whose snapshots stay out of their log."""

from dataclasses import replace

from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.window_helpers import WAIT_MS, endless


def demo():
    source = endless()
    source.info = replace(source.info, is_demo=True)
    return source


def take_snapshot(window, qtbot):
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    with qtbot.waitSignal(window.snapshots.kept, timeout=WAIT_MS):
        window.commands.take_snapshot.trigger()


def until_listed(window, qtbot, count, *, is_demo):
    note = window.snapshots.demo_note
    rows = window.snapshots.view.model().rowCount
    qtbot.waitUntil(lambda: rows() == count and note.isVisible() == is_demo, timeout=WAIT_MS)


def test_its_snapshots_are_listed_apart_and_not_kept(open_window, sources, qtbot, tmp_path) -> None:
    sources["demo"], sources["door"] = demo, endless
    window = open_window("door")
    take_snapshot(window, qtbot)
    until_listed(window, qtbot, 1, is_demo=False)
    window.sources.open("demo")
    until_listed(window, qtbot, 0, is_demo=True)
    for _ in range(2):
        take_snapshot(window, qtbot)
    until_listed(window, qtbot, 2, is_demo=True)
    window.sources.open("door")
    until_listed(window, qtbot, 1, is_demo=False)
    window.close()
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        assert log.count() == 1
