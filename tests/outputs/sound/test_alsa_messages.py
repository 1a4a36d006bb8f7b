import contextlib
import ctypes

import miniaudio
import pytest

from maskapp.errors import SoundError
from maskapp.outputs.sound import alsa_messages
from maskapp.outputs.sound.alsa_messages import alsa_muted
from maskapp.outputs.sound.sound_player import SoundPlayer


@pytest.fixture
def open_nothing():
    """Opens a device that no system has, at which ALSA complains."""
    try:
        library = ctypes.CDLL("libasound.so.2")
    except OSError:
        pytest.skip("this system has no ALSA")

    def fail() -> None:
        device = ctypes.c_void_p()
        assert library.snd_pcm_open(ctypes.byref(device), b"no such device", 0, 0) < 0

    return fail


def test_alsa_says_nothing_while_it_is_muted_and_speaks_again_later(open_nothing, capfd):
    with alsa_muted():
        open_nothing()
    assert capfd.readouterr().err == ""
    open_nothing()
    assert "ALSA lib" in capfd.readouterr().err


def test_an_error_inside_is_passed_on_and_ends_the_silence(open_nothing, capfd):
    with pytest.raises(SoundError), alsa_muted():
        raise SoundError("There is no device")
    open_nothing()
    assert "ALSA lib" in capfd.readouterr().err


def test_systems_without_alsa_need_none(monkeypatch):
    monkeypatch.setattr(alsa_messages, "_LIBRARY", "no-such-library.so")
    with alsa_muted():
        pass


def test_the_end_of_one_silence_frees_nothing_that_another_thread_uses(monkeypatch):
    """An alarm may hang in ALSA while the next one opens a device."""

    class Library:
        def __init__(self) -> None:
            self.handlers: list[object] = []

        def snd_lib_error_set_handler(self, handler: object) -> None:
            self.handlers.append(handler)

    library = Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    with alsa_muted():
        with alsa_muted():
            pass
        hung, other, none = library.handlers
        assert none is None
        assert hung is other


def test_looking_for_a_device_writes_nothing(capfd):
    player = SoundPlayer([miniaudio.Backend.ALSA])
    with contextlib.suppress(SoundError):  # where there is no card
        player.require_device()
    player.close()
    assert capfd.readouterr().err == ""
