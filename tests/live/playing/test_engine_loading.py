"""How a damaged model is waited for; the rest is told of the window's loader of engines."""

import queue
from dataclasses import replace
from pathlib import Path

import pytest

from maskapp.errors import ModelError, ModelLostError
from maskapp.live.playing.engine_loading import EngineCalls, EngineLoading
from maskapp.live.playing.timing import Timing
from maskapp.records import SourceState
from maskapp.settings.settings import Settings
from tests.support.timers_by_hand import TimersByHand
from tests.support.worker_fakes import FakeBackend

PATIENCE_S = 30.0


class Loading:
    """An engine loading for a source without a model, with what it has told."""

    def __init__(self, backend: FakeBackend, model: Path) -> None:
        self.told: list[object] = []
        self.timers = TimersByHand()
        self._reports: queue.SimpleQueue = queue.SimpleQueue()
        self._settings = replace(Settings(), model_file=str(model)).for_engine
        calls = EngineCalls(
            loaded=self.told.append,
            failed=self._fail,
            kept=self.told.append,
            retrying_in=self.told.append,
            stepped=lambda *_: None,
            reported=lambda *report: self._reports.put(report),
        )
        self.loading = EngineLoading(backend, Timing(), self.timers, calls)

    def begin(self) -> None:
        self.loading.follow(SourceState.OPENING)
        self.loading.load(self._settings, is_stills=False)
        self.take()

    def take(self) -> None:
        self.loading.take(*self._reports.get(timeout=PATIENCE_S))

    def look(self) -> None:
        """Let the time pass until the file is looked at again, and it was."""
        self.timers.pass_time()
        self.take()

    def _fail(self, problem: str) -> None:
        self.told.append(problem)
        self.loading.follow(SourceState.NO_MODEL)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "mask.tflite"
    path.write_bytes(b"damaged")
    return path


@pytest.fixture
def backend(model: Path) -> FakeBackend:
    backend = FakeBackend()
    load = backend.load_engine
    backend.tried = 0

    def load_unless_damaged(*arguments):
        backend.tried += 1
        if not model.exists():
            raise ModelLostError("It is missing.")
        if model.read_bytes() == b"damaged":
            raise ModelError("It is damaged.")
        return load(*arguments)

    backend.load_engine = load_unless_damaged
    return backend


@pytest.fixture
def loading(backend: FakeBackend, model: Path) -> Loading:
    made = Loading(backend, model)
    made.begin()
    assert made.told == ["It is damaged."]
    return made


def test_a_damaged_model_is_not_tried_again_and_again(loading: Loading, backend) -> None:
    for _ in range(3):
        loading.look()
    assert backend.tried == 1
    assert loading.told == ["It is damaged."]


def test_one_that_was_mended_at_its_path_is_used(loading: Loading, backend, model: Path) -> None:
    loading.look()
    model.write_bytes(b"mended")
    loading.look()
    assert loading.told == ["It is damaged.", backend.engine]
    assert loading.timers.calls == []


def test_one_that_vanishes_is_waited_for_as_a_missing_one(loading: Loading, backend, model) -> None:
    model.unlink()
    loading.look()
    assert loading.told == ["It is damaged.", "It is missing.", 1]
    model.write_bytes(b"mended")
    loading.look()
    assert loading.told[3:] == [0, backend.engine]


def test_it_is_looked_at_no_more_once_the_source_is_closed(loading: Loading) -> None:
    loading.loading.follow(SourceState.IDLE)
    assert loading.timers.calls == []
