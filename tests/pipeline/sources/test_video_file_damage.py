import sys
from pathlib import Path

import pytest

from maskapp.errors import SourceError
from maskapp.pipeline.sources.video_file import VideoFileSource
from maskapp.records import Frame
from tests.support.video_files import read_all, write_clip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.mp4", b"this is not a video\n" * 100),
        ("playlist.mp4", b"[00:01.00] lyrics, which FFmpeg takes for subtitles\n"),
        ("empty.mp4", b""),
    ],
)
def test_other_files_are_refused_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=f"^{name}: .*$"):
        VideoFileSource(path)


def test_an_mp4_without_its_index_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SourceError, match=r"clip\.mp4: .*cut short"):
        VideoFileSource(path)


def test_what_ffmpeg_says_about_damaged_sizes_is_not_the_users(tmp_path: Path) -> None:
    """Such as "Cannot allocate memory" or "End of file"."""
    content = bytearray(write_clip(tmp_path / "clip.mp4").read_bytes())
    at = content.index(b"stsd")
    content[at + 12 : at + 16] = b"zzzz"
    for name, damaged in (("size.mp4", bytes(content)), ("end.ogv", b"OggS" + bytes(1000))):
        (tmp_path / name).write_bytes(damaged)
        with pytest.raises(SourceError, match=rf"^{name}: cannot be read as a video; it may be"):
            VideoFileSource(tmp_path / name)


@pytest.mark.parametrize("code", [b"encv", b"zzzz"])
def test_an_encrypted_video_and_an_unknown_codec_are_named(tmp_path: Path, code: bytes) -> None:
    content = bytearray(write_clip(tmp_path / "clip.mp4").read_bytes())
    at = content.index(b"stsd")
    content[at + 16 : at + 20] = code
    (tmp_path / "odd.mp4").write_bytes(content)
    with pytest.raises(SourceError, match=r"^odd\.mp4: the video's codec is not supported"):
        VideoFileSource(tmp_path / "odd.mp4")


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
def test_a_truncated_video_is_read_up_to_its_end_and_then_fails(
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


def test_damage_in_the_middle_is_skipped_and_reported(tmp_path: Path) -> None:
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


def test_a_video_without_any_intact_frame_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", options={"movflags": "faststart"}, noise=True)
    content = bytearray(path.read_bytes())
    data = content.index(b"mdat") + 4
    content[data:] = b"\xff" * (len(content) - data)
    path.write_bytes(content)
    with pytest.raises(SourceError, match="none of the video's frames"):
        VideoFileSource(path)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "webm", "avi", "gif"])
@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be deleted")
def test_a_video_deleted_while_it_is_read_ends_in_one_message(tmp_path: Path, suffix: str) -> None:
    path = write_clip(tmp_path / f"clip.{suffix}")
    with VideoFileSource(path) as source:
        path.unlink()
        assert len(read_all(source)) == 25
        assert source.problems == [
            f"clip.{suffix}: the file is no longer there; it was read before"
        ]


def test_a_damaged_index_is_reported(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", range(0, 4000, 40))
    content = bytearray(path.read_bytes())
    # The media header's time scale and duration (ISO/IEC 14496-12, 8.4.2).
    at = content.index(b"mdhd") + 16
    content[at : at + 8] = b"\xff" * 8
    path.write_bytes(content)
    with VideoFileSource(path) as source:
        read_all(source)
    (problem,) = source.problems
    assert problem.startswith("clip.mp4: its index is damaged; only ")


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "avi"])
def test_frames_lost_in_the_middle_are_reported(tmp_path: Path, suffix: str) -> None:
    times_ms = [*range(0, 2000, 40), *range(3000, 5000, 40)]
    path = write_clip(tmp_path / f"clip.{suffix}", times_ms)
    with VideoFileSource(path) as source:
        assert len(read_all(source)) == 100
    assert source.problems == [
        f"clip.{suffix}: 1.0 s of the video are missing in one place, first at 2.0 s"
    ]
