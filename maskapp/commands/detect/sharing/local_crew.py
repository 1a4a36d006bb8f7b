"""The crew of `--jobs`: processes on this computer, one task each at a time."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from maskapp.commands.cores import usable_cores
from maskapp.commands.detect.sharing.crew import Done
from maskapp.commands.detect.sharing.task import Plan, Task, do_task
from maskapp.commands.detect.sharing.thread_limits import limit_threads
from maskapp.errors import MaskappError

_ATTEMPTS = 2
_SPAWN = multiprocessing.get_context("spawn")  # libraries with threads do not outlast a fork


@dataclass(slots=True)
class _Member:
    """A process, and its task if it has one."""

    process: SpawnProcess
    connection: Connection
    task: Task | None = None


class LocalCrew:
    """Processes that are started when there are tasks for them.

    One that the system ends, as it does when memory runs out, is replaced, and its task done again
    once.

    Args:
        jobs: How many processes.
        plan: What the tasks have in common.
    """

    def __init__(self, jobs: int, plan: Plan) -> None:
        self._jobs = jobs
        self._plan = plan
        self._members: list[_Member] = []
        self._again: list[Task] = []
        self._lost: set[str] = set()

    def has_room(self) -> bool:
        """Return whether a process has nothing to do."""
        return sum(member.task is not None for member in self._members) < self._jobs

    def start(self, task: Task) -> None:
        """Have a task done by a process that has nothing to do."""
        free = [member for member in self._members if member.task is None]
        member = free[0] if free else self._new_member()
        member.task = task
        with contextlib.suppress(OSError):  # it has just ended; `finished` notices that
            member.connection.send((self._plan, task))

    def finished(self, wait_s: float) -> list[Done]:
        """Return the tasks that are over; see `Crew`."""
        busy = {member.connection: member for member in self._members if member.task is not None}
        done = []
        for connection in wait(list(busy), wait_s):
            member = busy[connection]  # type: ignore[index]  # only connections were waited for
            task, member.task = member.task, None
            assert task is not None
            try:
                answer = member.connection.recv()
            except (EOFError, OSError):
                done += self._after_loss(member, task)
                continue
            if isinstance(answer, MaskappError):
                raise answer
            done.append(Done(task))
        return done

    def _after_loss(self, member: _Member, task: Task) -> list[Done]:
        """Replace a process that has ended; return its task if it was the second one for it."""
        self._members.remove(member)
        member.process.join()
        member.connection.close()
        code = member.process.exitcode or 0
        if task.key in self._lost:
            by = f"signal {-code}" if code < 0 else f"exit code {code}"
            return [Done(task, f"its process was ended {_ATTEMPTS} times, last by {by}")]
        self._lost.add(task.key)
        self.start(task)
        return []

    def _new_member(self) -> _Member:
        ours, theirs = _SPAWN.Pipe()
        threads = max(1, usable_cores() // self._jobs)
        process = _SPAWN.Process(
            target=_serve, args=(theirs, threads), name="maskapp-job", daemon=True
        )
        with _without_interrupts():
            process.start()
        theirs.close()  # so that our end notices when the process ends
        member = _Member(process, ours)
        self._members.append(member)
        return member

    def close(self) -> None:
        """End all processes; those that have a task, at once."""
        for member in self._members:
            if member.task is not None:
                member.process.kill()
            member.connection.close()
        for member in self._members:
            member.process.join()
        self._members = []


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Have processes that are started meanwhile never interrupted by Ctrl+C.

    A terminal interrupts all processes of a command; ours decides what becomes of the others.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows; `_serve` ignores it, a moment later
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, threads: int) -> None:
    """Do tasks until the command ends, in whatever way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="EndWithParent", daemon=True).start()
    limit_threads(threads)
    while True:
        try:
            plan, task = connection.recv()
        except EOFError:
            return
        answer: MaskappError | None = None
        try:
            do_task(plan, task)
        except MaskappError as error:
            answer = error
        connection.send(answer)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
