"""The one thread that reads the log."""

import asyncio
import threading

import pytest

from maskapp.errors import SnapshotLogDamagedError
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.records import MaskLabel
from maskapp.web.log import log_reader
from maskapp.web.log.log_reader import LogReader
from tests.support.logged import damage, log_folder, put_snapshot
from tests.support.worker_fakes import Hang


@pytest.fixture
def reader(tmp_path):
    reader = LogReader(log_folder(tmp_path))
    yield reader
    reader.close()


def count(reader: LogReader) -> int:
    return asyncio.run(reader.read(lambda log: log.count(), -1))


def test_a_log_that_is_not_there_is_not_made(reader, tmp_path):
    assert count(reader) == -1
    assert list(tmp_path.iterdir()) == []


def test_what_is_added_later_is_read_without_opening_again(reader, tmp_path):
    put_snapshot(tmp_path, MaskLabel.WITH_MASK)
    opened = asyncio.run(reader.read(lambda log: log, None))
    put_snapshot(tmp_path, minute=1)
    assert count(reader) == 2
    assert asyncio.run(reader.read(lambda log: log, None)) is opened


def test_all_is_read_in_one_thread_that_ends(reader, tmp_path):
    put_snapshot(tmp_path)

    async def read_twice():
        work = [reader.read(lambda _: threading.current_thread(), None) for _ in range(5)]
        return await asyncio.gather(*work)

    (thread,) = set(asyncio.run(read_twice()))
    assert thread.name.startswith("LogReader")
    reader.close()
    assert not thread.is_alive()


def test_a_disk_that_hangs_does_not_hold_the_end_of_the_server(
    reader, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(log_reader, "_CLOSE_TIMEOUT_S", 0.05)
    put_snapshot(tmp_path)
    hang, threads = Hang(), []

    def read(_):
        threads.append(threading.current_thread())
        hang()

    async def read_and_close():
        reading = asyncio.create_task(reader.read(read, None))
        await asyncio.to_thread(hang.entered.wait)
        reader.close()
        reading.cancel()

    try:
        asyncio.run(read_and_close())
        assert "it is abandoned" in caplog.text
    finally:
        hang.release.set()
    threads[0].join()


def test_it_reads_again_after_it_was_closed(reader, tmp_path):
    put_snapshot(tmp_path)
    assert count(reader) == 1
    reader.close()
    assert count(reader) == 1


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_was_cancelled_or_waits_at_the_end_is_not_read(reader, tmp_path, is_closed):
    put_snapshot(tmp_path)
    began, goes_on, read = threading.Event(), threading.Event(), []

    def hold(_log: SnapshotLog) -> None:
        began.set()
        goes_on.wait(20)

    async def leave_while_waiting() -> None:
        held = asyncio.create_task(reader.read(hold, None))
        await asyncio.to_thread(began.wait, 20)
        waits = asyncio.create_task(reader.read(read.append, None))
        await asyncio.sleep(0)
        if is_closed:
            closing = asyncio.create_task(asyncio.to_thread(reader.close))
        else:
            waits.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waits
        goes_on.set()
        await held
        if is_closed:
            await closing
        else:
            await reader.read(lambda log: None, None)

    asyncio.run(leave_while_waiting())
    assert read == []


def test_a_damaged_log_says_so_and_is_read_once_it_is_repaired(reader, tmp_path):
    damage(tmp_path)
    with pytest.raises(SnapshotLogDamagedError, match="start the Maskapp window"):
        count(reader)
    database_path(log_folder(tmp_path)).unlink()
    put_snapshot(tmp_path)
    assert count(reader) == 1


def test_a_log_that_was_replaced_is_opened_again(reader, tmp_path):
    put_snapshot(tmp_path)
    assert count(reader) == 1
    put_snapshot(tmp_path / "other")
    put_snapshot(tmp_path / "other", minute=1)
    database_path(log_folder(tmp_path / "other")).rename(database_path(log_folder(tmp_path)))
    assert count(reader) == 2


def test_pictures_without_a_database_are_a_damage(reader, tmp_path):
    put_snapshot(tmp_path)
    database_path(log_folder(tmp_path)).unlink()
    with pytest.raises(SnapshotLogDamagedError, match="rebuilds"):
        count(reader)


def test_the_log_cannot_be_changed_through_it(reader, tmp_path):
    snapshot = put_snapshot(tmp_path)

    def try_to_change(log: SnapshotLog) -> None:
        log.set_note(snapshot.id, "changed")

    with pytest.raises(Exception, match="read-only"):
        asyncio.run(reader.read(try_to_change, None))


def test_messages_do_not_tell_where_the_log_is(reader, tmp_path):
    damage(tmp_path)
    with pytest.raises(SnapshotLogDamagedError) as error:
        count(reader)
    assert str(tmp_path) not in str(error.value)
    assert "The snapshot log snapshots.sqlite3 is damaged" in str(error.value)


def test_a_log_that_is_being_rebuilt_says_so(reader, tmp_path):
    put_snapshot(tmp_path)
    database = database_path(log_folder(tmp_path))
    database.rename(database.with_name(f"{database.name}.new"))
    with pytest.raises(SnapshotLogDamagedError, match="is being rebuilt"):
        count(reader)
