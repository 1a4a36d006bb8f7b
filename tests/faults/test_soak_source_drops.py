"""A network camera that sends a few frames and drops, again and again."""

import pytest
from PySide6.QtCore import QObject

from maskapp.live.playing.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.pipeline.sources.source import open_source
from maskapp.records import SourceState
from tests.support.http_camera import Handler, http_cameras
from tests.support.signalled_player import SignalledPlayer
from tests.support.soak import TIMEOUT_S
from tests.support.worker_fakes import FakeBackend

pytestmark = [pytest.mark.soak, pytest.mark.timeout(TIMEOUT_S)]


class Counts(QObject):
    """Counts what a player shows, and plays what it opens."""

    def __init__(self, player: SignalledPlayer) -> None:
        super().__init__()
        self.frames = 0
        self.states = dict.fromkeys(SourceState, 0)
        player.opened.connect(player.play)
        player.frame_due.connect(self._add_frame)
        player.state_changed.connect(self._add_state)

    def _add_frame(self, _arrived, _time_s) -> None:
        self.frames += 1

    def _add_state(self, state, _message) -> None:
        self.states[state] += 1


def send_some_and_drop(handler: Handler) -> None:
    handler.start_mjpeg()
    for _ in range(12):
        handler.send_part()
        handler.server.test_is_over.wait(0.002)


def test_a_camera_that_drops_hundreds_of_times_comes_back_each_time(qtbot, soak) -> None:
    backend, parent = FakeBackend(), QObject()
    with http_cameras() as start:
        server = start(send_some_and_drop)
        backend.sources["camera"] = lambda: open_source(server.address())
        player = SignalledPlayer(backend, Timing(second_ms=1), parent)
        counts = Counts(player)
        player.open(SourceRequest("camera"))
        for number in soak.rounds():
            lost = counts.states[SourceState.LOST]
            qtbot.waitUntil(
                lambda lost=lost: counts.states[SourceState.LOST] > lost, timeout=60_000
            )
            assert counts.states[SourceState.FAILED] == 0, f"round {number}"
        player.close()
        assert player.wait_closed()
    soak.figures |= {"openings": counts.states[SourceState.RUNNING], "frames": counts.frames}
    assert counts.states[SourceState.RUNNING] >= soak.figures["rounds"] // 2
