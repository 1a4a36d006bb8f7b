"""What is played and spoken for an alarm, in which order, and what is told if it cannot be."""

import sys
import threading
from dataclasses import replace

import pytest

from maskapp import paths
from maskapp.errors import SoundError
from maskapp.outputs.sound import loudspeaker as loudspeaker_module
from maskapp.outputs.sound.loudspeaker import Loudspeaker
from maskapp.outputs.sound.sound_file import Sound, load_sound
from maskapp.settings.settings import Settings
from tests.support.sounds import install_speaker, write_tone

BOTH = Settings(alarm_chime=True, alarm_speech=True, alarm_volume_percent=50)


class FakePlayer:
    """Notes in `heard` what it plays."""

    def __init__(self, heard: list) -> None:
        self.heard = heard
        self.has_device = True
        self.on_play = lambda: None
        self.is_closed = False

    def require_device(self) -> None:
        if not self.has_device:
            raise SoundError("There is no device; connect one")

    def play(self, sound: Sound, halt: threading.Event) -> None:
        self.require_device()
        self.heard.append(sound.samples)
        self.on_play()

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def heard(monkeypatch) -> list:
    """Samples that are played, and sentences with their volume, in order."""
    heard: list = []

    def speak(sentence: str, volume: int, halt: threading.Event) -> None:
        heard.append((sentence, volume))

    monkeypatch.setattr(loudspeaker_module, "speak", speak)
    return heard


@pytest.fixture
def player(heard) -> FakePlayer:
    return FakePlayer(heard)


@pytest.fixture
def loudspeaker(player) -> Loudspeaker:
    return Loudspeaker(player)


@pytest.fixture
def chime() -> bytes:
    return load_sound(paths.chime(), 50).samples


def test_the_sound_comes_before_the_sentence_at_the_same_volume(loudspeaker, heard, chime) -> None:
    assert loudspeaker.sound(BOTH, threading.Event()) == []
    assert heard == [chime, (BOTH.alarm_sentence, 50)]


@pytest.mark.parametrize("off", ["alarm_chime", "alarm_speech"])
def test_each_can_be_off(loudspeaker, heard, off, chime) -> None:
    loudspeaker.sound(replace(BOTH, **{off: False}), threading.Event())
    assert heard == ([chime] if off == "alarm_speech" else [(BOTH.alarm_sentence, 50)])


def test_the_users_own_sound_is_played(loudspeaker, heard, tmp_path) -> None:
    own = write_tone(tmp_path / "own.wav")
    settings = replace(BOTH, alarm_sound_file=str(own), alarm_speech=False)
    assert loudspeaker.sound(settings, threading.Event()) == []
    assert heard == [load_sound(own, 50).samples]


def test_the_chime_takes_the_place_of_a_sound_that_is_gone(loudspeaker, heard, chime) -> None:
    settings = replace(BOTH, alarm_sound_file="/nowhere/own.wav")
    [problem] = loudspeaker.sound(settings, threading.Event())
    assert "own.wav cannot be read" in problem
    assert "The built-in chime is played instead." in problem
    assert heard == [chime, (BOTH.alarm_sentence, 50)]


@pytest.mark.parametrize("off", ["alarm_chime", "alarm_speech", ""])
def test_without_a_device_that_is_told_in_one_sentence(loudspeaker, player, heard, off) -> None:
    player.has_device = False
    settings = replace(BOTH, **({off: False} if off else {}))
    problems = loudspeaker.sound(settings, threading.Event())
    assert problems == ["There is no device; connect one."]
    assert heard == [], "a program that speaks says nothing about a missing device"


def test_a_halt_keeps_the_sentence_back(loudspeaker, player, heard, chime) -> None:
    halt = threading.Event()
    player.on_play = halt.set
    assert loudspeaker.sound(BOTH, halt) == []
    assert heard == [chime]


def test_it_closes_the_device(loudspeaker, player) -> None:
    loudspeaker.close()
    assert player.is_closed


@pytest.mark.skipif(sys.platform != "linux", reason="the stand-in is that of Linux")
def test_a_sentence_that_cannot_be_spoken_is_told(tmp_path, monkeypatch) -> None:
    install_speaker(tmp_path, monkeypatch, "espeak", "echo 'no voice' >&2; exit 1")
    [problem] = Loudspeaker(FakePlayer([])).sound(BOTH, threading.Event())
    assert problem == "The sentence cannot be spoken: espeak: no voice."
