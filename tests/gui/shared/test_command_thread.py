import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread, Slot

from maskapp.errors import MaskappError
from maskapp.gui.shared.command_thread import CommandThread, CommandWorker

TIMEOUT_S = 10.0


class SampleWorker(CommandWorker):
    """Notes what it recovered from."""

    def __init__(self) -> None:
        super().__init__()
        self.recovered_from: list[str] = []

    def recover(self, message: str) -> None:
        self.recovered_from.append(message)


class Messages(QObject):
    """Receives the messages of a worker in the test's thread."""

    def __init__(self, worker: CommandWorker) -> None:
        super().__init__()
        self.texts: list[str] = []
        worker.failed.connect(self.receive)

    @Slot(str)
    def receive(self, text: str) -> None:
        self.texts.append(text)


@pytest.fixture
def worker(qapp) -> SampleWorker:
    return SampleWorker()


@pytest.fixture
def thread(worker) -> Iterator[CommandThread]:
    thread = CommandThread(worker)
    yield thread
    assert thread.shutdown(TIMEOUT_S)


def fail(error: Exception) -> None:
    raise error


def test_commands_run_in_order_even_if_posted_before_the_start(thread) -> None:
    done: list[int] = []
    for number in range(5):
        thread.post(lambda n=number: done.append(n))
    assert done == []
    thread.start()
    thread.post(lambda: done.append(5))
    assert thread.shutdown(TIMEOUT_S, last=lambda: done.append(6))
    assert done == [0, 1, 2, 3, 4, 5, 6]


def test_commands_run_in_a_thread_named_after_the_worker(thread) -> None:
    names: list[str] = []
    thread.start()
    thread.post(lambda: names.append(QThread.currentThread().objectName()))
    assert thread.shutdown(TIMEOUT_S)
    assert names == ["SampleWorker"]


def test_a_command_that_fails_is_reported_and_the_next_one_runs(thread, worker, qtbot) -> None:
    messages, done = Messages(worker), []
    thread.start()
    thread.post(lambda: fail(MaskappError("The disk is full.")))
    thread.post(lambda: done.append("next"))
    qtbot.waitUntil(lambda: done == ["next"])
    qtbot.waitUntil(lambda: messages.texts == ["The disk is full."])
    assert worker.recovered_from == ["The disk is full."]


def test_an_unexpected_error_is_logged_and_the_worker_recovers(
    thread, worker, qtbot, caplog
) -> None:
    messages = Messages(worker)
    thread.start()
    thread.post(lambda: fail(ZeroDivisionError("odd")))
    qtbot.waitUntil(lambda: len(messages.texts) == len(worker.recovered_from) == 1)
    assert worker.recovered_from == messages.texts
    assert "SampleWorker failed unexpectedly" in caplog.text
    assert "ZeroDivisionError: odd" in caplog.text


def test_a_thread_that_never_started_is_shut_down_at_once(worker) -> None:
    done: list[int] = []
    assert CommandThread(worker).shutdown(0.0, last=lambda: done.append(1))
    assert done == []


def test_a_command_that_hangs_does_not_hold_up_the_shutdown(thread) -> None:
    entered, release = threading.Event(), threading.Event()

    def hang() -> None:
        entered.set()
        release.wait(TIMEOUT_S)

    thread.start()
    thread.post(hang)
    assert entered.wait(TIMEOUT_S)
    assert not thread.shutdown(0.05)
    release.set()


def test_a_forgotten_thread_ends_when_it_is_collected(worker) -> None:
    done: list[int] = []
    thread = CommandThread(worker)
    running = worker.thread()
    thread.start()
    thread.post(lambda: done.append(1))
    assert running.isRunning()
    del thread
    assert not running.isRunning()
    assert done == [1]
