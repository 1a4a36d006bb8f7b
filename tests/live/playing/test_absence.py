"""How long a live source has sent no frame."""

import pytest

from maskapp.live.playing.absence import Absence
from maskapp.records import SourceState

LOST, PAUSED, RUNNING = SourceState.LOST, SourceState.PAUSED, SourceState.RUNNING


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def absence(timers, told) -> Absence:
    return Absence(timers, 6.0, lambda: told.append("gone"))


@pytest.mark.parametrize("state", [LOST, PAUSED])
def test_is_told_once_until_a_frame_comes(absence, timers, told, state):
    for _ in range(2):
        absence.follow(state, is_live=True)
        absence.follow(state, is_live=True)  # an attempt to open it again has failed
        assert len(timers.calls) == 1
        timers.pass_time()
        absence.follow(RUNNING, is_live=True)
        absence.follow(state, is_live=True)
        assert timers.calls == []
        absence.end()
    assert told == ["gone", "gone"]
    assert timers.delays_s == [6.0, 6.0]


def test_a_source_that_opens_again_and_sends_nothing_is_still_away(absence, timers, told):
    absence.follow(LOST, is_live=True)
    absence.follow(RUNNING, is_live=True)
    timers.pass_time()
    assert told == ["gone"]


def test_nothing_is_told_of_one_that_is_back_in_time(absence, timers, told):
    absence.follow(LOST, is_live=True)
    absence.end()
    timers.pass_time()
    assert told == []


def test_nothing_is_told_of_one_that_was_closed(absence, timers, told):
    absence.follow(LOST, is_live=True)
    absence.follow(SourceState.IDLE, is_live=True)
    timers.pass_time()
    assert told == []


def test_a_file_waits_for_the_end_of_a_pause(absence, timers, told):
    absence.follow(PAUSED, is_live=False)
    timers.pass_time()
    assert told == []
