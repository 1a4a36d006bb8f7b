from dataclasses import replace

from maskapp.gui.snapshots import snapshot_thread
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, NewClip
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot


def test_commands_posted_before_the_start_run_after_it(qtbot, data_dir):
    thread = SnapshotThread(data_dir / SNAPSHOT_FOLDER)
    kept = []
    thread.worker.kept.connect(kept.append)
    thread.add(make_snapshot())
    thread.start()
    qtbot.waitUntil(lambda: kept == [1])
    assert thread.shutdown()


def test_clips_that_wait_for_a_slow_disk_are_bounded(qtbot, data_dir, monkeypatch):
    monkeypatch.setattr(snapshot_thread, "_MOST_CLIP_BYTES", 100)
    thread = SnapshotThread(data_dir / SNAPSHOT_FOLDER)
    noticed = []
    thread.worker.noticed.connect(noticed.append)
    event = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 12.0, EventEnding.LEFT)
    thread.add(replace(make_snapshot(kind="automatic"), event=event))
    for _ in range(5):  # the thread has not started: nothing is written yet
        thread.add(NewClip(event.key, bytes(40)))
    thread.start()
    qtbot.waitUntil(lambda: sum("too slow" in message for message in noticed) == 3)
    pictures = data_dir / SNAPSHOT_FOLDER / "pictures"
    qtbot.waitUntil(lambda: list(pictures.glob("*.mp4")) != [])
    assert thread.shutdown()
    thread.add(NewClip(event.key, bytes(90)))
    assert sum("too slow" in message for message in noticed) == 3, "there is room again"
