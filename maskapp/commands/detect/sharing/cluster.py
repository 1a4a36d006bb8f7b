"""The crew of `--scheduler`: the workers of a running Dask cluster."""

import asyncio
import logging
import time
import warnings

from distributed import Client, Future
from distributed.comm import connect, get_address_host_port, normalize_address
from distributed.scheduler import KilledWorker
from distributed.security import Security

from maskapp.commands.console import tell
from maskapp.commands.detect.sharing.crew import Done
from maskapp.commands.detect.sharing.parts import part_end
from maskapp.commands.detect.sharing.task import Plan, Task, do_task
from maskapp.commands.detect.sharing.thread_limits import limit_threads
from maskapp.display_names import foreign_message
from maskapp.errors import MaskappError

_CONNECT_S = 5
_TASKS_A_THREAD = 2
"""So that no worker waits while the next task is on its way."""
_COUNT_EVERY_S = 5.0
"""How soon workers that come or leave are noticed."""
_PART_SEEN_S = 30.0
"""Time in which a network disk shows what another computer has written."""


class ClusterCrew:
    """The workers of a cluster, which need Maskapp, and the same paths of inputs and outputs.

    The scheduler has the task of a lost worker done again. All goes through one connection that is
    opened here; nothing is listened for.

    Args:
        address: Address of the scheduler, such as "tcp://192.0.2.1:8786".
        plan: What the tasks have in common.

    Raises:
        MaskappError: No scheduler answers there.
    """

    def __init__(self, address: str, plan: Plan) -> None:
        self._address = address
        self._plan = plan
        self._running: dict[Future, Task] = {}
        self._arriving: dict[Task, float] = {}
        self._client = _connected(address)
        self._threads = 0
        self._counted_s = 0.0
        self._has_told = False

    def has_room(self) -> bool:
        """Return whether a worker has, or soon will have, nothing to do."""
        return len(self._running) < _TASKS_A_THREAD * max(1, self._threads)

    def start(self, task: Task) -> None:
        """Have a task done."""
        key = f"maskapp-{self._plan.mark}-{task.key}"
        future = self._client.submit(_do_task, self._plan, task, key=key, pure=False)
        self._running[future] = task

    def finished(self, wait_s: float) -> list[Done]:
        """Return the tasks that are over; see `Crew`."""
        self._count_workers()
        over = [future for future in self._running if future.done()]
        if not over and not self._arriving:
            time.sleep(wait_s)
        if self._client.status != "running" or any(f.status == "cancelled" for f in over):
            raise MaskappError(
                f"The connection to the scheduler {self._address} was lost; when it runs again, the"
                " same command goes on with what is left"
            )
        lost = [done for future in over if (done := self._over(future)) is not None]
        return [*lost, *self._arrived(wait_s)]

    def _over(self, future: Future) -> Done | None:
        """Take a future that is over; return its task if it was lost."""
        task = self._running.pop(future)
        error = future.exception() if future.status == "error" else None
        future.release()
        if isinstance(error, KilledWorker):
            return Done(task, "the workers that it was given to were lost, one after the other")
        if isinstance(error, MaskappError):
            raise error
        if error is not None:
            raise MaskappError(
                f"A worker of the cluster cannot run Maskapp ({foreign_message(error)}); install"
                " the same version there, with the extra cluster"
            ) from error
        self._arriving[task] = time.monotonic() + _PART_SEEN_S
        return None

    def _arrived(self, wait_s: float) -> list[Done]:
        """Return the tasks whose parts can be seen, or will never be."""
        now = time.monotonic()
        seen = [
            task
            for task, until_s in self._arriving.items()
            if until_s < now or part_end(self._plan.folder, task.key) is not None
        ]
        if self._arriving and not seen:
            time.sleep(wait_s)
        for task in seen:
            del self._arriving[task]
        return [Done(task) for task in seen]

    def _count_workers(self) -> None:
        if time.monotonic() - self._counted_s < _COUNT_EVERY_S:
            return
        try:
            self._threads = sum(self._client.nthreads(callback_timeout=_CONNECT_S).values())
        except OSError:  # it does not answer; `finished` says so if it goes on
            return
        self._counted_s = time.monotonic()
        if not self._threads and not self._has_told:
            tell(f"The cluster at {self._address} has no workers yet; waiting.")
            self._has_told = True

    def close(self) -> None:
        """Leave the cluster, which forgets the tasks that are not over."""
        self._client.close(timeout=_CONNECT_S)


def _do_task(plan: Plan, task: Task) -> None:
    """Do a task on a worker, which does as many at once as it has threads."""
    limit_threads(1)
    do_task(plan, task)


def _connected(address: str) -> Client:
    _silence()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            asyncio.run(_reach(normalize_address(address)))
            client = Client(address, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError, ImportError) as error:
            reason = foreign_message(error) if str(error) else f"silent for {_CONNECT_S} s"
            raise MaskappError(
                f"No Dask scheduler answers at {address} ({reason}); check the address, and whether"
                " it runs"
            ) from error
    if any("Mismatched versions" in str(warning.message) for warning in caught):
        tell(
            "The cluster has other versions of Dask or Python than this computer. If tasks fail,"
            " install the same ones."
        )
    return client


async def _reach(address: str) -> None:
    """Check that a scheduler answers, since `Client` waits without end for one that is silent.

    Raises:
        ValueError: This is no address.
        OSError: Nothing answers there, or something else does.
        TimeoutError: Nothing answers in time.
    """
    get_address_host_port(address)
    security = Security().get_connection_args("client")
    connecting = connect(address, timeout=_CONNECT_S, **security)
    comm = await asyncio.wait_for(connecting, _CONNECT_S)
    await comm.close()


def _silence() -> None:
    """Keep Dask from writing to standard error, where our own messages say it."""
    for name in list(logging.Logger.manager.loggerDict):
        if name.split(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
