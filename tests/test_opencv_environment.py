import os
import sys

import pytest

from maskapp.opencv_environment import set_opencv_environment


@pytest.fixture
def environment(monkeypatch) -> dict[str, str]:
    """The environment, without OpenCV's variables."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENCV_")}
    monkeypatch.setattr(os, "environ", clean)
    return clean


def test_opencv_is_silenced_and_limited(environment) -> None:
    set_opencv_environment()
    assert environment["OPENCV_LOG_LEVEL"] == "SILENT"
    assert environment["OPENCV_FFMPEG_LOGLEVEL"] == "-8"
    assert int(environment["OPENCV_IO_MAX_IMAGE_PIXELS"]) == 1 << 28


def test_variables_set_by_the_user_are_kept(environment) -> None:
    environment["OPENCV_LOG_LEVEL"] = "INFO"
    set_opencv_environment()
    assert environment["OPENCV_LOG_LEVEL"] == "INFO"


@pytest.mark.parametrize(
    ("platform", "name", "value"),
    [
        ("win32", "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0"),
        ("darwin", "OPENCV_AVFOUNDATION_SKIP_AUTH", "1"),
        ("linux", "OPENCV_AVFOUNDATION_SKIP_AUTH", None),
    ],
)
def test_each_platform_has_its_own_variables(environment, monkeypatch, platform, name, value):
    monkeypatch.setattr(sys, "platform", platform)
    set_opencv_environment()
    assert environment.get(name) == value
