from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp.pipeline.sources.video_file import VideoFileSource
from tests.support.video_files import CODECS, HEIGHT, WIDTH, grey, number_of, read_all, write_clip

SHARED_VIDEOS = Path(__file__).resolve().parents[4] / "shared" / "data" / "videos"


@pytest.mark.parametrize("suffix", CODECS)
def test_every_frame_is_read_once_in_order(tmp_path: Path, suffix: str) -> None:
    path = write_clip(tmp_path / f"clip.{suffix}")
    with VideoFileSource(path) as source:
        frames = read_all(source)
        assert source.read() is None
    assert [frame.index for frame in frames] == list(range(25))
    assert [number_of(frame) for frame in frames] == list(range(25))
    assert [frame.time_s for frame in frames] == pytest.approx(
        [index * 0.04 for index in range(25)], abs=0.002
    )
    assert source.problems == []
    assert source.dropped == 0
    info = source.info
    assert (info.name, info.width, info.height) == (path.name, WIDTH, HEIGHT)
    assert (info.is_live, info.is_stills) == (False, False)
    assert info.fps == pytest.approx(25)
    assert info.frame_count == 25


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_variable_frame_rate_is_kept(tmp_path: Path, suffix: str) -> None:
    times_ms = [0, 40, 340, 350, 1350, 1390]
    with VideoFileSource(write_clip(tmp_path / f"vfr.{suffix}", times_ms)) as source:
        times_s = [frame.time_s for frame in read_all(source)]
    assert times_s == pytest.approx([time_ms / 1000 for time_ms in times_ms], abs=0.002)


def test_times_start_at_0_whatever_the_file_states(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "late.mkv", [5000, 5040, 5080])
    with VideoFileSource(path) as source:
        assert [frame.time_s for frame in read_all(source)] == pytest.approx([0, 0.04, 0.08])


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
def test_b_frames_are_read_in_presentation_order(tmp_path: Path, suffix: str) -> None:
    path = write_clip(tmp_path / f"b.{suffix}", b_frames=2, codec="libx264")
    with VideoFileSource(path) as source:
        frames = read_all(source)
    assert [number_of(frame) for frame in frames] == list(range(25))
    assert [frame.time_s for frame in frames] == pytest.approx(
        [index * 0.04 for index in range(25)], abs=0.002
    )


def test_missing_times_follow_from_the_frame_rate(tmp_path: Path) -> None:
    path = tmp_path / "raw.h264"
    write_clip(path, codec="libx264")
    with VideoFileSource(path) as source:
        times_s = [frame.time_s for frame in read_all(source)]
        fps = source.info.fps
    assert fps is not None
    assert times_s == pytest.approx([index / fps for index in range(25)])


def test_times_keep_increasing_in_a_file_joined_from_two(tmp_path: Path) -> None:
    first = write_clip(tmp_path / "a.ts", range(0, 2000, 40))
    second = write_clip(tmp_path / "b.ts", range(0, 1000, 40))
    joined = tmp_path / "joined.ts"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    with VideoFileSource(joined) as source:
        times_s = np.array([frame.time_s for frame in read_all(source)])
    assert len(times_s) == 75
    assert np.all(np.diff(times_s) > 0)
    assert times_s[-1] == pytest.approx(74 * 0.04, abs=0.1)


@pytest.mark.parametrize(
    ("stated_ms", "next_ms"),
    [
        ([40 * (index // 2) for index in range(100)], 2000),
        ([40 * (index // 30) for index in range(100)], 160),
        ([40 * (index ^ 1) for index in range(100)], 4000),
    ],
    ids=["each twice", "each many times", "in pairs that are swapped"],
)
def test_repeated_and_disordered_times_shift_no_later_one(
    tmp_path: Path, stated_ms: list[int], next_ms: int
) -> None:
    path = tmp_path / "clip.nut"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        frame = av.VideoFrame.from_ndarray(grey(0), format="bgr24")
        [packet] = stream.encode(frame)
        picture = bytes(packet)
        for decoding_ms, time_ms in enumerate([*stated_ms, next_ms]):
            copy = av.Packet(picture)
            copy.stream, copy.time_base, copy.is_keyframe = stream, Fraction(1, 1000), True
            copy.pts, copy.dts = time_ms, min(decoding_ms - 200, time_ms)
            container.mux_one(copy)
    with VideoFileSource(path) as source:
        times_s = [frame.time_s for frame in read_all(source)]
    assert len(times_s) == len(stated_ms) + 1
    assert np.all(np.diff(times_s) > 0)
    assert times_s[-1] == pytest.approx((next_ms - stated_ms[0]) / 1000, abs=0.002)


def test_a_name_that_looks_like_a_protocol_and_a_pattern_is_a_name(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4").rename(tmp_path / "a:b %03d ü.mp4")
    with VideoFileSource(path) as source:
        assert len(read_all(source)) == 25


def test_an_audio_stream_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "both.mp4"
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = container.add_stream("aac", rate=44100)
        for index in range(25):
            container.mux(video.encode(av.VideoFrame.from_ndarray(grey(index), format="bgr24")))
        for index in range(60):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.sample_rate, frame.pts = 44100, 1024 * index
            container.mux(audio.encode(frame))
        container.mux(video.encode())
        container.mux(audio.encode())
    with VideoFileSource(path) as source:
        assert len(read_all(source)) == 25
        assert source.problems == []


def test_nothing_is_read_after_closing(tmp_path: Path) -> None:
    source = VideoFileSource(write_clip(tmp_path / "clip.mp4"))
    source.close()
    source.close()
    assert source.read() is None


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED_VIDEOS.is_dir(), reason="needs the shared data folder")
@pytest.mark.parametrize(
    ("name", "frame_count", "fps"), [("bare_speech.mp4", 259, 30), ("masked_webcam.gif", 153, 10)]
)
def test_real_videos_are_read_completely(name: str, frame_count: int, fps: float) -> None:
    with VideoFileSource(SHARED_VIDEOS / name) as source:
        times_s = [frame.time_s for frame in read_all(source)]
        assert source.info.frame_count == frame_count
        assert source.problems == []
    assert times_s == pytest.approx([index / fps for index in range(frame_count)])
