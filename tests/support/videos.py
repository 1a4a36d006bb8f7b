"""Helpers that record and read videos."""

import os
from pathlib import Path

import av
import numpy as np

from maskapp.outputs.video_recorder import Recorder
from maskapp.records import Image

VIDEO_SUFFIXES = [".mp4", ".mkv"]


def plain_image(height=48, width=64, colour=(60, 120, 180)) -> Image:
    return np.full((height, width, 3), colour, np.uint8)


def read_video(path: Path) -> tuple[list[Image], list[float], list[bool]]:
    """Return the decoded images as BGR, their times in seconds, and which are key frames."""
    with av.open(os.fspath(path)) as container:
        frames = list(container.decode(video=0))
    images = [frame.to_ndarray(format="bgr24") for frame in frames]
    times_s = [float(frame.pts * frame.time_base) for frame in frames]
    return images, times_s, [frame.key_frame for frame in frames]


def record_video(path: Path, times_s, nominal_fps=30.0, image=None) -> Recorder:
    """Record an image at each of the times; return the closed recorder."""
    with Recorder(path, nominal_fps) as recorder:
        for time_s in times_s:
            recorder.write(plain_image() if image is None else image, time_s)
    return recorder
