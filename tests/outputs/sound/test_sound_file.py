"""Sound files as the loudspeaker gets them."""

import io
import os

import av
import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import SoundError
from maskapp.outputs.sound.sound_file import CHANNELS, LONGEST_S, RATE_HZ, load_sound
from tests.support.sounds import write_tone


def samples_of(path, volume=100) -> np.ndarray:
    return np.frombuffer(load_sound(path, volume).samples, np.int16).reshape(-1, CHANNELS)


def encoded(codec: str, suffix: str) -> bytes:
    """Return half a second of a tone in a format."""
    file = io.BytesIO()
    with av.open(file, "w", format=suffix) as container:
        stream = container.add_stream(codec, rate=44_100, layout="mono")
        tone = 0.5 * np.sin(np.arange(22_050) * 0.06).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
        frame.sample_rate = 44_100
        for each in av.AudioResampler(format=stream.format, frame_size=1024).resample(frame):
            container.mux(stream.encode(each))
        container.mux(stream.encode())
    return file.getvalue()


def test_the_chime_is_short_loud_enough_and_ends_in_silence() -> None:
    samples = samples_of(paths.chime())
    assert 0.5 < len(samples) / RATE_HZ < 3
    assert 20_000 < np.abs(samples.astype(int)).max() < 32_767
    assert not samples[-RATE_HZ // 10 :].any()


def test_any_rate_and_number_of_channels_is_converted(tmp_path) -> None:
    sound = load_sound(write_tone(tmp_path / "tone.wav", length_s=0.5), 100)
    assert sound.length_s == pytest.approx(0.5 + 0.2, abs=0.02)
    samples = np.frombuffer(sound.samples, np.int16).reshape(-1, CHANNELS)
    assert np.array_equal(samples[:, 0], samples[:, 1])
    assert np.abs(samples.astype(int)).max() > 15_000


@pytest.mark.parametrize(("codec", "kind"), [("flac", "flac"), ("libmp3lame", "mp3")])
def test_other_formats_are_decoded(tmp_path, codec, kind) -> None:
    path = tmp_path / "tone"
    path.write_bytes(encoded(codec, kind))
    assert len(samples_of(path)) / RATE_HZ == pytest.approx(0.7, abs=0.1)
    assert np.abs(samples_of(path).astype(int)).max() > 8_000


def test_the_volume_makes_it_quieter(tmp_path) -> None:
    path = write_tone(tmp_path / "tone.wav")
    loud, quiet = (np.abs(samples_of(path, volume).astype(int)).max() for volume in (100, 50))
    assert quiet == pytest.approx(loud / 4, rel=0.02)


def test_only_the_beginning_of_a_long_file_is_played(tmp_path) -> None:
    sound = load_sound(write_tone(tmp_path / "long.wav", length_s=LONGEST_S + 5), 100)
    assert sound.length_s == pytest.approx(LONGEST_S, abs=1.3)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 100, b"\0" * 5000])
def test_a_file_that_is_no_sound_is_named(tmp_path, content) -> None:
    path = tmp_path / "holiday.txt"
    path.write_bytes(content)
    with pytest.raises(SoundError, match=r"holiday\.txt"):
        load_sound(path, 80)


@pytest.mark.parametrize("kept", [30, 44])
def test_a_file_without_a_sample_is_refused(tmp_path, kept) -> None:
    path = write_tone(tmp_path / "cut.wav")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(SoundError, match=r"cut\.wav"):
        load_sound(path, 80)


@pytest.mark.parametrize("kept", [60, 500])
def test_a_file_that_is_cut_short_is_played_so_far(tmp_path, kept) -> None:
    path = write_tone(tmp_path / "cut.wav")
    path.write_bytes(path.read_bytes()[:kept])
    assert 0.2 < load_sound(path, 80).length_s < 0.25


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("missing", "folder", "pipe"):
        with pytest.raises(SoundError, match=f"{name} cannot be read"):
            load_sound(tmp_path / name, 80)
