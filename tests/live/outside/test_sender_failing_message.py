"""Messages that fail again and again while all others could be sent."""

import errno
import os
import threading
from collections.abc import Iterator

import pytest

from maskapp.live.outside.sender import Sender
from maskapp.live.outside.service_status import ServiceStatus
from maskapp.outputs.notify import message_queue
from maskapp.outputs.notify.message_queue import MOST_ATTEMPTS, MessageQueue
from maskapp.outputs.notify.retry_pauses import RetryPauses
from tests.support.outside_fixtures import make_message

PATIENCE_S = 30.0


class NoPauses(RetryPauses):
    def next_s(self) -> float:
        return 0.0


class ChoosyService:
    """A service that one message drives to an unforeseen error."""

    has_connection = False
    place = "hall"

    def __init__(self, failing_id: str = "") -> None:
        self.failing_id = failing_id
        self.tried: list[str] = []
        self.woken = threading.Event()

    def connect(self) -> None: ...

    def send(self, message) -> None:
        self.tried.append(message.id)
        if message.id == self.failing_id:
            raise IndexError("no such byte")

    def wait(self, timeout_s: float) -> None:
        self.woken.wait(timeout_s)
        self.woken.clear()

    def wake(self) -> None:
        self.woken.set()

    def close(self) -> None: ...

    def withdraw(self) -> None: ...


class Running:
    """A sender of a queue, and its statuses."""

    def __init__(self, queue: MessageQueue, service: ChoosyService) -> None:
        self.changed = threading.Condition()
        self.statuses: list[ServiceStatus] = []
        self.sender = Sender("webhook", lambda: service, queue, self._take, NoPauses())

    def _take(self, _task, status) -> None:
        with self.changed:
            self.statuses.append(status)
            self.changed.notify_all()

    def wait_for(self, condition) -> ServiceStatus:
        with self.changed:
            assert self.changed.wait_for(
                lambda: self.statuses and condition(self.statuses[-1]), PATIENCE_S
            ), self.statuses
            return self.statuses[-1]


@pytest.fixture
def queue(tmp_path) -> MessageQueue:
    for number in (1, 2, 3):
        MessageQueue(tmp_path / "outbox").put(make_message(number))
    return MessageQueue(tmp_path / "outbox")


@pytest.fixture
def service() -> ChoosyService:
    return ChoosyService()


@pytest.fixture
def running(queue, service) -> Iterator[Running]:
    running = Running(queue, service)
    yield running
    running.sender.stop()
    assert running.sender.join(PATIENCE_S)


def test_one_that_fails_for_no_known_reason_holds_up_no_others(queue, service, running, caplog):
    service.failing_id = "id-1"
    running.sender.start()
    running.wait_for(lambda status: status.sent == 2)
    assert service.tried == ["id-1"] * MOST_ATTEMPTS + ["id-2", "id-3"]
    assert len(queue) == 1, "it is kept"
    assert "id-1 lets the others pass" in caplog.text


def test_while_messages_cannot_be_read_they_wait_and_why_is_told(
    queue, service, running, monkeypatch
):
    read = message_queue.read_regular_file
    failures = iter(range(3))

    def read_or_fail(path, most_bytes):
        if next(failures, None) is not None:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return read(path, most_bytes)

    monkeypatch.setattr(message_queue, "read_regular_file", read_or_fail)
    running.sender.start()
    running.wait_for(lambda status: status.sent == 3)
    assert service.tried == ["id-1", "id-2", "id-3"]
    problems = {status.problem for status in running.statuses if status.problem}
    assert problems == {"A waiting message cannot be read: Too many open files"}
