"""The player of alarms and its thread."""

import subprocess
import sys
import threading

import pytest

from maskapp.gui.alarm.alarm_player import AlarmPlayer
from maskapp.settings.settings import Settings

ONE, TWO, THREE = (Settings(alarm_volume_percent=each) for each in (10, 20, 30))


@pytest.fixture
def ended() -> list:
    return []


@pytest.fixture
def player(qtbot, loudspeaker, ended):
    player = AlarmPlayer(lambda: loudspeaker)
    player.finished.connect(lambda settings, problems: ended.append((settings, problems)))
    yield player
    assert player.stop()


def test_it_plays_in_a_thread_of_its_own(qtbot, player, loudspeaker, ended) -> None:
    loudspeaker.problems = ["No device."]
    player.play(ONE)
    assert ended == [], "it returns at once"
    qtbot.waitUntil(lambda: ended == [(ONE, ["No device."])])
    assert loudspeaker.threads == {"AlarmVoice"}
    assert threading.current_thread().name not in loudspeaker.threads


def test_an_alarm_during_another_follows_it_and_only_the_last_waits(
    qtbot, player, loudspeaker, ended
) -> None:
    loudspeaker.is_long = True
    player.play(ONE)
    qtbot.waitUntil(lambda: loudspeaker.heard == [ONE])
    player.play(TWO)
    player.play(THREE)
    loudspeaker.is_long = False
    player._halt.set()  # ends the first one as if it were over
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert loudspeaker.heard == [ONE, THREE]


def test_silence_ends_what_sounds_and_what_waits(qtbot, player, loudspeaker, ended) -> None:
    loudspeaker.is_long = True
    player.play(ONE)
    player.play(TWO)
    qtbot.waitUntil(lambda: loudspeaker.heard == [ONE])
    player.silence()
    qtbot.waitUntil(lambda: len(ended) == 1)
    loudspeaker.is_long = False
    player.play(THREE)
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert (loudspeaker.heard, loudspeaker.halted) == ([ONE, THREE], 1)


def test_an_alarm_that_fails_is_over_and_the_next_one_sounds(
    qtbot, player, loudspeaker, ended
) -> None:
    loudspeaker.error = RuntimeError("boom")
    player.play(ONE)
    qtbot.waitUntil(lambda: len(ended) == 1)
    assert "boom" in ended[0][1][0]
    loudspeaker.error = None
    player.play(TWO)
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert ended[1] == (TWO, [])


def test_stopping_ends_the_sound_and_closes_the_device(qtbot, loudspeaker) -> None:
    player = AlarmPlayer(lambda: loudspeaker)
    loudspeaker.is_long = True
    player.play(ONE)
    qtbot.waitUntil(lambda: loudspeaker.heard == [ONE])
    assert player.stop()
    assert loudspeaker.is_closed


def test_an_alarm_that_was_on_its_way_when_it_stopped_is_not_heard(qtbot, loudspeaker) -> None:
    player = AlarmPlayer(lambda: loudspeaker)
    player.play(ONE)
    qtbot.waitUntil(lambda: loudspeaker.heard == [ONE])
    assert player.stop()
    player.play(TWO)
    assert player._thread.has_ended
    assert player.stop()
    assert loudspeaker.heard == [ONE]


def test_a_player_that_was_never_used_has_no_thread(qtbot, loudspeaker) -> None:
    player = AlarmPlayer(lambda: pytest.fail("nothing is to be opened"))
    assert player.stop()


def test_a_device_that_hangs_does_not_hold_up_the_window(qtbot, loudspeaker, monkeypatch) -> None:
    monkeypatch.setattr("maskapp.gui.alarm.alarm_player._TIMEOUT_S", 0.05)
    hang = threading.Event()
    loudspeaker.sound = lambda settings, halt: [] if hang.wait(10) else ["hung"]
    player = AlarmPlayer(lambda: loudspeaker)
    player.play(ONE)
    player.silence()
    assert not player.stop()
    hang.set()
    assert player._thread.shutdown(10)


def test_the_window_does_not_import_the_sound_library() -> None:
    program = (
        "import sys; import maskapp.gui.window.main_window;"
        "assert 'miniaudio' not in sys.modules;"
        "from maskapp.gui.alarm.alarm_player import open_loudspeaker;"
        "open_loudspeaker().close(); assert 'miniaudio' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
