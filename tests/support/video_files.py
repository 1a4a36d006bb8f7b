"""Video files made in the test, whose frames are recognised by their brightness."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from maskapp.pipeline.sources.video_file import VideoFileSource
from maskapp.records import Frame

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
    """Return the image of frame `index`: grey of its own brightness, below a bright bar."""
    image = np.full((HEIGHT, WIDTH, 3), 20 + 8 * index % 200, np.uint8)
    image[: HEIGHT // 4] = 240
    return image


def write_clip(
    path: Path,
    times_ms: Sequence[int] = tuple(range(0, 1000, 40)),
    *,
    codec: str = "",
    rotation: int = 0,
    mirrors: str = "",
    pixel_aspect: Fraction | None = None,
    options: dict[str, str] | None = None,
    b_frames: int = 0,
    noise: bool = False,
) -> Path:
    """Write a clip whose suffix selects format and codec.

    `mirrors` may hold the words "columns" and "rows"; players mirror them, then rotate.
    """
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
        if rotation or mirrors:
            stream.set_display_rotation(
                rotation, hflip="columns" in mirrors, vflip="rows" in mirrors
            )
        if pixel_aspect:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
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
    """Append the remaining frames to `frames`, which is also returned."""
    frames = [] if frames is None else frames
    while (frame := source.read()) is not None:
        frames.append(frame)
    return frames


def number_of(frame: Frame) -> int:
    """Return the number of a frame, from its brightness."""
    return round((float(frame.image[HEIGHT // 2 :].mean()) - 20) / 8)
