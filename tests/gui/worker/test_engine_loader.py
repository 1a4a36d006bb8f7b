import pytest
from PySide6.QtCore import QObject, Slot

from maskapp.errors import ModelError
from maskapp.gui.worker.engine_loader import EngineLoader
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
