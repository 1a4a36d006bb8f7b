from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from maskapp.errors import SourceError
from maskapp.pipeline.sources import av_decoding
from maskapp.pipeline.sources.av_decoding import PicturePile, has_pixels, video_stream
from maskapp.pipeline.sources.video_file import VideoFileSource
from tests.support.clocks import StoppedClock
from tests.support.video_files import HEIGHT, WIDTH, write_clip


def write_tracks(path: Path, defaults: tuple[bool, ...]) -> Path:
    """Write a video with a track of its own brightness for each flag."""
    with av.open(str(path), "w") as container:
        tracks = []
        for is_default in defaults:
            track = container.add_stream("libx264", rate=25)
            track.width, track.height, track.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            track.disposition = Disposition.default if is_default else Disposition(0)
            tracks.append(track)
        for number, track in enumerate(tracks):
            image = np.full((HEIGHT, WIDTH, 3), 40 + 60 * number, np.uint8)
            container.mux(track.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
            container.mux(track.encode())
    return path


@pytest.mark.parametrize(
    ("defaults", "chosen"),
    [
        ((True,), 0),
        ((False, True), 1),
        ((False, True, True), 1),
        ((True, False), 0),
        ((False, False), 0),
    ],
)
def test_the_default_track_is_read(tmp_path: Path, defaults: tuple[bool, ...], chosen: int) -> None:
    with VideoFileSource(write_tracks(tmp_path / "tracks.mkv", defaults)) as source:
        frame = source.read()
        assert source.read() is None
    assert frame is not None
    assert frame.image.mean() == pytest.approx(40 + 60 * chosen, abs=8)
    told = [problem for problem in source.problems if "video tracks" in problem]
    assert len(told) == (len(defaults) > 1)


def test_frames_without_a_size_are_left_out() -> None:
    """FFmpeg would end the process when it converts one."""
    frames = [av.VideoFrame(*size, "yuv420p") for size in ((0, 0), (4, 2), (0, 48), (64, 0))]
    assert list(filter(has_pixels, frames)) == [frames[1]]


def test_a_track_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    monkeypatch.setattr(av_decoding, "MAX_PIXELS", WIDTH * HEIGHT - 1)
    with pytest.raises(SourceError, match=rf"^clip\.mp4: its frames have {WIDTH} × {HEIGHT} "):
        VideoFileSource(path)


def test_a_track_beyond_what_the_file_can_hold_is_damaged(tmp_path: Path) -> None:
    with av.open(str(write_clip(tmp_path / "clip.mp4"))) as container:
        assert video_stream(container, "a clip", WIDTH * HEIGHT).width == WIDTH
        message = f"^a clip: it states frames of {WIDTH} × {HEIGHT} pixels, which it cannot hold"
        with pytest.raises(SourceError, match=message):
            video_stream(container, "a clip", WIDTH * HEIGHT - 1)


def test_a_file_without_video_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts = 44100, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with (
        av.open(str(path)) as container,
        pytest.raises(SourceError, match=r"^a song: it contains no video"),
    ):
        video_stream(container, "a song")


def test_an_unsupported_codec_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz"))
    with pytest.raises(SourceError, match="codec is not supported"):
        VideoFileSource(path)


def read_for(
    pile: PicturePile, clock: StoppedClock, seconds: float, *, waits_s: float, decodes_s: float
) -> list[bool]:
    """Read pictures for a while; return for each whether it was decoded."""

    def pictures():
        end_s = clock.now_s + seconds
        while clock.now_s < end_s:
            clock.now_s += waits_s
            yield None

    decoded = []
    for _ in pile.followed(pictures()):
        decoded.append(not pile.leaves_out())
        clock.now_s += decodes_s * decoded[-1]
    return decoded


@pytest.mark.parametrize(("waits_s", "decodes_s"), [(0.03, 0.01), (0.001, 0.001), (5.0, 0.3)])
def test_who_waits_for_pictures_decodes_all(waits_s: float, decodes_s: float) -> None:
    clock = StoppedClock()
    pile = PicturePile(clock)
    assert all(read_for(pile, clock, 20, waits_s=waits_s, decodes_s=decodes_s))


def test_pictures_that_pile_up_are_left_out_until_one_is_waited_for() -> None:
    clock = StoppedClock()
    pile = PicturePile(clock)
    assert all(read_for(pile, clock, 1.0, waits_s=0.0005, decodes_s=0.05))
    assert not any(read_for(pile, clock, 0.1, waits_s=0.0005, decodes_s=0.05))
    assert not any(read_for(pile, clock, 0.1, waits_s=0.01, decodes_s=0.05))  # large ones
    assert read_for(pile, clock, 0.02, waits_s=0.02, decodes_s=0.05) == [True]
    assert all(read_for(pile, clock, 0.8, waits_s=0.0005, decodes_s=0.05))


@pytest.mark.parametrize("decodes_s", [0.05, 0.7])
def test_some_are_decoded_however_many_pile_up(decodes_s: float) -> None:
    clock = StoppedClock()
    pile = PicturePile(clock)
    read_for(pile, clock, 2.0, waits_s=0.0005, decodes_s=decodes_s)
    decoded = read_for(pile, clock, 10.0, waits_s=0.0005, decodes_s=decodes_s)
    assert 8 <= sum(decoded) < len(decoded) / 20
