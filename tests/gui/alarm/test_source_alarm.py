"""Alarms of the source in use, which end once it is closed or replaced."""

import threading

import pytest

from maskapp.records import SourceState
from tests.support.window_helpers import WAIT_MS, endless


@pytest.fixture
def sounding(playing, loudspeaker, qtbot):
    """A window whose source has caused two alarms: one sounds, the other one waits for it."""
    playing.settings.change(alarm_chime=True)
    loudspeaker.is_long = True
    for _ in range(2):
        playing.worker.worker.alarm_due.emit()
    qtbot.waitUntil(lambda: len(loudspeaker.heard) == 1, timeout=WAIT_MS)
    return playing


@pytest.fixture
def ends(sounding, qtbot) -> list:
    """The problems of the alarms that have ended since, one list for each."""
    ends: list = []
    sounding.features.alarm._player.finished.connect(lambda _, problems: ends.append(problems))
    return ends


def test_closing_the_source_ends_its_alarm_and_the_one_that_waits(
    sounding, ends, loudspeaker, qtbot
) -> None:
    sounding.sources.close()
    qtbot.waitUntil(lambda: len(ends) == 1, timeout=WAIT_MS)
    assert (loudspeaker.halted, len(loudspeaker.heard)) == (1, 1)


@pytest.mark.parametrize("again", [False, True])
def test_opening_a_source_ends_them_too(
    sounding, sources, ends, loudspeaker, qtbot, hang, again
) -> None:
    sources["other"] = endless
    hang.release.set()
    sounding.sources.open("live" if again else "other")
    qtbot.waitUntil(lambda: len(ends) == 1, timeout=WAIT_MS)
    assert (loudspeaker.halted, len(loudspeaker.heard)) == (1, 1)


def test_an_alarm_that_is_on_its_way_when_the_source_is_closed_is_not_heard(
    playing, loudspeaker, qtbot
) -> None:
    playing.settings.change(alarm_chime=True)
    told = threading.Event()
    playing.worker.worker.posted.emit(playing.worker.worker.alarm_due.emit)
    playing.worker.worker.posted.emit(told.set)
    assert told.wait(WAIT_MS / 1000)
    playing.sources.close()
    qtbot.waitUntil(lambda: playing.sources.state.value == "idle", timeout=WAIT_MS)
    assert playing.features.alarm._player._sounding is None, "nor will it be"
    assert loudspeaker.heard == []


@pytest.mark.parametrize("state", [SourceState.LOST, SourceState.PAUSED, SourceState.ENDED])
def test_alarms_outlive_a_source_that_only_stands_still_and_one_that_comes_back(
    sounding, loudspeaker, state
) -> None:
    worker, player = sounding.worker.worker, sounding.features.alarm._player
    worker.state_changed.emit(state, "")
    worker.source_opened.emit(sounding.sources.info)
    worker.state_changed.emit(SourceState.RUNNING, "")
    assert not player._sounding.halt.is_set()
    assert player._next is not None
    player.silence()


def test_a_test_of_the_alarm_outlives_the_source(sounding, ends, loudspeaker, qtbot) -> None:
    sounding.features.alarm.run_test()
    qtbot.waitUntil(lambda: len(loudspeaker.heard) == 2, timeout=WAIT_MS)
    sounding.sources.close()
    qtbot.waitUntil(lambda: sounding.sources.state.value == "idle", timeout=WAIT_MS)
    assert loudspeaker.halted == 1, "only the alarm that the test has replaced"
    assert not sounding.features.alarm._player._sounding.halt.is_set()
    sounding.features.alarm._player.silence()
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=WAIT_MS)
