import sys
from dataclasses import dataclass

import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.sources import camera_list as cameras
from maskapp.pipeline.sources.camera_list import camera_backend, list_cameras
from maskapp.records import CameraInfo


@dataclass
class Found:
    """A camera as cv2-enumerate-cameras returns it."""

    index: int
    name: str | None
    path: str | None


def test_cameras_are_listed_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    requested: list[int] = []

    def enumerate_cameras(backend: int) -> list[Found]:
        requested.append(backend)
        return [Found(2, None, "/dev/video2"), Found(0, "HD Webcam", "/dev/video0")]

    monkeypatch.setattr(cameras, "enumerate_cameras", enumerate_cameras)
    assert list_cameras() == (
        CameraInfo(0, "HD Webcam", "/dev/video0"),
        CameraInfo(2, "Camera 2", "/dev/video2"),
    )
    assert requested == [camera_backend()]


def test_without_cameras_the_list_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "enumerate_cameras", lambda backend: [])
    assert list_cameras() == ()


@pytest.mark.parametrize(
    ("platform", "backend"),
    [
        ("linux", cv2.CAP_V4L2),
        ("darwin", cv2.CAP_AVFOUNDATION),
        ("win32", cv2.CAP_MSMF),
        ("freebsd14", cv2.CAP_ANY),
    ],
)
def test_each_platform_has_its_own_backend(
    monkeypatch: pytest.MonkeyPatch, platform: str, backend: int
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert camera_backend() == backend
