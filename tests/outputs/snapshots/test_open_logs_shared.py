"""How programs share the user's log, such as the window and the web server."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from maskapp.errors import SnapshotLogBusyError
from maskapp.files import private_files
from maskapp.files.shared_use import SharedUse
from maskapp.outputs.snapshots import pictures as snapshot_pictures
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.records import NewSnapshot, Snapshot
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_older_log, make_snapshot, version_of

EVENT = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 12.0)

KILLED_PROGRAM = """
import os, signal, sys
from pathlib import Path
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot
from dataclasses import replace
logs = OpenLogs(Path(sys.argv[1]), 2.0)
event = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 12.0)
log = logs.log(is_demo=False)
log.add_row(*logs.write_pictures(replace(make_snapshot(kind="automatic"), event=event)))
logs.delete([log.add_row(*logs.write_pictures(make_snapshot()))])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def start(folder) -> Iterator[Callable[[], OpenLogs]]:
    """Starts a program that has the log open."""
    started = []

    def make() -> OpenLogs:
        started.append(OpenLogs(folder, 0.05))
        started[-1].log(is_demo=False)
        return started[-1]

    yield make
    for logs in started:
        logs.close()


def add(logs: OpenLogs, new: NewSnapshot | None = None) -> int:
    stem, facts = logs.write_pictures(new or make_snapshot())
    log = logs.log(is_demo=False)
    return log.id_of(stem) or log.add_row(stem, facts)


def add_event(logs: OpenLogs) -> int:
    return add(logs, replace(make_snapshot(kind="automatic"), event=EVENT))


def read(logs: OpenLogs, snapshot_id: int) -> Snapshot:
    (snapshot,) = logs.log(is_demo=False).read([snapshot_id])
    return snapshot


def stored(folder: Path) -> list[int]:
    """Return the ids of all rows, deleted ones too."""
    with SnapshotLog(folder) as log:
        return sorted(log.stems().values())


def test_what_one_has_deleted_can_be_restored_after_another_has_started_and_ended(start) -> None:
    window = start()
    deleted = add(window)
    window.delete([deleted])
    server = start()
    server.close()
    window.restore([deleted])
    assert read(window, deleted).has_picture


def test_an_event_goes_on_while_another_program_starts_and_ends(start) -> None:
    window = start()
    event = add_event(window)
    start().close()
    assert read(window, event).event == EVENT


def test_nothing_is_repaired_after_the_first_has_ended_while_the_second_goes_on(start) -> None:
    window, server = start(), start()
    event = add_event(server)
    window.close()
    start()
    assert read(server, event).event == EVENT


def test_what_a_window_has_deleted_is_gone_when_it_ends_though_a_server_goes_on(
    start, folder
) -> None:
    server, window = start(), start()
    kept, deleted, restored = add(window), add(window), add(server)
    window.delete([deleted, restored])
    window.restore([restored])
    window.close()
    assert stored(folder) == [kept, restored]
    assert len(list((folder / "pictures").glob("*.jpg"))) == 4
    assert read(server, restored).has_picture


def test_the_last_one_removes_what_was_deleted_by_any(start, folder) -> None:
    window, server = start(), start()
    deleted = add(window)
    window.log(is_demo=False).delete([deleted])  # as by a program that was killed
    window.close()
    assert stored(folder) == [deleted]
    server.close()
    assert stored(folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_program_that_was_killed_counts_no_longer(start, folder) -> None:
    code = subprocess.run(
        [sys.executable, "-c", KILLED_PROGRAM, str(folder)], check=False, timeout=60
    ).returncode
    assert code == -signal.SIGKILL
    logs = start()
    (event,) = logs.log(is_demo=False).read(logs.log(is_demo=False).find())
    assert event.event is not None
    assert event.event.ending is EventEnding.PROGRAM_ENDED
    assert stored(folder) == [event.id], "what was deleted is gone"


@pytest.mark.parametrize("is_open", [True, False])
def test_a_snapshot_is_whole_though_another_program_starts_between_its_pictures(
    start, folder, monkeypatch, is_open
) -> None:
    with SnapshotLog(folder):
        pass
    writing = OpenLogs(folder, 0.05)
    if is_open:
        writing.log(is_demo=False)
    replacing = private_files.replacing

    def replacing_and_starting(path):
        if not path.stem.endswith("-plain"):
            monkeypatch.setattr(snapshot_pictures, "replacing", replacing)
            start()
        return replacing(path)

    monkeypatch.setattr(snapshot_pictures, "replacing", replacing_and_starting)
    with closing(writing):
        snapshot = read(writing, add(writing))
        assert snapshot.has_picture
        assert snapshot.plain.is_file()


def test_one_that_starts_waits_while_another_repairs(start, folder) -> None:
    repairing = SharedUse(folder / "in-use")
    assert repairing.begin(0)
    waiting = OpenLogs(folder, 0.05)
    with pytest.raises(SnapshotLogBusyError, match="is being repaired by another program"):
        waiting.log(is_demo=False)
    repairing.end()
    assert add(waiting) == 1
    waiting.close()


@pytest.mark.parametrize("is_lost", [True, False])
def test_a_damaged_log_is_rebuilt_once_nobody_else_uses_it(start, folder, is_lost) -> None:
    logs = start()
    add(logs)
    logs.close()
    server = SharedUse(folder / "in-use")
    server.begin(0)
    server.share(0)
    if is_lost:
        database_path(folder).unlink()
    else:
        database_path(folder).write_bytes(b"no database" * 1000)
    window = OpenLogs(folder, 0.05)
    with pytest.raises(SnapshotLogBusyError, match="another Maskapp uses it"):
        window.log(is_demo=False)
    assert server.is_last(), "a log that is not open is not used"
    server.end()
    assert window.log(is_demo=False).count() == 1
    assert len(window.messages) == 1
    window.close()


def test_the_log_of_an_older_program_is_not_upgraded_while_that_uses_it(folder) -> None:
    version = make_older_log(folder)
    older = SharedUse(folder / "in-use")
    assert older.begin(0)
    older.share(0)
    window = OpenLogs(folder, 0.05)
    window.write_pictures(make_snapshot())
    with pytest.raises(SnapshotLogBusyError, match="an older version of Maskapp, which may still"):
        window.log(is_demo=False)
    assert version_of(folder) == version
    assert older.is_last(), "a log that is not open is not used"
    older.end()
    assert window.log(is_demo=False).count() == 1
    assert version_of(folder) > version
    window.close()
