"""What the log says of sources that cannot be played."""

import logging

import pytest

from maskapp.errors import SourceError
from maskapp.live.playing.trouble_log import TroubleLog
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.worker_fakes import FakeSource, live, lose, make_frames

FAILED, LOST, OPENING = SourceState.FAILED, SourceState.LOST, SourceState.OPENING
ADDRESS = "rtsp://me:secret@door.local/stream"


@pytest.fixture
def entries(caplog):
    """Returns what was logged so far."""
    caplog.set_level(logging.INFO, "maskapp.live.playing")
    return lambda: [(entry.levelname, entry.getMessage()) for entry in caplog.records]


def test_each_reason_is_logged_once_and_without_the_password(entries):
    log = TroubleLog()
    for message in ("no answer", "no answer", f"{ADDRESS}: refused", f"{ADDRESS}: refused"):
        log.follow(ADDRESS, LOST, message)
    name = "rtsp://door.local/stream"
    lost = ("WARNING", f"Source {name} lost: no answer")
    assert entries() == [lost, ("WARNING", f"Source {name} lost: {name}: refused")]
    log.follow(ADDRESS, SourceState.RUNNING, "")
    log.follow(ADDRESS, LOST, "no answer")
    assert entries()[2:] == [lost], "it was back meanwhile"


def test_a_source_whose_model_is_missing_is_logged(entries):
    TroubleLog().follow("0", SourceState.NO_MODEL, "The model is missing.")
    assert entries() == [("WARNING", "Source 0 without a model: The model is missing.")]


def test_a_player_logs_a_source_that_does_not_open(qtbot, player, log, sources, entries):
    sources["clip"] = SourceError("clip: no such file")
    player.open(SourceRequest("clip"))
    qtbot.waitUntil(lambda: FAILED in log.states)
    assert entries() == [("WARNING", "Source clip failed: clip: no such file")]


def test_a_player_logs_a_lost_source_but_not_each_attempt(
    qtbot, player, log, sources, entries, hang
):
    gone = SourceError("no answer")
    lost = FakeSource(make_frames(1), is_live=True, at_end=lose)
    sources[ADDRESS] = [lost, gone, gone, live(hang)]
    player.open(SourceRequest(ADDRESS))
    qtbot.waitUntil(lambda: log.states.count(SourceState.RUNNING) == 2)
    assert log.states.count(LOST) == 3
    start = "Source rtsp://door.local/stream lost: "
    reasons = [message.removeprefix(start) for _, message in entries()]
    assert reasons == ["fake: the cable is out", "no answer"]
