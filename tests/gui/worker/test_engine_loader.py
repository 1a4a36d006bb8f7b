from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Slot

from maskapp.errors import ModelError, ModelLostError
from maskapp.gui.worker.engine_loader import EngineLoader
from maskapp.gui.worker.qt_timers import QtTimers
from maskapp.live.playing.timing import Timing
from maskapp.records import SourceState
from maskapp.settings.settings import Settings
from tests.support.timers_by_hand import TimersByHand

SETTINGS = Settings().for_engine


class Log(QObject):
    """What a loader has answered."""

    def __init__(self, loader: EngineLoader) -> None:
        super().__init__(loader)
        self.answers: list = []
        loader.loaded.connect(self._add)
        loader.failed.connect(self._add)
        loader.kept.connect(self._add)
        loader.retrying_in.connect(self._add)

    @Slot(object)
    @Slot(int)
    def _add(self, answer) -> None:
        self.answers.append(answer)


@pytest.fixture
def owner(qtbot) -> QObject:
    return QObject()


@pytest.fixture
def timing() -> Timing:
    return Timing(reconnect_delays_s=(600,))


@pytest.fixture
def loader(owner, backend, timing) -> EngineLoader:
    return EngineLoader(backend, timing, QtTimers(owner), owner)


@pytest.fixture
def log(loader) -> Log:
    return Log(loader)


def test_an_engine_is_loaded_for_the_source(loader, log, backend, engine, qtbot) -> None:
    calls = []
    backend.load_engine = lambda settings, is_stills, _watch: (
        calls.append((settings, is_stills)) or engine
    )
    loader.load(SETTINGS, is_stills=True)
    qtbot.waitUntil(lambda: log.answers == [engine])
    assert calls == [(SETTINGS, True)]


def test_a_model_that_cannot_be_used_is_reported(loader, log, backend, qtbot) -> None:
    def refuse(_settings, _is_stills, _watch):
        raise ModelError("The model is damaged.")

    backend.load_engine = refuse
    loader.load(SETTINGS, is_stills=False)
    qtbot.waitUntil(lambda: log.answers == ["The model is damaged."])


class Missing:
    """Loads a model only where its file is not missing."""

    def __init__(self, engine) -> None:
        self.engine = engine
        self.models: set[str] = set()
        self.problem: ModelError = ModelLostError("It is missing.")
        self.tried: list[str] = []

    def __call__(self, settings, _is_stills, _watch):
        self.tried.append(settings.model_file)
        if settings.model_file in self.models:
            raise self.problem
        return self.engine


@pytest.fixture
def missing(backend, engine) -> Missing:
    backend.load_engine = Missing(engine)
    return backend.load_engine


def test_a_network_is_kept_while_its_file_is_missing(loader, log, missing, engine, qtbot) -> None:
    loader.load(SETTINGS, is_stills=False)
    qtbot.waitUntil(lambda: log.answers == [engine])
    missing.models.add("")
    larger = replace(SETTINGS, detection_size_px=640)
    for settings, is_stills in ((larger, True), (SETTINGS, False)):
        log.answers.clear()
        loader.load(settings, is_stills=is_stills)
        qtbot.waitUntil(lambda: len(log.answers) == 2)
        problem, kept = log.answers
        assert problem == "It is missing."
        assert kept.based_on[1:] == (settings, is_stills)


def test_the_network_of_another_model_is_not_used(loader, log, missing, engine, qtbot) -> None:
    loader.load(SETTINGS, is_stills=False)
    qtbot.waitUntil(lambda: log.answers == [engine])
    missing.models.add("/usb/x.tflite")
    loader.load(replace(SETTINGS, model_file="/usb/x.tflite"), is_stills=False)
    qtbot.waitUntil(lambda: log.answers == [engine, "It is missing."])


def waiting(loader, missing, qtbot) -> None:
    """Let the loader wait for the missing model of a source."""
    missing.models.add("")
    loader.failed.connect(lambda _: loader.follow(SourceState.NO_MODEL))
    loader.follow(SourceState.OPENING)
    loader.load(SETTINGS, is_stills=False)
    qtbot.waitUntil(lambda: bool(missing.tried))


