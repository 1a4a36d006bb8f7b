"""Fixtures of the tests of the pipeline."""

from pathlib import Path

import pytest

from maskapp.pipeline import engine as engine_module
from maskapp.pipeline.engine import Engine
from maskapp.settings.settings import Settings
from tests.support.engine_parts import FakeClassifier, FakeDetector


@pytest.fixture
def make_engine(monkeypatch):
    def make(
        *, stills=False, uncertain_below=0.5, **settings
    ) -> tuple[Engine, FakeDetector, FakeClassifier]:
        monkeypatch.setattr(engine_module, "LiteRTFaceDetector", FakeDetector)
        monkeypatch.setattr(engine_module, "CheckedFaceDetector", lambda detector, _: detector)
        monkeypatch.setattr(engine_module, "MaskClassifier", FakeClassifier)
        chosen = Settings(uncertain_below=uncertain_below, **settings)
        engine = Engine(chosen, Path("unused"), stills=stills)
        return engine, engine._detector, engine._classifier

    return make
