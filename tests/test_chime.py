"""The chime that is committed is the one that the script makes."""

import wave
from array import array

import make_chime

from maskapp import paths


def test_the_chime_is_what_the_script_makes() -> None:
    with wave.open(str(paths.chime()), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (1, make_chime.RATE_HZ)
        committed = array("h", file.readframes(file.getnframes()))
    made = make_chime.samples()
    assert len(made) == len(committed)
    # Sines differ in their last bit from one C library to the next.
    assert max(abs(a - b) for a, b in zip(made, committed, strict=True)) <= 1