class TestWaiting:
    @pytest.fixture
    def timers(self) -> TimersByHand:
        return TimersByHand()

    @pytest.fixture
    def loader(self, owner, backend, timing, timers) -> EngineLoader:
        return EngineLoader(backend, timing, timers, owner)

    @pytest.fixture
    def timing(self) -> Timing:
        return Timing(reconnect_delays_s=(2,))

    def test_a_missing_model_is_tried_again(
        self, loader, log, missing, engine, timers, qtbot
    ) -> None:
        waiting(loader, missing, qtbot)
        again = ["It is missing.", 2, 1, 0]
        for count in (1, 2):
            qtbot.waitUntil(lambda: log.answers[-1:] == [2])
            timers.pass_time()
            assert log.answers == again * count
        missing.models.clear()
        qtbot.waitUntil(lambda: log.answers[-1:] == [2])
        timers.pass_time()
        qtbot.waitUntil(lambda: log.answers[-1] == engine)

    def test_it_is_not_once_the_source_is_closed(self, loader, log, missing, timers, qtbot) -> None:
        waiting(loader, missing, qtbot)
        qtbot.waitUntil(lambda: 2 in log.answers)
        loader.follow(SourceState.IDLE)
        timers.pass_time()
        assert log.answers == ["It is missing.", 2]

    def test_nor_is_a_model_that_is_damaged(self, loader, log, missing, timers, qtbot) -> None:
        missing.problem = ModelError("It is damaged.")
        waiting(loader, missing, qtbot)
        qtbot.waitUntil(lambda: log.answers == ["It is damaged."])
        assert timers.calls == []

    def test_one_that_comes_damaged_may_be_in_the_middle_of_being_copied(
        self, loader, log, missing, engine, timers, qtbot
    ) -> None:
        waiting(loader, missing, qtbot)
        qtbot.waitUntil(lambda: log.answers[-1:] == [2])
        missing.problem = ModelError("It is damaged.")
        timers.pass_time()
        qtbot.waitUntil(lambda: log.answers[-2:] == ["It is damaged.", 2])
        missing.models.clear()
        timers.pass_time()
        qtbot.waitUntil(lambda: log.answers[-1] == engine)

    def test_one_that_stays_damaged_is_not_tried_for_ever(
        self, loader, log, missing, timers, qtbot
    ) -> None:
        waiting(loader, missing, qtbot)
        qtbot.waitUntil(lambda: log.answers[-1:] == [2])
        missing.problem = ModelError("It is damaged.")
        for _ in range(4):
            timers.pass_time()
            qtbot.waitUntil(lambda: log.answers[-2:] == ["It is damaged.", 2])
        timers.pass_time()
        qtbot.waitUntil(lambda: log.answers[-1] == "It is damaged.")
        assert timers.calls == []
        loader.load_again(SETTINGS)
        qtbot.waitUntil(lambda: log.answers[-2:] == [0, "It is damaged."])
        assert timers.calls == [], "the user has chosen it"


def test_a_missing_model_is_not_waited_for_when_a_setting_changes(
    loader, log, missing, engine, qtbot
) -> None:
    waiting(loader, missing, qtbot)
    qtbot.waitUntil(lambda: log.answers == ["It is missing.", 600])
    loader.load_again(replace(SETTINGS, model_file="/disk/x.tflite"))
    qtbot.waitUntil(lambda: log.answers == ["It is missing.", 600, 0, engine])


def test_a_dropped_engine_is_not_reported_and_its_conversion_ends(
    loader, log, backend, hang, engine, qtbot
) -> None:
    watches = []

    def load(_settings, is_stills, watch):
        watches.append(watch)
        if not is_stills:
            hang()
        return engine

    backend.load_engine = load
    loader.load(SETTINGS, is_stills=False)
    qtbot.waitUntil(hang.entered.is_set)
    loader.load(SETTINGS, is_stills=True)
    qtbot.waitUntil(lambda: log.answers == [engine])
    hang.release.set()
    assert watches[0].is_cancelled
    assert log.answers == [engine]


@pytest.mark.parametrize("is_stills", [False, True])
@pytest.mark.parametrize("state", SourceState)
def test_it_is_loaded_again_while_a_source_is_in_use(
    loader, log, backend, engine, qtbot, state, is_stills
) -> None:
    calls = []
    backend.load_engine = lambda *settings: calls.append(settings) or engine
    loader.follow(SourceState.OPENING)
    loader.load(SETTINGS, is_stills=is_stills)
    qtbot.waitUntil(lambda: log.answers == [engine])
    loader.follow(state)
    loader.load_again(SETTINGS)
    unused = {SourceState.IDLE, SourceState.FAILED} | (set() if is_stills else {SourceState.ENDED})
    if state not in unused:
        qtbot.waitUntil(lambda: len(log.answers) == 2)
    loader.load(SETTINGS, is_stills=is_stills)
    qtbot.waitUntil(lambda: len(log.answers) == len(calls))
    assert len(calls) == (2 if state in unused else 3)


@pytest.mark.parametrize("is_stills", [False, True])
def test_the_end_of_pictures_drops_no_engine(loader, log, backend, hang, qtbot, is_stills) -> None:
    watches = []
    backend.load_engine = lambda _settings, _is_stills, watch: watches.append(watch) or hang()
    loader.follow(SourceState.OPENING)
    loader.load(SETTINGS, is_stills=is_stills)
    loader.follow(SourceState.RUNNING)
    qtbot.waitUntil(hang.entered.is_set)
    loader.follow(SourceState.ENDED)
    assert watches[0].is_cancelled != is_stills
    loader.follow(SourceState.OPENING)
    assert watches[0].is_cancelled, "it was for the source before"
