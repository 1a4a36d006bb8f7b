"""The player of alarms, and what it does about one that hangs."""

import threading

import pytest

from maskapp import paths
from maskapp.gui.alarm.alarm_player import AlarmPlayer, longest_s
from maskapp.outputs.sound import sound_file
from maskapp.outputs.sound import speech as speech_module
from maskapp.outputs.sound.sound_file import load_sound
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import PATIENCE_S

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
    player._sounding.halt.set()  # ends the first one as if it were over
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
    assert player.stop()
    assert loudspeaker.heard == [ONE]


def test_silence_spares_what_is_to_be_kept(qtbot, player, loudspeaker, ended) -> None:
    loudspeaker.is_long = True
    player.play(ONE)
    player.play(TWO)
    qtbot.waitUntil(lambda: loudspeaker.heard == [ONE])
    player.silence(kept=TWO)
    qtbot.waitUntil(lambda: loudspeaker.heard == [ONE, TWO])
    player.play(THREE)
    player.silence(kept=TWO)
    assert not player._sounding.halt.is_set()
    player.silence()
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert loudspeaker.heard == [ONE, TWO]


def test_a_player_that_was_never_used_has_no_thread(qtbot, loudspeaker) -> None:
    player = AlarmPlayer(lambda: pytest.fail("nothing is to be opened"))
    assert player.stop()


class HungLoudspeakers:
    """Loudspeakers whose calls last until they are released, whatever they are told.

    Attributes:
        heard: The settings of all alarms that they were asked for, in order.
        halts: What ends each of them, though those that hang do not heed it.
        hang: Whether alarms hang from now on.
    """

    def __init__(self) -> None:
        self.heard: list[Settings] = []
        self.halts: list[threading.Event] = []
        self.hang = True
        self._released: list[threading.Event] = []

    def sound(self, settings: Settings, halt: threading.Event) -> list[str]:
        released = threading.Event()
        self._released.append(released)
        if not self.hang:  # looked at last, or one that is released just now would hang
            released.set()
        self.halts.append(halt)
        self.heard.append(settings)
        assert released.wait(PATIENCE_S)
        return []

    def close(self) -> None:
        pass

    def release(self, number: int) -> None:
        self._released[number].set()

    def release_all(self) -> None:
        self.hang = False
        for released in self._released:
            released.set()


@pytest.fixture
def hung(monkeypatch):
    """Alarms that hang are given up soon, but others get the time that a busy computer takes."""
    hung = HungLoudspeakers()
    monkeypatch.setattr(
        "maskapp.gui.alarm.alarm_player.longest_s", lambda _: 0.05 if hung.hang else PATIENCE_S
    )
    yield hung
    hung.release_all()


@pytest.fixture
def stuck(qtbot, hung, ended):
    player = AlarmPlayer(lambda: hung)
    player.finished.connect(lambda settings, problems: ended.append((settings, problems)))
    yield player
    hung.release_all()
    assert player.stop()


def play(qtbot, player, settings: Settings, ended: list) -> str:
    """Return what is told of an alarm that hangs."""
    count = len(ended)
    player.play(settings)
    qtbot.waitUntil(lambda: len(ended) == count + 1)
    assert ended[-1][0] is settings
    return " ".join(ended[-1][1])


def test_an_alarm_that_hangs_is_told_and_the_next_one_is_tried(qtbot, hung, stuck, ended) -> None:
    assert "The sound device does not answer" in play(qtbot, stuck, ONE, ended)
    qtbot.waitUntil(lambda: hung.heard == [ONE])
    assert hung.halts[0].is_set(), "it is not heard late, either"
    hung.hang = False
    assert play(qtbot, stuck, TWO, ended) == ""
    assert hung.heard == [ONE, TWO]


def test_an_alarm_that_waits_for_a_hung_one_is_tried_too(qtbot, hung, stuck, ended) -> None:
    stuck.play(ONE)
    stuck.play(TWO)
    qtbot.waitUntil(lambda: len(ended) == 2)
    qtbot.waitUntil(lambda: set(hung.heard) == {ONE, TWO})


def test_few_threads_hang_and_the_alarms_after_them_are_told_at_once(
    qtbot, hung, stuck, ended
) -> None:
    for _ in range(6):
        assert "does not answer" in play(qtbot, stuck, ONE, ended)
    assert len(stuck._voices) == 3
    qtbot.waitUntil(lambda: len(hung.heard) == 3)
    hung.hang = False
    hung.release(1)
    qtbot.waitUntil(lambda: any(not voice.is_busy for voice in stuck._voices))
    assert play(qtbot, stuck, TWO, ended) == "", "it is heard once a thread is free"
    assert len(ended) == 7, "nothing is told of one that came back late"


def test_one_that_hangs_though_it_was_silenced_is_given_up_sooner(
    qtbot, hung, stuck, ended, monkeypatch
) -> None:
    """The time for what would have been heard need not pass; a test may wait for it."""
    monkeypatch.setattr("maskapp.gui.alarm.alarm_player.longest_s", lambda _: 10 * PATIENCE_S)
    monkeypatch.setattr("maskapp.gui.alarm.alarm_player._ANSWER_S", 0.05)
    stuck.play(ONE)
    qtbot.waitUntil(lambda: hung.heard == [ONE])
    hung.hang = False
    stuck.silence()
    stuck.play(TWO)
    qtbot.waitUntil(lambda: [settings for settings, _ in ended] == [ONE, TWO])
    assert "does not answer" in ended[0][1][0]


def test_what_else_may_hang_is_named(qtbot, stuck, ended) -> None:
    assert "speech" in play(qtbot, stuck, Settings(alarm_speech=True), ended)
    assert "disk" in play(qtbot, stuck, Settings(alarm_sound_file="/net/bell.wav"), ended)


def test_no_alarm_is_given_up_while_it_may_sound() -> None:
    """The lengths are those that the loudspeaker may take."""
    chime, file = Settings(alarm_chime=True), Settings(alarm_chime=True, alarm_sound_file="/a.wav")
    speech = Settings(alarm_speech=True)
    assert longest_s(chime) >= load_sound(paths.chime(), 80).length_s + 10
    assert longest_s(file) >= sound_file.LONGEST_S + 10
    assert longest_s(speech) >= speech_module._LONGEST_S + 10
    both = Settings(alarm_chime=True, alarm_speech=True)
    assert longest_s(both) >= longest_s(speech) + 1.5


def test_a_device_that_hangs_does_not_hold_up_the_window(qtbot, hung, monkeypatch) -> None:
    monkeypatch.setattr("maskapp.gui.alarm.alarm_player._TIMEOUT_S", 0.05)
    player = AlarmPlayer(lambda: hung)
    player.play(ONE)
    player.silence()
    qtbot.waitUntil(lambda: hung.heard == [ONE])
    assert not player.stop()
    hung.release_all()
    assert player._voices[0].shutdown(10)
