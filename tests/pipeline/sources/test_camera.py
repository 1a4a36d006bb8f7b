import os
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from maskapp.errors import SourceError, SourceLostError
from maskapp.opencv import cv2
from maskapp.pipeline.sources import camera as source_camera
from maskapp.pipeline.sources.camera import open_camera
from maskapp.pipeline.sources.camera_list import camera_backend
from maskapp.records import CameraInfo, CameraMode

WEBCAM = CameraInfo(0, "HD Webcam", "/dev/video0")


class FakeVideoCapture:
    """A stand-in for `cv2.VideoCapture` that records its use."""

    made: "list[FakeVideoCapture]"
    is_available = True
    frames_before_unplugging = 1_000_000

    def __init__(self, index: int, backend: int) -> None:
        self.opened_with = (index, backend)
        self.requested: list[tuple[int, float]] = []
        self.released_by: str | None = None
        self._read = 0
        FakeVideoCapture.made.append(self)

    def isOpened(self) -> bool:
        return self.is_available

    def get(self, prop: int) -> float:
        return {cv2.CAP_PROP_FPS: 30.0}[prop]

    def set(self, prop: int, value: float) -> bool:
        self.requested.append((prop, value))
        return True

    def read(self) -> tuple[bool, np.ndarray | None]:
        self._read += 1
        if self._read > self.frames_before_unplugging:
            return False, None
        return True, np.zeros((48, 64, 3), np.uint8)

    def release(self) -> None:
        self.released_by = threading.current_thread().name


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeVideoCapture]]:
    FakeVideoCapture.made = []
    monkeypatch.setattr(cv2, "VideoCapture", FakeVideoCapture)
    monkeypatch.setattr(source_camera, "list_cameras", lambda: (WEBCAM,))
    yield FakeVideoCapture
    assert not [t for t in threading.enumerate() if t.name == "LiveSource"]
    assert all(made.released_by == "LiveSource" for made in FakeVideoCapture.made)


def test_a_camera_is_read(fake) -> None:
    with open_camera(0, CameraMode()) as source:
        frame = source.read()
        info = source.info
    assert frame.image.shape == (48, 64, 3)
    assert (info.name, info.width, info.height, info.fps) == ("HD Webcam", 64, 48, 30.0)
    assert info.is_live
    assert fake.made[0].opened_with == (0, camera_backend())
    assert fake.made[0].requested == []


def test_the_mode_is_requested(fake) -> None:
    with open_camera(0, CameraMode(width=640, height=480, fps=15)):
        pass
    assert fake.made[0].requested == [
        (cv2.CAP_PROP_FRAME_WIDTH, 640),
        (cv2.CAP_PROP_FRAME_HEIGHT, 480),
        (cv2.CAP_PROP_FPS, 15),
    ]


@pytest.mark.parametrize(("platform", "is_requested"), [("linux", True), ("win32", False)])
def test_large_frames_are_requested_as_mjpeg_on_linux(
    fake, monkeypatch: pytest.MonkeyPatch, platform: str, is_requested: bool
) -> None:
    monkeypatch.setattr(source_camera.sys, "platform", platform)
    with open_camera(0, CameraMode(width=1280, height=720)):
        pass
    mjpeg = (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    # Before the size, which drivers may refuse for the current format.
    assert (fake.made[0].requested[0] == mjpeg) == is_requested


def test_an_unplugged_camera_is_lost(fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_camera, "_READ_TIMEOUT_S", 0.1)
    monkeypatch.setattr(fake, "frames_before_unplugging", 1)
    with open_camera(0, CameraMode()) as source:
        assert source.read() is not None
        with pytest.raises(SourceLostError, match=r"^HD Webcam: no frame arrived"):
            source.read()


def test_an_unknown_number_is_refused_with_the_list_of_cameras(
    fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake, "is_available", False)
    with pytest.raises(SourceError, match=r"^Camera 3: .* cameras: 0 \(HD Webcam\)$"):
        open_camera(3, CameraMode())


def test_without_any_camera_a_number_is_refused(fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake, "is_available", False)
    monkeypatch.setattr(source_camera, "list_cameras", tuple)
    with pytest.raises(SourceError, match=r"^Camera 0: .*no camera was found$"):
        open_camera(0, CameraMode())


def test_a_camera_in_use_is_refused(fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake, "is_available", False)
    with pytest.raises(SourceError, match=r"^HD Webcam: .*another program may be using it"):
        open_camera(0, CameraMode())


def test_a_camera_without_permission_is_refused(fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake, "is_available", False)
    monkeypatch.setattr(source_camera.Path, "exists", lambda path: str(path) == "/dev/video0")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(
        SourceError, match=r"^HD Webcam: you do not have permission to use /dev/video0"
    ):
        open_camera(0, CameraMode())
