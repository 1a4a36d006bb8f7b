"""Sound files, decoded for the loudspeaker."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import miniaudio
import numpy as np

from maskapp.display_names import printable
from maskapp.errors import SoundError
from maskapp.files.regular_files import read_regular_file

CHANNELS = 2
RATE_HZ = 44_100
LONGEST_S = 30
"""What a file has beyond this is not played: an alarm is no concert."""

_LARGEST_BYTES = 20 << 20
_TAIL_S = 0.2
"""Silence at the end, since a device may swallow the last moment."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A decoded sound.

    Attributes:
        samples: 16-bit integers of `CHANNELS` channels, interleaved, `RATE_HZ` for each.
    """

    samples: bytes

    @property
    def length_s(self) -> float:
        """Its length, with the silence at its end."""
        return len(self.samples) / (2 * CHANNELS * RATE_HZ)


def load_sound(path: Path, volume_percent: int) -> Sound:
    """Decode a WAV, MP3, FLAC or Ogg Vorbis file.

    Args:
        path: The file.
        volume_percent: 1 to 100.

    Raises:
        SoundError: The file cannot be read, or is no sound.
    """
    name = printable(str(path))
    try:
        data = read_regular_file(path, _LARGEST_BYTES)
    except OSError as error:
        raise SoundError(f"The sound {name} cannot be read: {error.strerror}") from error
    try:
        decoded = b"".join(_decode(data))
    except miniaudio.MiniaudioError as error:
        raise SoundError(
            f"{name} is no sound that can be played; choose a WAV, MP3, FLAC or Ogg Vorbis file"
        ) from error
    if not decoded:
        raise SoundError(f"The sound {name} is empty; choose another one")
    # Loudness follows the square of the amplitude's share closely enough for a slider.
    share = (volume_percent / 100) ** 2
    louder = np.frombuffer(decoded, np.int16) * share
    tail = bytes(2 * CHANNELS * round(_TAIL_S * RATE_HZ))
    return Sound(np.rint(louder).astype(np.int16).tobytes() + tail)


def _decode(data: bytes) -> Iterator[bytes]:
    """Yield the samples of at most `LONGEST_S`, second by second."""
    if not data:
        return
    stream = miniaudio.stream_memory(
        data, miniaudio.SampleFormat.SIGNED16, CHANNELS, RATE_HZ, frames_to_read=RATE_HZ
    )
    for _, samples in zip(range(LONGEST_S), stream, strict=False):
        yield samples.tobytes()
