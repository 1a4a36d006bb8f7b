import fcntl
import os
import struct
import sys

import pytest

from maskapp.pipeline.sources.camera_sizes import offered_sizes
from maskapp.records import CameraSize

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="V4L2 exists only on Linux")

MJPG, YUYV, H264 = (int.from_bytes(code, "little") for code in (b"MJPG", b"YUYV", b"H264"))


class FakeDriver:
    """A driver that answers V4L2's requests, laid out as in include/uapi/linux/videodev2.h.

    Attributes:
        sizes: By pixel format: (type, numbers).
        intervals: By width and height: (type, numbers).
        is_endless: Whether its lists have no end.
        n_requests: How many requests there were.
    """

    def __init__(self) -> None:
        self.sizes: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
        self.intervals: dict[tuple[int, int], list[tuple[int, tuple[int, ...]]]] = {}
        self.is_endless = False
        self.n_requests = 0

    def ioctl(self, _device, request: int, buffer: bytearray) -> int:
        self.n_requests += 1
        assert len(buffer) == (request >> 16) & 0x3FFF, "the kernel would write past the end"
        assert chr((request >> 8) & 0xFF) == "V"
        index, second = struct.unpack_from("=2I", buffer)
        match request & 0xFF:
            case 2:
                assert second == 1, "the request is for another kind of device"
                struct.pack_into("=I", buffer, 44, self.pick(list(self.sizes), index))
            case 74:
                kind, numbers = self.pick(self.sizes[second], index)
                struct.pack_into(f"={1 + len(numbers)}I", buffer, 8, kind, *numbers)
            case 75:
                size = struct.unpack_from("=2I", buffer, 8)
                kind, numbers = self.pick(self.intervals.get(size, []), index)
                struct.pack_into(f"={1 + len(numbers)}I", buffer, 16, kind, *numbers)
        return 0

    def pick(self, known: list, index: int):
        if self.is_endless and known:
            return known[0]
        if index >= len(known):
            raise OSError(22, "Invalid argument")
        return known[index]


@pytest.fixture
def driver(monkeypatch) -> FakeDriver:
    driver = FakeDriver()
    monkeypatch.setattr(fcntl, "ioctl", driver.ioctl)
    return driver


def test_sizes_and_rates_of_all_readable_formats_are_listed(driver) -> None:
    driver.sizes = {
        YUYV: [(1, (640, 480)), (1, (320, 240))],
        MJPG: [(1, (1280, 720)), (1, (640, 480))],
        H264: [(1, (1920, 1080))],
    }
    driver.intervals = {
        (640, 480): [(1, (1, 30)), (1, (1001, 30000)), (1, (2, 15))],
        (1280, 720): [(1, (1, 60))],
    }
    assert offered_sizes(os.devnull) == (
        CameraSize(320, 240, ()),
        CameraSize(640, 480, (7.5, 29.97, 30.0)),
        CameraSize(1280, 720, (60.0,)),
    )


def test_the_usual_sizes_and_rates_of_a_range_are_listed(driver) -> None:
    driver.sizes = {YUYV: [(3, (32, 1920, 16, 32, 1080, 8))]}
    driver.intervals = {(1280, 720): [(2, (1, 50, 1, 5, 1, 1000))]}
    assert offered_sizes(os.devnull) == (
        CameraSize(640, 480, ()),
        CameraSize(1280, 720, (15.0, 30.0)),
        CameraSize(1920, 1080, ()),
    )


def test_invalid_numbers_of_a_driver_are_ignored(driver) -> None:
    driver.sizes = {MJPG: [(1, (640, 480))], YUYV: [(3, (0, 0, 0, 0, 0, 0))]}
    driver.intervals = {(640, 480): [(1, (0, 30)), (1, (1, 0)), (3, (0, 0, 0, 0, 0, 0))]}
    assert offered_sizes(os.devnull) == (CameraSize(640, 480, ()),)


def test_an_endless_list_of_a_driver_is_cut_off(driver) -> None:
    driver.sizes = {MJPG: [(1, (640, 480))]}
    driver.intervals = {(640, 480): [(1, (1, 30))]}
    driver.is_endless = True
    assert offered_sizes(os.devnull) == (CameraSize(640, 480, (30.0,)),)
    assert driver.n_requests < 5000


def test_other_files_offer_nothing(tmp_path) -> None:
    (tmp_path / "file").touch()
    assert offered_sizes(os.devnull) == ()
    assert offered_sizes(str(tmp_path / "file")) == ()
    assert offered_sizes(str(tmp_path / "none")) == ()


def test_other_systems_list_nothing(driver, monkeypatch) -> None:
    driver.sizes = {MJPG: [(1, (640, 480))]}
    monkeypatch.setattr(sys, "platform", "win32")
    assert offered_sizes(os.devnull) == ()
