"""Fixtures for all tests."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partialmethod
from pathlib import Path

import av
import hypothesis
import numpy as np
import pytest
import skimage.data
from pytestqt.qtbot import QtBot
from tqdm import TMonitor

from maskapp import paths
from maskapp.cli import main
from maskapp.opencv import cv2
from maskapp.records import Image
from tests.support.command_line import Outcome, write_picture

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # without a display, Qt would abort the process
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never the user's own
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

# A shell that runs the tests in the background ignores Ctrl+C for them, and nohup SIGHUP.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# The same examples each time, kept nowhere, on machines of any speed.
hypothesis.settings.register_profile("maskapp", deadline=None, database=None, derandomize=True)
hypothesis.settings.load_profile("maskapp")

_PATIENCE_S = 30.0

CLIP_TIMES_S = (0.0, 0.04, 0.08, 0.16, 0.2, 0.24, 0.28, 0.4, 0.44, 0.48, 0.6, 0.64)
"""The times of the frames of `portrait_clip`: uneven, like those of a camera."""


class PatientBot(QtBot):
    """Waits longer than pytest-qt's five seconds, which a busy computer may need."""

    waitUntil = partialmethod(QtBot.waitUntil, timeout=1000 * _PATIENCE_S)  # noqa: N815
    waitSignal = partialmethod(QtBot.waitSignal, timeout=1000 * _PATIENCE_S)  # noqa: N815
    waitSignals = partialmethod(QtBot.waitSignals, timeout=1000 * _PATIENCE_S)  # noqa: N815


@pytest.fixture
def qtbot(qapp, request) -> PatientBot:
    """Override pytest-qt's, with more patience."""
    del qapp
    return PatientBot(request)


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
    """Keep tests and their child processes away from the user's settings, data and cache."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setattr(paths, "login_entry", lambda: home / "config" / "login-entry")
    monkeypatch.setattr(paths, "default_data_dir", lambda: home / "data" / "maskapp")
    monkeypatch.setattr(paths, "default_cache_dir", lambda: home / "cache" / "maskapp")


@pytest.fixture(scope="session")
def portrait() -> Image:
    """A face without mask, (512, 512, 3), uint8, BGR; read-only, since all tests share it."""
    image = np.ascontiguousarray(skimage.data.astronaut()[..., ::-1])
    image.setflags(write=False)
    return image


@pytest.fixture(scope="session")
def write_clip() -> Callable[..., Path]:
    """A function that writes images as H.264 video with given times, in MP4 or Matroska."""

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
    """A face without mask that moves to the right, 320 × 240, at `CLIP_TIMES_S`."""
    face = cv2.resize(portrait[0:256, 96:352], (208, 208), interpolation=cv2.INTER_AREA)
    images = []
    for i in range(len(CLIP_TIMES_S)):
        image = np.full((240, 320, 3), 110, np.uint8)
        left = 10 + 6 * i
        image[20:228, left : left + 208] = face
        images.append(image)
    return write_clip(tmp_path_factory.mktemp("clip") / "portrait.mp4", images, CLIP_TIMES_S)


@pytest.fixture
def run(capfd) -> Callable[..., Outcome]:
    """A function that runs the command line in this process."""

    def run_here(*arguments: object) -> Outcome:
        capfd.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Outcome(code, *capfd.readouterr())

    return run_here


@pytest.fixture
def wall(tmp_path: Path) -> Path:
    """A picture without a face."""
    return write_picture(tmp_path / "wall.png")


@pytest.fixture(scope="session")
def network_dir(tmp_path_factory) -> Path:
    """Small models, described in `make_networks.py`, made by a process with TensorFlow."""
    folder = tmp_path_factory.mktemp("networks")
    script = Path(__file__).parent / "support" / "make_networks.py"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, timeout=300)
    return folder
