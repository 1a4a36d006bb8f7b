"""The queue of messages on disk."""

import errno
import os
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from maskapp.errors import OutputError
from maskapp.outputs.notify import message_queue
from maskapp.outputs.notify.message_queue import KEPT_FOR, MOST_ATTEMPTS, MessageQueue
from tests.support.outside_fixtures import make_message


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "outbox" / "webhook"


@pytest.fixture
def queue(folder) -> MessageQueue:
    return MessageQueue(folder)


def take_all(queue) -> list[str]:
    taken = []
    while (message := queue.first()) is not None:
        taken.append(message.id)
        queue.remove(message)
    return taken


def test_messages_come_out_in_order_each_once(queue):
    for number in range(12):
        queue.put(make_message(number))
    assert len(queue) == 12
    assert take_all(queue) == [f"id-{number}" for number in range(12)]
    assert len(queue) == 0


def test_a_restart_finds_what_was_not_sent_and_goes_on_behind_it(queue, folder):
    for number in range(3):
        queue.put(make_message(number, picture=b"x"))
    queue.remove(queue.first())
    again = MessageQueue(folder)
    again.put(make_message(3))
    assert again.first().picture == b"x"
    assert take_all(again) == ["id-1", "id-2", "id-3"]


def test_nothing_is_on_disk_before_the_first_message(folder, queue):
    assert queue.first() is None
    assert not folder.exists()


def test_only_the_user_can_read_it(folder, queue):
    queue.put(make_message())
    [file] = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_oldest_are_dropped_when_there_are_too_many(folder):
    queue = MessageQueue(folder, most_messages=3)
    assert [queue.put(make_message(number)) for number in range(5)] == [0, 0, 0, 1, 1]
    assert take_all(queue) == ["id-2", "id-3", "id-4"]


def test_the_oldest_are_dropped_when_they_are_too_large(folder):
    queue = MessageQueue(folder, most_bytes=10_000)
    large = b"x" * 3000  # 4000 as base64
    assert [queue.put(make_message(number, picture=large)) for number in range(3)] == [0, 0, 1]
    assert take_all(queue) == ["id-1", "id-2"]


def test_a_message_that_was_dropped_while_it_was_sent_removes_no_other(folder):
    queue = MessageQueue(folder, most_messages=1)
    queue.put(make_message(1))
    sending = queue.first()
    queue.put(make_message(2))
    queue.remove(sending)
    assert take_all(queue) == ["id-2"]


def test_old_messages_are_dropped(queue):
    fresh = make_message(2)
    queue.put(replace(make_message(1), made_at=fresh.made_at - KEPT_FOR - timedelta(minutes=1)))
    queue.put(fresh)
    assert take_all(queue) == ["id-2"]


def aged(number, age):
    message = make_message(number, picture=b"x")
    return replace(message, made_at=message.made_at - age)


def test_a_message_grows_old_while_nobody_takes_it(queue, folder, monkeypatch):
    queue.put(make_message(1, picture=b"x"))
    assert queue.first().id == "id-1"
    monkeypatch.setattr(message_queue, "KEPT_FOR", timedelta(0))
    assert queue.first() is None
    assert list(folder.iterdir()) == []


def test_old_messages_behind_the_first_and_of_an_earlier_start_are_dropped(queue, folder):
    for number, age in ((1, timedelta(0)), (2, 2 * KEPT_FOR), (3, timedelta(hours=1))):
        queue.put(aged(number, age))
    again = MessageQueue(folder)
    for each in (queue, again):
        each.drop_old()
        assert len(each) == len(list(folder.iterdir())) == 2
    assert take_all(again) == ["id-1", "id-3"]


def test_a_message_of_a_clock_that_was_ahead_grows_old_too(queue, folder, monkeypatch):
    queue.put(aged(1, -100 * KEPT_FOR))
    queue.drop_old()
    assert queue.first().id == "id-1"
    now_s = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now_s + KEPT_FOR.total_seconds() + 60)
    queue.drop_old()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b'{"id": "x"}', b"null"])
def test_a_damaged_message_is_left_out(folder, queue, content):
    queue.put(make_message(1))
    queue.put(make_message(2))
    min(folder.iterdir()).write_bytes(content)
    assert take_all(MessageQueue(folder)) == ["id-2"]
    assert list(folder.iterdir()) == []


def test_what_a_crash_left_half_written_is_removed_and_other_files_are_not(folder, queue):
    queue.put(make_message(1))
    (folder / ".maskapp-half").write_bytes(b"{")
    (folder / "notes.txt").write_text("mine")
    assert take_all(MessageQueue(folder)) == ["id-1"]
    assert [file.name for file in folder.iterdir()] == ["notes.txt"]


def test_a_link_to_nothing_hides_no_message(folder, queue):
    queue.put(make_message(1))
    (folder / "000000000000.json").symlink_to(folder / "none")
    again = MessageQueue(folder)
    again.put(make_message(2))
    assert take_all(again) == ["id-1", "id-2"]
    assert list(folder.iterdir()) == []


