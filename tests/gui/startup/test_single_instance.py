"""One window for each data folder."""

import os
import shutil
import subprocess
import sys
import tempfile
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtTest import QSignalSpy

from maskapp.errors import MaskappError
from maskapp.gui.startup.single_instance import SingleInstance
from maskapp.outputs.disk_reserve import DiskReserve
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER

SECOND_START = """
import sys, pathlib
from PySide6.QtCore import QCoreApplication
from maskapp.gui.startup.single_instance import SingleInstance

application = QCoreApplication([])
second = SingleInstance(pathlib.Path(sys.argv[1]))
assert not second.claim()
assert second.show_other("/videos/a.mp4")
"""
START_DURING_CLOSING = SECOND_START.replace(
    "assert second.show_other", "assert not second.show_other"
)


@pytest.fixture
def first(qapp, tmp_path):
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    yield instance
    instance.release()


def reach(qtbot, instance, data_dir, code=SECOND_START, **environment: str) -> str:
    """Start a second time in a process; return what the first was asked to open."""
    command = [sys.executable, "-c", code, str(data_dir)]
    with qtbot.waitSignal(instance.activation_requested, timeout=30_000) as requested:
        process = subprocess.Popen(command, env={**os.environ, **environment})
    assert process.wait(30) == 0
    return requested.args[0]


@pytest.mark.skipif(sys.platform == "win32", reason="users have names there")
def test_a_user_without_a_name_has_a_window_too(qapp, tmp_path, monkeypatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 54321)  # no account has this number
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    instance.release()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_link_may_lead_to_a_folder_whose_name_is_not_in_utf_8(qapp, tmp_path) -> None:
    (tmp_path / "b\udcfc").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "b\udcfc")
    instance = SingleInstance(tmp_path / "link")
    assert instance.claim()
    instance.release()


def test_a_second_start_reaches_the_first(qtbot, tmp_path, first) -> None:
    assert reach(qtbot, first, tmp_path) == "/videos/a.mp4"


def test_a_second_start_can_bring_a_name_that_is_not_in_utf_8(qtbot, tmp_path, first) -> None:
    code = SECOND_START.replace("/a.mp4", r"/b\udcfc.mp4")
    assert reach(qtbot, first, tmp_path, code) == "/videos/b\udcfc.mp4"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, there is one place for sockets")
def test_a_second_start_with_another_temporary_folder_reaches_the_first(
    qtbot, tmp_path, monkeypatch
) -> None:
    with tempfile.TemporaryDirectory() as own:  # the folder of a test may be too long for a socket
        monkeypatch.setenv("XDG_RUNTIME_DIR", own)
        first = SingleInstance(tmp_path)
        assert first.claim()
        reach(qtbot, first, tmp_path, TMPDIR=str(tmp_path))
        first.release()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, there is one place for sockets")
