"""Fixtures of the worker's tests."""

from collections.abc import Iterator

import pytest

from maskapp.gui.worker.timing import Timing
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.settings import Settings
from tests.support.films import Film
from tests.support.worker_fakes import Ear, FakeEngine


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(automatic_snapshots=False, recording_folder=str(tmp_path / "films"))


@pytest.fixture
def engine(backend) -> FakeEngine:
    return backend.engine


@pytest.fixture
def timing() -> Timing:
    return Timing()


@pytest.fixture
def worker(qtbot, settings, backend, timing) -> Iterator[WorkerThread]:
    thread = WorkerThread(settings, backend, timing)
    thread.start()
    yield thread
    assert thread.shutdown()


@pytest.fixture
def ear(worker) -> Ear:
    return Ear(worker)


@pytest.fixture
def film(backend) -> Iterator[Film]:
    film = Film(60)
    backend.sources["film"] = film.source
    yield film
    film.let(1000)
