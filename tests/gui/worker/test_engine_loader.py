import pytest
from PySide6.QtCore import QObject, Slot

from maskapp.errors import ModelError
from maskapp.gui.worker.engine_loader import EngineLoader
from maskapp.records import SourceState
from maskapp.settings.settings import Settings

SETTINGS = Settings().for_engine


class Log(QObject):
    """What a loader has answered."""

    def __init__(self, loader: EngineLoader) -> None:
        super().__init__(loader)
        self.answers: list = []
        loader.loaded.connect(self._add)
        loader.failed.connect(self._add)

    @Slot(object)
    def _add(self, answer) -> None:
        self.answers.append(answer)


@pytest.fixture
def owner(qtbot) -> QObject:
    return QObject()


@pytest.fixture
def loader(owner, backend) -> EngineLoader:
    return EngineLoader(backend, owner)


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
