"""Fixtures of the worker's tests."""

from collections.abc import Iterator

import pytest

from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.playing.timing import Timing
from maskapp.settings.settings import Settings
from tests.support.gated_clip import GatedClip
from tests.support.signal_log import SignalLog
from tests.support.worker_fakes import FakeEngine


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(automatic_snapshots=False, recording_folder=str(tmp_path / "recordings"))


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
def log(worker) -> SignalLog:
    return SignalLog(worker)


@pytest.fixture
def clip(backend) -> Iterator[GatedClip]:
    """A clip of sixty frames, which opens as "clip"."""
    clip = GatedClip(60)
    backend.sources["clip"] = clip.source
    yield clip
    clip.release(1000)
