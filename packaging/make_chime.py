"""Make resources/chime.wav, the sound of the alarm: two notes of a struck bar, high and low.

Run it from a checkout: `python packaging/make_chime.py`. The file is committed, so that all
packages have the same. It is made from sines alone, without any recording.
"""

import math
import wave
from array import array

from maskapp.paths import chime

RATE_HZ = 22_050
LENGTH_S = 1.5
NOTES = ((0.0, 659.26), (0.45, 523.25))
"""When each begins, in seconds, and its frequency in Hz: e'' and c''."""
PARTIALS = ((1.0, 1.0, 0.42), (2.76, 0.35, 0.16), (5.4, 0.12, 0.07))
"""Of a bar free at both ends (Fletcher and Rossing, "The Physics of Musical Instruments"):
frequency as a multiple of the note's, amplitude, and time in which it falls to 1/e, in seconds."""
ATTACK_S = 0.004
PEAK = 0.9
"""Of the largest value that 16 bits hold."""


def sample(time_s: float) -> float:
    """Return the amplitude at a time."""
    total = 0.0
    for begins_s, frequency in NOTES:
        age_s = time_s - begins_s
        if age_s < 0:
            continue
        rise = min(1.0, age_s / ATTACK_S)
        for multiple, amplitude, decay_s in PARTIALS:
            wave_now = math.sin(2 * math.pi * frequency * multiple * age_s)
            total += rise * amplitude * math.exp(-age_s / decay_s) * wave_now
    return total


def samples() -> "array[int]":
    """Return the chime as 16-bit integers, one channel."""
    count = round(LENGTH_S * RATE_HZ)
    fade_s = 0.1
    values = [
        sample(i / RATE_HZ) * min(1.0, (LENGTH_S - i / RATE_HZ) / fade_s) for i in range(count)
    ]
    scale = PEAK * 32767 / max(map(abs, values))
    return array("h", (round(value * scale) for value in values))


def main() -> None:
    """Write the file."""
    with wave.open(str(chime()), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples().tobytes())


if __name__ == "__main__":
    main()
