"""`detect --scheduler` on a cluster of three workers, which are processes on this computer."""

import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.archives import (
    PATIENCE_S,
    arguments,
    kill,
    make_archive,
    start,
    wait_for,
    wait_for_parts,
    written,
)

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

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait(PATIENCE_S)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "cluster").mkdir()
    with contextlib.closing(Cluster(tmp_path / "cluster")) as opened:
        yield opened


def test_the_outputs_are_those_of_one_process_though_a_worker_is_killed(
    run, cluster: Cluster, tmp_path: Path, portrait, portrait_clip: Path, monkeypatch
) -> None:
    inputs = make_archive(tmp_path / "in", portrait, portrait_clip)
    monkeypatch.chdir(tmp_path)
    named = [path.relative_to(tmp_path) for path in inputs]  # as other folders do not know them
    one = run(*arguments(named, tmp_path / "one"))
    parts = tmp_path / "shared" / "r.jsonl.parts"
    command = arguments(named, tmp_path / "shared", "--scheduler", cluster.address)
    with start(*command) as child:
        victim = cluster.add_worker("first")  # it has all tasks, and works on one
        wait_for_parts(parts, 1)
        kill(victim)
        cluster.add_worker("second")
        cluster.add_worker("third")
        mine = psutil.Process(child.pid).net_connections()
        assert all(each.status != psutil.CONN_LISTEN for each in mine)
        _, stderr = child.communicate(timeout=PATIENCE_S)
    assert written(tmp_path / "shared") == written(tmp_path / "one")
    assert child.returncode == one.code == 2
    assert stderr.replace(f"{tmp_path}/", "").splitlines()[-4:] == one.err.splitlines()


def test_without_workers_it_waits_and_without_its_scheduler_it_ends(
    cluster: Cluster, wall: Path, tmp_path: Path
) -> None:
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
def test_an_address_without_a_scheduler_is_refused_soon(wall, tmp_path, kind) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        if kind == "nothing":
            server.close()
        with start(*arguments([wall], tmp_path / "a", "--scheduler", address)) as child:
            _, stderr = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 2
    (line,) = stderr.splitlines()
    assert f"No Dask scheduler answers at {address}" in line
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["e.jsonl", "r.jsonl"]


@pytest.mark.parametrize("address", ["", "host", "foo://host:1", "inproc://x"])
def test_what_is_no_address_is_refused(run, wall: Path, address: str) -> None:
    run("detect", wall, "--scheduler", address).assert_refused("No Dask scheduler answers")
