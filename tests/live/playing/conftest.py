"""Fixtures of the player's tests."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from maskapp.live.playing.timing import Timing
from tests.support.player_log import PlayerLog
from tests.support.signalled_player import SignalledPlayer
from tests.support.timers_by_hand import TimersByHand


@pytest.fixture
def timing() -> Timing:
    return Timing(second_ms=1, steady_after_s=0.0)


@pytest.fixture
def timers() -> TimersByHand:
    return TimersByHand()


@pytest.fixture
def sources(backend) -> dict:
    return backend.sources


@pytest.fixture
def player(qtbot, backend, timing) -> Iterator[SignalledPlayer]:
    parent = QObject()
    player = SignalledPlayer(backend, timing, parent)
    yield player
    player.close()


@pytest.fixture
def log(player) -> PlayerLog:
    return PlayerLog(player)
