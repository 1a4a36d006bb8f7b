"""Fixtures of the player's tests."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from maskapp.live.playing.timing import Timing
from tests.support.signalled_player import SignalledPlayer


@pytest.fixture
def timing() -> Timing:
    return Timing()


@pytest.fixture
def sources(backend) -> dict:
    return backend.sources


@pytest.fixture
def player(qtbot, backend, timing) -> Iterator[SignalledPlayer]:
    parent = QObject()
    player = SignalledPlayer(backend, timing, parent)
    yield player
    player.close()
