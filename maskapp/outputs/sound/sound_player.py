"""Playing of sounds on the system's default device, by miniaudio."""

import threading
from collections.abc import Generator, Sequence

import miniaudio

from maskapp.errors import SoundError
from maskapp.outputs.sound.alsa_messages import alsa_muted
from maskapp.outputs.sound.sound_file import CHANNELS, RATE_HZ, Sound

_SILENT_S = 2.0
"""A device that asks for nothing for so long has hung, or was unplugged."""
_CLOSING_S = 1.0
"""A device that has hung may take as long as it hangs to close."""
_PERIOD_MS = 300
"""The device asks for so much at once, and keeps about three times as much. With less, the sound
has gaps while the rest of the program works: the device waits for Python each time."""
_FRAME_BYTES = 2 * CHANNELS

_Backend = miniaudio.Backend
_REAL_BACKENDS = (
    _Backend.WASAPI, _Backend.DSOUND, _Backend.WINMM, _Backend.COREAUDIO,
    _Backend.PULSEAUDIO, _Backend.ALSA, _Backend.JACK,
)  # fmt: skip
"""Best first. Without a list, miniaudio would take the null device where there is no other, and the
alarm would be silent without a word."""


class SoundPlayer:
    """A player for one sound at a time.

    The device is kept between sounds: miniaudio's Python does not free the context of one that it
    closes.

    Args:
        backends: What to play on, best first; those that this system does not know are passed over.
    """

    def __init__(self, backends: Sequence[miniaudio.Backend] = _REAL_BACKENDS) -> None:
        self._backends = list(backends)
        self._device: miniaudio.PlaybackDevice | None = None

    def require_device(self) -> None:
        """Open the device unless it is open.

        Raises:
            SoundError: There is none.
        """
        if self._device is not None:
            return
        try:
            with alsa_muted():
                self._device = miniaudio.PlaybackDevice(
                    miniaudio.SampleFormat.SIGNED16, CHANNELS, RATE_HZ, _PERIOD_MS,
                    backends=self._backends, app_name="Maskapp",
                )  # fmt: skip
        except miniaudio.MiniaudioError as error:
            raise SoundError(
                "There is no device to play sound on; connect a loudspeaker or headphones"
            ) from error

    def play(self, sound: Sound, halt: threading.Event) -> None:
        """Play a sound to its end, or until `halt` is set.

        Raises:
            SoundError: There is no device, or it stopped in the middle.
        """
        asked, done = threading.Event(), threading.Event()
        try:
            self._start(_feed(sound, halt, asked, done))
            while not done.is_set():
                if not asked.wait(_SILENT_S):
                    raise SoundError(
                        "The sound device stopped; check the loudspeaker or headphones"
                    )
                asked.clear()
            assert self._device is not None
            self._device.stop()
        except (miniaudio.MiniaudioError, SoundError) as error:
            self._drop()  # the next sound gets a new one
            if isinstance(error, SoundError):
                raise
            raise SoundError(f"The sound cannot be played: {error.args[0]}") from error

    def close(self) -> None:
        """Close the device."""
        if self._device is not None:
            self._device.close()
            self._device = None

    def _drop(self) -> None:
        """Close the device, but leave one that hangs to itself: its user has to be told."""
        device, self._device = self._device, None
        if device is not None:
            closing = threading.Thread(target=device.close, name=type(self).__name__, daemon=True)
            closing.start()
            closing.join(_CLOSING_S)

    def _start(self, samples: Generator[bytes, int, None]) -> None:
        """Start the device; one that was unplugged since the last sound is replaced by another."""
        was_open = self._device is not None
        self.require_device()
        assert self._device is not None
        next(samples)
        try:
            self._device.start(samples)
        except miniaudio.MiniaudioError:
            if not was_open:
                raise
            self.close()
            self.require_device()
            self._device.start(samples)


def _feed(
    sound: Sound, halt: threading.Event, asked: threading.Event, done: threading.Event
) -> Generator[bytes, int, None]:
    """Yield as many frames as the device asks for; set `asked` each time, and `done` at the end."""
    frames = yield b""
    position = 0
    while position < len(sound.samples) and not halt.is_set():
        asked.set()
        end = position + frames * _FRAME_BYTES
        frames = yield sound.samples[position:end]
        position = end
    done.set()
    asked.set()
