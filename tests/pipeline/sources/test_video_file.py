from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp.errors import SourceError
from maskapp.pipeline.sources.video_file import VideoFileSource
from maskapp.records import Frame

SHARED_VIDEOS = Path(__file__).resolve().parents[4] / "shared" / "data" / "videos"
WIDTH, HEIGHT = 64, 48
CODECS = {
    "mp4": "libx264",
    "mkv": "libx264",
    "ts": "libx264",
    "avi": "mpeg4",
    "webm": "libvpx",
    "gif": "gif",
}


def grey(index: int) -> np.ndarray:
    """The picture of frame `index`, known again by its brightness; a bright bar is on top."""
    image = np.full((HEIGHT, WIDTH, 3), 20 + 8 * index % 200, np.uint8)
    image[: HEIGHT // 4] = 240
    return image


def write_clip(
    path: Path,
    times_ms: Sequence[int] = tuple(range(0, 1000, 40)),
    *,
    codec: str = "",
    rotation: int = 0,
    options: dict[str, str] | None = None,
    b_frames: int = 0,
    noise: bool = False,
) -> Path:
    suffix = path.suffix[1:]
    random = np.random.default_rng(0)
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream(codec or CODECS[suffix], rate=25)
        stream.width, stream.height = WIDTH, HEIGHT
        stream.pix_fmt = "rgb8" if suffix == "gif" else "yuv420p"
        if suffix != "avi":
            stream.codec_context.time_base = Fraction(1, 100 if suffix == "gif" else 1000)
        stream.bit_rate = 2_000_000
        stream.codec_context.max_b_frames = b_frames
        stream.codec_context.gop_size = 5
        if rotation:
            stream.set_display_rotation(rotation)
        for index, time_ms in enumerate(times_ms):
            image = grey(index)
            if noise:
                image[HEIGHT // 4 :] = random.integers(0, 256, image[HEIGHT // 4 :].shape)
            frame = av.VideoFrame.from_ndarray(image, format="bgr24").reformat(
                format=stream.pix_fmt
            )
            frame.time_base = Fraction(1, 1000)
            frame.pts = time_ms
            if suffix == "avi":
                frame.time_base, frame.pts = Fraction(1, 25), time_ms // 40
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def read_all(source: VideoFileSource, frames: list[Frame] | None = None) -> list[Frame]:
    frames = [] if frames is None else frames
    while (frame := source.read()) is not None:
        frames.append(frame)
    return frames


def number_of(frame: Frame) -> int:
    return round((float(frame.image[HEIGHT // 2 :].mean()) - 20) / 8)


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
def test_variable_frame_rate_is_kept(tmp_path: Path, suffix: str) -> None:
    times_ms = [0, 40, 340, 350, 1350, 1390]
    with VideoFileSource(write_clip(tmp_path / f"vfr.{suffix}", times_ms)) as source:
        times_s = [frame.time_s for frame in read_all(source)]
    assert times_s == pytest.approx([time_ms / 1000 for time_ms in times_ms], abs=0.002)


def test_the_first_frame_is_at_0_wherever_the_file_starts(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "late.mkv", [5000, 5040, 5080])
    with VideoFileSource(path) as source:
        assert [frame.time_s for frame in read_all(source)] == pytest.approx([0, 0.04, 0.08])


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
def test_b_frames_come_in_order_of_presentation(tmp_path: Path, suffix: str) -> None:
    path = write_clip(tmp_path / f"b.{suffix}", b_frames=2, codec="libx264")
    with VideoFileSource(path) as source:
        frames = read_all(source)
    assert [number_of(frame) for frame in frames] == list(range(25))
    assert [frame.time_s for frame in frames] == pytest.approx(
        [index * 0.04 for index in range(25)], abs=0.002
    )


def test_times_that_are_missing_go_by_the_frame_rate(tmp_path: Path) -> None:
    path = tmp_path / "raw.h264"
    write_clip(path, codec="libx264")
    with VideoFileSource(path) as source:
        times_s = [frame.time_s for frame in read_all(source)]
        fps = source.info.fps
    assert fps is not None
    assert times_s == pytest.approx([index / fps for index in range(25)])


def test_times_that_start_again_go_on_upwards(tmp_path: Path) -> None:
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
    ("rotation", "bar"),
    [
        (90, np.s_[:, : HEIGHT // 4]),
        (180, np.s_[-HEIGHT // 4 :]),
        (-90, np.s_[:, -HEIGHT // 4 :]),
    ],
)
def test_frames_are_turned_upright(
    tmp_path: Path, rotation: int, bar: tuple[slice, ...] | slice
) -> None:
    # The matrix turns counterclockwise: by 90°, the bar on top comes to the left.
    with VideoFileSource(write_clip(tmp_path / "phone.mp4", rotation=rotation)) as source:
        image = source.read().image  # type: ignore[union-attr]
        info = source.info
    assert (info.width, info.height) == (image.shape[1], image.shape[0])
    assert (info.width < info.height) == (rotation != 180)
    assert image[bar].mean() > 200
    assert image.mean() < 120
    assert image.flags.c_contiguous


def test_a_name_that_ffmpeg_could_take_for_more_than_a_name(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4").rename(tmp_path / "a:b %03d ü.mp4")
    with VideoFileSource(path) as source:
        assert len(read_all(source)) == 25


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.mp4", b"this is no video\n" * 100),
        ("playlist.mp4", b"[00:01.00] lyrics, which FFmpeg takes for subtitles\n"),
        ("empty.mp4", b""),
    ],
)
def test_what_is_no_video_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=f"^{name}: .*$"):
        VideoFileSource(path)


def test_a_song_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts = 44100, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with pytest.raises(SourceError, match="there is no video in it"):
        VideoFileSource(path)


def test_sound_beside_the_video_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "both.mp4"
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = container.add_stream("aac", rate=44100)
        for index in range(25):
            container.mux(video.encode(av.VideoFrame.from_ndarray(grey(index), format="bgr24")))
        for index in range(60):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.sample_rate, frame.pts = 44100, 1024 * index
            container.mux(sound.encode(frame))
        container.mux(video.encode())
        container.mux(sound.encode())
    with VideoFileSource(path) as source:
        assert len(read_all(source)) == 25
        assert source.problems == []


def test_an_mp4_without_its_index_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SourceError, match=r"clip\.mp4: .*cut short"):
        VideoFileSource(path)


@pytest.mark.parametrize("share", [0.5, 0.9])
@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("mp4", {"movflags": "faststart"}),
        ("mp4", {"movflags": "frag_keyframe+empty_moov"}),
        ("mkv", {}),
        ("webm", {}),
        ("avi", {}),
        ("gif", {}),
    ],
)
def test_a_video_cut_short_gives_its_frames_and_then_fails(
    tmp_path: Path, suffix: str, options: dict[str, str], share: float
) -> None:
    path = write_clip(tmp_path / f"clip.{suffix}", options=options, noise=True)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    frames: list[Frame] = []
    with VideoFileSource(path) as source:
        with pytest.raises(SourceError, match=f"clip.{suffix}: .*cut short") as raised:
            read_all(source, frames)
        assert source.read() is None
    assert 0 < len(frames) < 25
    assert f" {len(frames)} frames" in str(raised.value)


def test_damage_in_the_middle_is_passed_over_and_told(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", options={"movflags": "faststart"}, noise=True)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 1500] = b"\xff" * 1500
    path.write_bytes(content)
    with VideoFileSource(path) as source:
        frames = read_all(source)
        assert len(source.problems) == 1
    assert source.problems[0].startswith("clip.mp4: the video is damaged")
    assert 12 < len(frames) <= 25
    assert frames[-1].time_s == pytest.approx(24 * 0.04, abs=0.002)


def test_a_video_of_damage_alone_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", options={"movflags": "faststart"}, noise=True)
    content = bytearray(path.read_bytes())
    data = content.index(b"mdat") + 4
    content[data:] = b"\xff" * (len(content) - data)
    path.write_bytes(content)
    with pytest.raises(SourceError, match="not one frame"):
        VideoFileSource(path)


def test_an_unknown_codec_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz"))
    with pytest.raises(SourceError, match="codec is not supported"):
        VideoFileSource(path)


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
def test_real_videos_are_read_whole(name: str, frame_count: int, fps: float) -> None:
    with VideoFileSource(SHARED_VIDEOS / name) as source:
        times_s = [frame.time_s for frame in read_all(source)]
        assert source.info.frame_count == frame_count
        assert source.problems == []
    assert times_s == pytest.approx([index / fps for index in range(frame_count)])