def test_a_file_with_the_last_number_stops_nothing(folder, queue):
    queue.put(make_message(1))
    (folder / "000000000001.json").rename(folder / "999999999999.json")
    again = MessageQueue(folder)
    again.put(make_message(2))
    assert take_all(MessageQueue(folder)) == ["id-1", "id-2"]


def test_clear_drops_everything(folder, queue):
    queue.put(make_message(1))
    queue.clear()
    assert (queue.first(), list(folder.iterdir())) == (None, [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(folder, queue):
    folder.parent.mkdir()
    folder.parent.chmod(0o500)
    with pytest.raises(OutputError, match="permission"):
        queue.put(make_message())


def test_a_file_in_place_of_the_folder_is_said(folder, queue):
    folder.parent.mkdir()
    folder.write_text("")
    with pytest.raises(OutputError):
        queue.put(make_message())
    assert len(queue) == 0


@pytest.fixture
def fails(monkeypatch) -> Callable[..., None]:
    """A function that lets the reading of files fail for a reason, or no longer."""
    read = message_queue.read_regular_file

    def fails(number: int = 0, *names: str) -> None:
        def read_or_fail(path, most_bytes):
            if number and (not names or path.name in names):
                raise OSError(number, os.strerror(number))
            return read(path, most_bytes)

        monkeypatch.setattr(message_queue, "read_regular_file", read_or_fail)

    return fails


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.EACCES, errno.ESTALE])
def test_what_cannot_be_read_for_a_while_stays_and_keeps_its_place(folder, queue, fails, number):
    for each in range(5):
        queue.put(make_message(each))
    again = MessageQueue(folder)
    fails(number)
    again.drop_old()
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(OutputError, match=os.strerror(number)):
            again.first()
    assert len(list(folder.iterdir())) == len(again) == 5
    fails()
    assert take_all(again) == [f"id-{each}" for each in range(5)]


def test_one_that_cannot_be_read_again_and_again_holds_up_no_others(folder, queue, fails):
    for each in range(3):
        queue.put(make_message(each))
    again = MessageQueue(folder)
    fails(errno.EIO, "000000000001.json")
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(OutputError):
            again.first()
    assert take_all(again) == ["id-1", "id-2"]
    fails()
    assert take_all(again) == ["id-0"]


def test_many_that_cannot_be_read_hold_up_others_no_longer_than_one(folder, queue, fails):
    for each in range(5):
        queue.put(make_message(each))
    again = MessageQueue(folder)
    fails(errno.EACCES, *(f"{number:012}.json" for number in range(1, 5)))
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(OutputError):
            again.first()
    assert again.first().id == "id-4"
    again.remove(again.first())
    with pytest.raises(OutputError):  # else nobody would soon try those that failed once
        again.first()
    fails()
    assert take_all(again) == ["id-0", "id-1", "id-2", "id-3"]


def test_one_that_cannot_be_read_is_dropped_when_its_file_is_old(folder, queue, fails):
    queue.put(make_message(1))
    queue.put(make_message(2))
    long_ago_s = time.time() - KEPT_FOR.total_seconds() - 60
    os.utime(min(folder.iterdir()), (long_ago_s, long_ago_s))
    again = MessageQueue(folder)
    fails(errno.EACCES)
    again.drop_old()
    assert [file.name for file in folder.iterdir()] == ["000000000002.json"]


def test_what_is_no_file_of_its_own_holds_up_nothing(folder, queue):
    queue.put(make_message(1))
    (folder / "000000000000.json").mkdir()
    assert take_all(MessageQueue(folder)) == ["id-1"]


def test_a_folder_that_cannot_be_read_for_a_while_loses_no_message(folder, queue, monkeypatch):
    queue.put(make_message(1))

    def fail(_path):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    with monkeypatch.context() as patches:
        patches.setattr(type(folder), "iterdir", fail)
        again = MessageQueue(folder)
        again.drop_old()
        with pytest.raises(OutputError, match="Too many open files"):
            again.first()
        with pytest.raises(OutputError, match="Too many open files"):
            again.put(make_message(2))  # its number might be that of the one that waits
    again.put(make_message(3))
    assert take_all(again) == ["id-1", "id-3"]


def test_one_that_fails_again_and_again_lets_the_others_pass_until_later(queue):
    for number in (1, 2):
        queue.put(make_message(number))
    failing = queue.first()
    told = [queue.note_failure(failing) for _ in range(MOST_ATTEMPTS)]
    assert told == [False] * (MOST_ATTEMPTS - 1) + [True]
    assert take_all(queue) == ["id-2"]
    assert len(queue) == 1
    queue.drop_old()
    queue.put(make_message(3))
    assert queue.first().id == "id-3", "a new one is not held up when it is tried again"
    queue.remove(queue.first())
    assert queue.first().id == "id-1"
    assert queue.note_failure(queue.first()), "it is not tried five times again"
    assert queue.first() is None
