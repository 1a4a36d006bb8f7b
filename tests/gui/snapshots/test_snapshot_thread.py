from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.snapshots import make_snapshot


def test_commands_posted_before_the_start_run_after_it(qtbot, data_dir):
    thread = SnapshotThread(data_dir / SNAPSHOT_FOLDER)
    kept = []
    thread.worker.kept.connect(kept.append)
    thread.add(make_snapshot())
    thread.start()
    qtbot.waitUntil(lambda: kept == [1])
    assert thread.shutdown()
