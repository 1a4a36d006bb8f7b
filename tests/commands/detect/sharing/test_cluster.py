"""`detect --scheduler` on a cluster whose scheduler and workers are processes on this computer."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed.core import rpc
from distributed.protocol.pickle import dumps

from maskapp.commands.detect.sharing import cluster as cluster_module
from tests.support.archives import (
    PATIENCE_S,
    arguments,
    kill,
    start,
    wait_for,
    wait_for_parts,
    written,
)
from tests.support.detect_runs import read_report

ROOT = Path(__file__).parents[4]


class Cluster:
    """A scheduler and its workers, without their web pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen] = []
        log = self._start("scheduler", "--port", "0", name="scheduler")
        found: list[str] = []
        wait_for(
            lambda: found.extend(re.findall(r"tcp://127\.0\.0\.1:\d+", log.read_text())) or found,
            "it",
        )
        self.address = found[0]

    def add_worker(self, name: str) -> int:
        """Start a worker and return its process's number, once it can take tasks."""
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder / name))
        log = self._start("worker", self.address, *options, name=name)
        wait_for(lambda: "Registered to" in log.read_text(), "the worker")
        return self.processes[-1].pid

    def _start(self, kind: str, *options: str, name: str) -> Path:
        log = self.folder / f"{name}.log"
        with log.open("wb") as file:
            command = [sys.executable, "-m", "dask", kind, *options, "--host", "127.0.0.1"]
            process = subprocess.Popen(
                [*command, "--no-dashboard"],
                stdout=file,
                stderr=file,
                cwd=self.folder,  # not that of the command
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        self.processes.append(process)
        return log

    def require_worker(self) -> None:
        """Start a worker unless one is there."""
        if not self._ask("workers"):
            self.add_worker("another")

    def end_workers(self) -> None:
        """End all workers, and wait until the scheduler knows it."""
        for process in self.processes[1:]:
            process.kill()
            process.wait(PATIENCE_S)
        wait_for(lambda: not self._ask("workers"), "the end of the workers")

    def known_tasks(self) -> list[str]:
        """Return the keys of the tasks that the scheduler knows."""
        return self._ask("tasks")

    def _ask(self, what: str) -> list[str]:
        """Return the keys of what the scheduler knows, without a client and its threads."""

        def keys(dask_scheduler) -> list[str]:  # the argument's name asks for it
            return list(getattr(dask_scheduler, what))

        async def ask() -> list[str]:
            async with rpc(self.address) as scheduler:
                return (await scheduler.run_function(function=dumps(keys)))["result"]

        return asyncio.run(ask())

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait(PATIENCE_S)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    with contextlib.closing(Cluster(tmp_path_factory.mktemp("cluster"))) as opened:
        yield opened


def test_the_outputs_are_those_of_one_process_though_a_worker_is_killed(
    named, of_one_process, cluster: Cluster, tmp_path: Path
) -> None:
    one, files = of_one_process
    parts = tmp_path / "shared" / "r.jsonl.parts"
    # Named as other folders do not know them.
    command = arguments(named, tmp_path / "shared", "--scheduler", cluster.address)
    with start(*command) as child:
        victim = cluster.add_worker("first")  # it has all tasks, and works on one
        wait_for_parts(parts, 1)
        kill(victim)
        cluster.add_worker("second")
        mine = psutil.Process(child.pid).net_connections()
        assert all(each.status != psutil.CONN_LISTEN for each in mine)
        _, stderr = child.communicate(timeout=PATIENCE_S)
    assert written(tmp_path / "shared") == files
    assert child.returncode == one.code == 2
    assert stderr.splitlines()[-len(one.err.splitlines()) :] == one.err.splitlines()


def test_a_signal_ends_it_and_leaves_nothing_to_do(inputs, cluster: Cluster, tmp_path) -> None:
    report = tmp_path / "a" / "r.jsonl"
    command = arguments([inputs[0], "demo", "demo"], tmp_path / "a")
    cluster.require_worker()
    with start(*command, "--scheduler", cluster.address) as child:
        wait_for(lambda: report.exists() and len(read_report(report)) == 1, "the first input")
        assert cluster.known_tasks()
        child.send_signal(signal.SIGTERM)
        _, stderr = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 128 + signal.SIGTERM
    assert stderr.splitlines()[-2:] == [
        "1 of 3 files are done; the same command goes on with the others.",
        "maskapp: interrupted",
    ]
    assert (tmp_path / "a" / "r.jsonl.parts").is_dir()
    wait_for(lambda: not cluster.known_tasks(), "the scheduler to forget the tasks")


def test_without_workers_it_waits_and_without_its_scheduler_it_ends(
    cluster: Cluster, wall: Path, tmp_path: Path
) -> None:
    """The last of this cluster."""
    cluster.end_workers()
    command = arguments([wall], tmp_path / "a", "--scheduler", cluster.address)
    with start(*command) as child:
        assert child.stderr is not None
        assert "has no workers yet" in child.stderr.readline()
        cluster.close()
        _, stderr = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 2
    (line,) = stderr.splitlines()
    assert "was lost" in line


@pytest.mark.parametrize("kind", ["nothing", "silent"])
def test_an_address_without_a_scheduler_is_refused_soon(
    run, wall, tmp_path, monkeypatch, kind
) -> None:
    monkeypatch.setattr(cluster_module, "_CONNECT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        if kind == "nothing":
            server.close()
        outcome = run(*arguments([wall], tmp_path / "a", "--scheduler", address))
    outcome.assert_refused(f"No Dask scheduler answers at {address}")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["e.jsonl", "r.jsonl"]


@pytest.mark.parametrize("address", ["", "host", "foo://host:1", "inproc://x"])
def test_what_is_no_address_is_refused(run, wall: Path, address: str) -> None:
    run("detect", wall, "--scheduler", address).assert_refused("No Dask scheduler answers")