def test_a_second_start_reaches_an_older_window(qtbot, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/no/such/folder")
    first = SingleInstance(tmp_path)  # in the folder for temporary files, like one of before
    assert first.claim()
    with tempfile.TemporaryDirectory() as own:
        reach(qtbot, first, tmp_path, XDG_RUNTIME_DIR=own)
    first.release()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, there is one place for sockets")
def test_another_users_socket_gets_no_source(tmp_path, first, monkeypatch) -> None:
    second = SingleInstance(tmp_path)
    connections = QSignalSpy(first._server.newConnection)
    monkeypatch.setattr(os, "getuid", lambda: -1)
    with pytest.raises(MaskappError, match="does not respond"):
        second.show_other("rtsp://me:secret@hall/1")
    first._server.waitForNewConnection(0)
    assert connections.count() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, there is one place for sockets")
@pytest.mark.parametrize("folder", ["", "relative", "/no/such/folder", "/tmp/" + "x" * 90])
def test_without_a_usable_folder_of_the_users_there_is_a_window_too(
    qtbot, tmp_path, monkeypatch, folder
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
    first = SingleInstance(tmp_path)
    assert first.claim()
    with qtbot.waitSignal(first.activation_requested, timeout=30_000):
        process = subprocess.Popen([sys.executable, "-c", SECOND_START, str(tmp_path)])
    assert process.wait(30) == 0
    first.release()


@pytest.mark.parametrize("source", ["", "/videos/a.mp4"])
def test_a_second_start_can_ask_for_the_door_display(qtbot, tmp_path, first, source) -> None:
    code = SECOND_START.replace('"/videos/a.mp4")', f"{source!r}, wants_door=True)")
    activated = QSignalSpy(first.activation_requested)
    with qtbot.waitSignal(first.door_requested, timeout=30_000):
        process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    assert [activated.at(i)[0] for i in range(activated.count())] == ([source] if source else [])
    assert process.wait(30) == 0


def test_a_second_start_waits_for_a_window_that_is_closing(qtbot, tmp_path, first) -> None:
    first.is_closing = lambda: True
    code = f"{START_DURING_CLOSING}print('waits', flush=True)\nsecond.claim_later()\n"
    with qtbot.waitSignal(first.activation_requested, timeout=30_000):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
    assert process.stdout.readline() == "waits\n"
    assert process.poll() is None
    first.release()
    process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.parametrize("source", ["", "/videos/a.mp4"])
def test_a_window_that_is_closing_opens_no_door_display(qtbot, tmp_path, first, source) -> None:
    first.is_closing = lambda: True
    code = START_DURING_CLOSING.replace('"/videos/a.mp4")', f"{source!r}, wants_door=True)")
    doors = QSignalSpy(first.door_requested)
    with qtbot.waitSignal(first.activation_requested, timeout=30_000) as requested:
        process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    assert requested.args == [source], (
        "the dialog that says why it takes so long comes to the front"
    )
    assert process.wait(30) == 0
    assert doors.count() == 0


def test_a_closing_that_never_ends_is_an_error(tmp_path, first) -> None:
    with pytest.raises(MaskappError, match=r"still closing .*start it again later"):
        SingleInstance(tmp_path).claim_later(timeout_s=0)


def test_a_program_that_ended_meanwhile_is_followed(qapp, tmp_path) -> None:
    second = SingleInstance(tmp_path)
    assert not second.show_other("")
    second.claim_later()
    second.release()


def test_a_released_folder_can_be_claimed_again(tmp_path, first) -> None:
    second = SingleInstance(tmp_path)
    assert not second.claim()
    first.release()
    assert second.claim()
    second.release()


def test_each_folder_has_its_own_window(qapp, tmp_path) -> None:
    instances = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        instances.append(SingleInstance(tmp_path / name))
    assert [instance.claim() for instance in instances] == [True, True]
    for instance in instances:
        instance.release()


def test_a_window_that_does_not_respond_is_an_error(tmp_path, first) -> None:
    first._server.close()
    with pytest.raises(MaskappError, match="does not respond"):
        SingleInstance(tmp_path).show_other("")


class FullLock:
    """Locks like a `QLockFile` on a disk that is full until a file is removed."""

    def __init__(self, reserve) -> None:
        self._reserve = reserve

    def tryLock(self, _timeout_ms) -> bool:
        return self.isLocked()

    def isLocked(self) -> bool:
        return not self._reserve.exists()

    def error(self) -> QLockFile.LockError:
        return QLockFile.LockError.UnknownError

    def unlock(self) -> None:
        pass


def test_on_a_full_disk_the_logs_reserve_makes_room(qapp, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    reserve = DiskReserve(tmp_path / SNAPSHOT_FOLDER).path
    reserve.parent.mkdir()
    reserve.touch()
    instance = SingleInstance(tmp_path)
    instance._lock = FullLock(reserve)
    assert instance.claim()
    instance.release()


def test_a_full_disk_is_told(qapp, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    other = tmp_path / "other"
    other.touch()
    instance = SingleInstance(tmp_path)
    instance._lock = FullLock(other)
    with pytest.raises(MaskappError, match=r"is full; free some space"):
        instance.claim()


def test_a_window_that_is_open_leaves_the_reserve(tmp_path, first, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    reserve = DiskReserve(tmp_path / SNAPSHOT_FOLDER).path
    reserve.parent.mkdir()
    reserve.touch()
    assert not SingleInstance(tmp_path).claim()
    assert reserve.exists()


def test_a_folder_that_cannot_be_written_to_is_an_error(qapp, tmp_path) -> None:
    with pytest.raises(MaskappError, match=r"cannot write .*--data-dir"):
        SingleInstance(tmp_path / "missing").claim()
