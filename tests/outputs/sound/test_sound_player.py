"""The player, on miniaudio's null device, which takes as long as a real one."""

import threading
import time

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
        dies_after: Number of pieces after which it takes nothing more.
        halt_after: Number of pieces after which it sets an event, and the event.
    """

    made: list["FakeDevice"]

    def __init__(self, *_: object, **__: object) -> None:
        self.heard: list[bytes] = []
        self.is_unplugged = self.is_dead = self.is_closed = False
        self.dies_after: int | None = None
        self.halt_after: tuple[int, threading.Event] | None = None
        self.made.append(self)

    def start(self, samples) -> None:
        if self.is_unplugged:
            raise miniaudio.MiniaudioError("failed to start audio device", -1)
        while not self.is_dead and len(self.heard) != self.dies_after:
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


class SlowDevice:
    """A device that asks, in a thread of its own, for a piece every 50 ms.

    Attributes:
        heard: What it played.
        took_s: How long that was.
        thread: Its thread.
    """

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.took_s = 0.0

    def start(self, samples) -> None:
        self.thread = threading.Thread(target=self._ask, args=(samples,))
        self.thread.start()

    def stop(self) -> None:
        pass

    def _ask(self, samples) -> None:
        pace = threading.Event()
        began_s = time.monotonic()
        while True:
            pace.wait(0.05)
            try:
                self.heard.append(bytes(samples.send(300)))
            except StopIteration:
                self.took_s = time.monotonic() - began_s
                return


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
    monkeypatch.setattr(sound_player, "_SILENT_S", 0.0)
    player = SoundPlayer()
    player.require_device()
    devices[0].is_dead = True
    with pytest.raises(SoundError, match="stopped"):
        player.play(sound, threading.Event())
    assert devices[0].is_closed
    player.play(sound, threading.Event())
    assert len(devices) == 2


def test_a_device_that_goes_silent_in_the_middle_of_a_long_sound_is_given_up(
    devices, monkeypatch
) -> None:
    monkeypatch.setattr(sound_player, "_SILENT_S", 0.05)
    player = SoundPlayer()
    player.require_device()
    devices[0].dies_after = 3
    with pytest.raises(SoundError, match="stopped"):
        player.play(Sound(bytes(2 * CHANNELS * RATE_HZ * 3600)), threading.Event())
    assert len(devices[0].heard) == 3
    assert devices[0].is_closed


def test_a_device_that_is_slow_is_not_given_up(sound, monkeypatch) -> None:
    """While the processor is busy, a sound takes longer than it is long."""
    monkeypatch.setattr(sound_player, "_SILENT_S", 1.0)
    device = SlowDevice()
    monkeypatch.setattr(miniaudio, "PlaybackDevice", lambda *_, **__: device)
    SoundPlayer().play(sound, threading.Event())
    device.thread.join()
    assert b"".join(device.heard) == sound.samples
    assert device.took_s > sound.length_s + 1.0


def test_the_device_keeps_enough_for_a_program_that_is_busy(monkeypatch) -> None:
    periods = []

    def refuse(_format: object, _channels: int, _rate: int, period_ms: int, **__: object) -> None:
        periods.append(period_ms)
        raise miniaudio.MiniaudioError("no device")

    monkeypatch.setattr(miniaudio, "PlaybackDevice", refuse)
    with pytest.raises(SoundError):
        SoundPlayer().require_device()
    assert periods == [300], "three of them bridge about a second without the interpreter"


def test_a_device_that_hangs_while_it_is_closed_is_told_all_the_same(sound, devices, monkeypatch):
    monkeypatch.setattr(sound_player, "_SILENT_S", 0.0)
    monkeypatch.setattr(sound_player, "_CLOSING_S", 0.0)
    player = SoundPlayer()
    player.require_device()
    devices[0].is_dead = True
    answers = threading.Event()
    closed = threading.Event()

    def hang() -> None:
        answers.wait()
        closed.set()

    devices[0].close = hang
    with pytest.raises(SoundError, match="stopped"):
        player.play(sound, threading.Event())
    assert not closed.is_set()
    player.play(sound, threading.Event())
    assert b"".join(devices[1].heard) == sound.samples
    answers.set()
    assert closed.wait(30)
