"""How commands are run on a thread, and how the thread ends."""

import gc
import subprocess
import sys
import threading
from functools import partial

import pytest
from PySide6.QtCore import QThread

from maskapp.errors import SettingsError
from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from tests.support.worker_fakes import PATIENCE_S


class Recorder(CommandWorker):
    """Records what it is asked to do, in its thread.

    Attributes:
        done: The names that `add` was called with.
        recovered: The messages that `recover` was called with.
        failures: The messages that were emitted as `failed`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.threads: set[str] = set()
        self.recovered: list[str] = []
        self.failures: list[str] = []
        self.failed.connect(self.failures.append)

    def add(self, name: str) -> None:
        self.done.append(name)
        self.threads |= {QThread.currentThread().objectName(), threading.current_thread().name}

    def fail(self, error: Exception) -> None:
        raise error

    def recover(self, message: str) -> None:
        self.recovered.append(message)


@pytest.fixture
def worker(qapp) -> Recorder:
    return Recorder()


@pytest.fixture
def thread(worker):
    thread = CommandThread(worker)
    yield thread
    assert thread.shutdown(PATIENCE_S)


def test_runs_commands_in_order_in_a_thread_named_after_the_worker(thread, worker) -> None:
    thread.start()
    for name in "abc":
        thread.post(partial(worker.add, name))
    assert thread.shutdown(PATIENCE_S)
    assert worker.done == ["a", "b", "c"]
    assert worker.threads == {"Recorder"}


def test_runs_after_the_start_what_was_posted_before(thread, worker) -> None:
    thread.post(partial(worker.add, "early"))
    thread.start()
    assert thread.shutdown(PATIENCE_S)
    assert worker.done == ["early"]


def test_takes_commands_from_any_thread(thread, worker) -> None:
    thread.start()
    other = threading.Thread(target=thread.post, args=(partial(worker.add, "foreign"),))
    other.start()
    other.join()
    assert thread.shutdown(PATIENCE_S)
    assert worker.done == ["foreign"]
    assert worker.threads == {"Recorder"}


class TestFailure:
    def test_raised_on_purpose_is_emitted_in_its_own_words(self, qtbot, thread, worker, caplog):
        thread.start()
        thread.post(partial(worker.fail, SettingsError("The disk is full.")))
        thread.post(partial(worker.add, "next"))
        assert thread.shutdown(PATIENCE_S)
        qtbot.waitUntil(lambda: worker.failures == ["The disk is full."])
        assert worker.recovered == ["The disk is full."]
        assert worker.done == ["next"]
        assert caplog.text == ""

    def test_that_nobody_expected_is_logged_too(self, qtbot, thread, worker, caplog):
        thread.start()
        thread.post(partial(worker.fail, ZeroDivisionError("by nothing")))
        thread.post(partial(worker.add, "next"))
        assert thread.shutdown(PATIENCE_S)
        qtbot.waitUntil(lambda: len(worker.failures) == 1)
        assert "by nothing" in worker.failures[0]
        assert worker.recovered == worker.failures
        assert worker.done == ["next"]
        assert "Recorder failed unexpectedly" in caplog.text
        assert "ZeroDivisionError" in caplog.text


class TestShutdown:
    def test_runs_a_last_command_after_all_others(self, thread, worker):
        thread.start()
        thread.post(partial(worker.add, "first"))
        assert thread.shutdown(PATIENCE_S, partial(worker.add, "last"))
        assert worker.done == ["first", "last"]

    def test_happens_even_if_the_last_command_fails(self, thread, worker):
        thread.start()
        assert thread.shutdown(PATIENCE_S, partial(worker.fail, SettingsError("No.")))
        assert worker.recovered == ["No."]

    def test_without_a_start_has_nothing_to_do(self, thread, worker):
        assert thread.shutdown(0.0, partial(worker.add, "last"))
        assert worker.done == []

    def test_may_be_repeated_and_the_thread_started_again(self, thread, worker):
        thread.start()
        assert thread.shutdown(PATIENCE_S)
        assert thread.shutdown(PATIENCE_S)
        thread.post(partial(worker.add, "again"))
        thread.start()
        assert thread.shutdown(PATIENCE_S)
        assert worker.done == ["again"]

    def test_returns_in_time_while_a_command_hangs(self, thread, hang):
        thread.start()
        thread.post(hang)
        assert hang.entered.wait(PATIENCE_S)
        assert not thread.shutdown(0.01)
        hang.release.set()
        assert thread.shutdown(PATIENCE_S)


class TestForgottenShutdown:
    """Qt aborts the process when it destroys a thread that runs."""

    def test_happens_when_the_thread_is_collected(self, worker):
        thread = CommandThread(worker)
        thread.start()
        thread.post(partial(worker.add, "written"))
        del thread
        gc.collect()
        assert worker.done == ["written"]

    def test_happens_when_the_process_exits(self):
        code = """
from functools import partial
from PySide6.QtCore import QCoreApplication
from maskapp.gui.shared.command_thread import CommandThread, CommandWorker

application = QCoreApplication([])
thread = CommandThread(CommandWorker())
thread.start()
thread.post(partial(print, "written", flush=True))
"""
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "written\n", "")
