"""What all tests share."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import skimage.data
from tqdm import TMonitor

from maskapp import paths
from maskapp.opencv import cv2
from maskapp.records import Image

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # a missing display would end the process
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

_PATIENCE_S = 10.0

CLIP_TIMES_S = (0.0, 0.04, 0.08, 0.16, 0.2, 0.24, 0.28, 0.4, 0.44, 0.48, 0.6, 0.64)
"""When the frames of `portrait_clip` are shown: not evenly, as a camera's."""


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    started = set(threading.enumerate()) - before
    for thread in started:
        if not isinstance(thread, TMonitor):  # tqdm's own, which ends with the process
            thread.join(_PATIENCE_S)
            assert not thread.is_alive(), f"the test left the thread {thread.name} behind"


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path_factory, monkeypatch) -> None:
    """No test reads or writes the user's settings, data and cache, nor do its children."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setattr(paths, "default_data_dir", lambda: home / "data" / "maskapp")
    monkeypatch.setattr(paths, "default_cache_dir", lambda: home / "cache" / "maskapp")


@pytest.fixture(scope="session")
def portrait() -> Image:
    """A bare face, (512, 512, 3), uint8, BGR; read-only, since all tests share it."""
    image = np.ascontiguousarray(skimage.data.astronaut()[..., ::-1])
    image.setflags(write=False)
    return image


@pytest.fixture(scope="session")
def write_clip() -> Callable[..., Path]:
    """Writes images as a video with the given times, H.264 in MP4 or Matroska."""

    def write(path: Path, images: Sequence[Image], times_s: Sequence[float]) -> Path:
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=25, options={"crf": "18"})
            stream.height, stream.width = images[0].shape[:2]
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, 1000)
            for image, time_s in zip(images, times_s, strict=True):
                frame = av.VideoFrame.from_ndarray(image, format="bgr24")
                frame.pts, frame.time_base = round(time_s * 1000), Fraction(1, 1000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    return write


@pytest.fixture(scope="session")
def portrait_clip(tmp_path_factory, portrait: Image, write_clip) -> Path:
    """A bare face that moves to the right, 320 × 240, at `CLIP_TIMES_S`."""
    face = cv2.resize(portrait[0:256, 96:352], (208, 208), interpolation=cv2.INTER_AREA)
    images = []
    for i in range(len(CLIP_TIMES_S)):
        image = np.full((240, 320, 3), 110, np.uint8)
        left = 10 + 6 * i
        image[20:228, left : left + 208] = face
        images.append(image)
    return write_clip(tmp_path_factory.mktemp("clip") / "portrait.mp4", images, CLIP_TIMES_S)


@pytest.fixture(scope="session")
def network_dir(tmp_path_factory) -> Path:
    """Small networks, as `make_networks.py` describes them, made by a process with TensorFlow."""
    folder = tmp_path_factory.mktemp("networks")
    script = Path(__file__).parent / "support" / "make_networks.py"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, timeout=300)
    return folder
