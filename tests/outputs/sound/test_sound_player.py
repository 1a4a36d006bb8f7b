"""The player, on miniaudio's null device, which takes as long as a real one."""

import threading

import miniaudio
import pytest

from maskapp.errors import SoundError
from maskapp.outputs.sound import sound_player
from maskapp.outputs.sound.sound_file import CHANNELS, RATE_HZ, Sound, load_sound
from maskapp.outputs.sound.sound_player import SoundPlayer
from tests.support.sounds import write_tone

NULL = [miniaudio.Backend.NULL]


class FakeDevice:
    """A device that asks for samples as soon as it is started.

    Attributes:
        heard: What it played.
        is_unplugged: Lets the next start fail.
        is_dead: Lets it take nothing.
        halt_after: Number of pieces after which it sets an event, and the event.
    """

    made: list["FakeDevice"]

    def __init__(self, *_: object, **__: object) -> None:
        self.heard: list[bytes] = []
        self.is_unplugged = self.is_dead = self.is_closed = False
        self.halt_after: tuple[int, threading.Event] | None = None
        self.made.append(self)

    def start(self, samples) -> None:
        if self.is_unplugged:
            raise miniaudio.MiniaudioError("failed to start audio device", -1)
        while not self.is_dead:
            try:
                self.heard.append(bytes(samples.send(1000)))
            except StopIteration:
                return
            if self.halt_after and len(self.heard) == self.halt_after[0]:
                self.halt_after[1].set()

    def stop(self) -> None:
        pass

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def devices(monkeypatch) -> list[FakeDevice]:
    FakeDevice.made = []
    monkeypatch.setattr(miniaudio, "PlaybackDevice", FakeDevice)
    return FakeDevice.made


@pytest.fixture
def sound(tmp_path) -> Sound:
    return load_sound(write_tone(tmp_path / "tone.wav"), 100)


def test_plays_on_a_device_of_the_system(sound) -> None:
    player = SoundPlayer(NULL)
    for _ in range(2):  # the device is used again
        player.play(sound, threading.Event())
    player.close()


def test_gives_the_device_all_samples_in_order(sound, devices) -> None:
    SoundPlayer().play(sound, threading.Event())
    assert b"".join(devices[0].heard) == sound.samples
    assert max(map(len, devices[0].heard)) == 1000 * 2 * CHANNELS


def test_keeps_the_device_between_sounds(sound, devices) -> None:
    player = SoundPlayer()
    player.play(sound, threading.Event())
    player.play(sound, threading.Event())
    assert len(devices) == 1
    player.close()
    assert devices[0].is_closed


def test_a_halt_ends_the_sound_in_its_middle(devices) -> None:
    minute = Sound(bytes(2 * CHANNELS * RATE_HZ * 60))
    halt = threading.Event()
    player = SoundPlayer()
    player.require_device()
    devices[0].halt_after = (3, halt)
    player.play(minute, halt)
    assert len(devices[0].heard) == 3
    player.play(minute, halt)
    assert len(devices[0].heard) == 3, "one that is halted before it begins is not heard"


def test_a_halt_ends_a_sound_on_a_device_of_the_system() -> None:
    halt = threading.Event()
    timer = threading.Timer(0.05, halt.set)
    timer.start()
    player = SoundPlayer(NULL)
    player.play(Sound(bytes(2 * CHANNELS * RATE_HZ * 60)), halt)
    timer.join()
    player.close()


def test_without_a_device_it_says_what_to_do(sound) -> None:
    player = SoundPlayer([miniaudio.Backend.AAUDIO])  # of Android
    with pytest.raises(SoundError, match="connect a loudspeaker"):
        player.play(sound, threading.Event())


def test_the_null_device_is_never_taken_for_a_loudspeaker(monkeypatch, sound) -> None:
    """miniaudio falls back to it by itself where its list of back ends is empty."""
    asked = []

    def refuse(*_: object, backends: list[miniaudio.Backend], **__: object) -> None:
        asked.extend(backends)
        raise miniaudio.MiniaudioError("no device")

    monkeypatch.setattr(miniaudio, "PlaybackDevice", refuse)
    with pytest.raises(SoundError):
        SoundPlayer().play(sound, threading.Event())
    assert miniaudio.Backend.NULL not in asked
    of_systems = {miniaudio.Backend.WASAPI, miniaudio.Backend.COREAUDIO, miniaudio.Backend.ALSA}
    assert of_systems <= set(asked)


def test_a_device_that_was_unplugged_is_replaced(sound, devices) -> None:
    player = SoundPlayer()
    player.play(sound, threading.Event())
    devices[0].is_unplugged = True
    player.play(sound, threading.Event())
    assert devices[0].is_closed
    assert b"".join(devices[1].heard) == sound.samples


def test_a_device_that_takes_nothing_is_given_up(sound, devices, monkeypatch) -> None:
    monkeypatch.setattr(sound_player, "_GRACE_S", 0.0)
    player = SoundPlayer()
    player.require_device()
    devices[0].is_dead = True
    with pytest.raises(SoundError, match="stopped"):
        player.play(sound, threading.Event())
    assert devices[0].is_closed
    player.play(sound, threading.Event())
    assert len(devices) == 2
