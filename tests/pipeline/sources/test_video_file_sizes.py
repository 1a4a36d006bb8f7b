"""Frames that change their size: truly, or by damage that would cost gigabytes."""

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import pytest

from maskapp.errors import SourceError
from maskapp.pipeline.sources.video_file import VideoFileSource
from tests.support.picture_bytes import four_corners, pillow_file
from tests.support.video_files import HEIGHT, WIDTH, read_all, write_clip

SMALL, HUGE = (WIDTH, HEIGHT), (4000, 4000)
VP8_START = b"\x9d\x01\x2a"
"""Stands before the width and height of each key frame (RFC 6386, 9.1)."""


def packets(codec: str, pixels: str, size: tuple[int, int], count: int) -> list[av.Packet]:
    """Encode black frames of one size, the first of which is a key frame."""
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = *size, pixels
    encoder.time_base, encoder.framerate = Fraction(1, 25), Fraction(25)
    encoded = []
    for index in range(count):
        frame = av.VideoFrame(*size, pixels)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.pts = index
        encoded += encoder.encode(frame)
    return encoded + encoder.encode(None)


def write_sizes(
    path: Path,
    codec: str,
    stated: tuple[int, int],
    parts: Sequence[tuple[tuple[int, int], int]],
) -> Path:
    """Write a video that states one size, with so many frames of other ones."""
    pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = *stated, pixels
        every = [packet for part in parts for packet in packets(codec, pixels, *part)]
        for index, packet in enumerate(every):
            packet.stream, packet.time_base = stream, Fraction(1, 25)
            packet.pts = packet.dts = index
            container.mux(packet)
    return path


@pytest.mark.parametrize(("name", "codec"), [("a.avi", "mjpeg"), ("a.webm", "libvpx")])
def test_frames_far_beyond_the_stated_size_are_damage(
    tmp_path: Path, name: str, codec: str
) -> None:
    path = write_sizes(tmp_path / name, codec, SMALL, [(SMALL, 4), (HUGE, 2), (SMALL, 4)])
    with VideoFileSource(path) as source:
        frames = read_all(source)
        assert source.problems[0] == f"{name}: the video is damaged; packets skipped: 2"
    assert {frame.image.shape for frame in frames} == {(HEIGHT, WIDTH, 3)}
    assert len(frames) == 8


def test_a_first_frame_of_a_damaged_size_does_not_make_all_others_large(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.webm")
    content = bytearray(path.read_bytes())
    at = content.index(VP8_START) + len(VP8_START)
    content[at : at + 4] = struct.pack("<HH", 14076, 10207)
    path.write_bytes(content)
    with VideoFileSource(path) as source:
        assert (source.info.width, source.info.height) == SMALL
        assert len(read_all(source)) == 20  # from the next key frame on
        assert source.problems == ["clip.webm: the video is damaged; packets skipped: 5"]


@pytest.mark.parametrize("other", [(128, 96), (1280, 720), (3840, 2160), (32, 24)])
def test_a_stream_may_change_its_resolution(tmp_path: Path, other: tuple[int, int]) -> None:
    path = write_sizes(tmp_path / "a.webm", "libvpx", SMALL, [(SMALL, 2), (other, 2), (SMALL, 2)])
    with VideoFileSource(path) as source:
        assert {frame.image.shape for frame in read_all(source)} == {(HEIGHT, WIDTH, 3)}
        assert source.info.frame_count == 6
        assert not source.problems


def test_a_large_video_may_grow_a_little(tmp_path: Path) -> None:
    stated, larger = (3200, 3000), (4000, 3000)
    path = write_sizes(tmp_path / "a.avi", "mjpeg", stated, [(stated, 1), (larger, 1)])
    with VideoFileSource(path) as source:
        assert [frame.image.shape for frame in read_all(source)] == [(3000, 3200, 3)] * 2
        assert not source.problems


@pytest.mark.parametrize("size", [(33560, 3489), (8000, 8000)])
def test_a_gif_that_states_a_huge_canvas_is_damaged(tmp_path: Path, size: tuple[int, int]) -> None:
    content = bytearray(pillow_file("GIF", four_corners(), 255 - four_corners()))
    content[6:10] = struct.pack("<HH", *size)
    path = tmp_path / "a.gif"
    path.write_bytes(content + bytes(100_000))
    message = rf"a\.gif: it states frames of {size[0]} × {size[1]} pixels, which it cannot hold"
    with pytest.raises(SourceError, match=message):
        VideoFileSource(path)
