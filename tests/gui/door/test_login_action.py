import sys
from collections.abc import Sequence

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget

from maskapp import paths
from maskapp.errors import OutputError
from maskapp.gui.door.login_action import LoginAction
from maskapp.gui.door.login_start import login_start


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_the_tick_is_whether_there_is_an_entry(window, tmp_path):
    login = LoginAction(window, tmp_path)
    assert not login.action.isChecked()
    reported = QSignalSpy(login.reported)
    login.action.trigger()
    assert paths.login_entry().is_file()
    assert login.action.isChecked()
    assert LoginAction(window, tmp_path).action.isChecked(), "after another start too"
    login.action.trigger()
    assert not paths.login_entry().exists()
    assert not login.action.isChecked()
    assert reported.count() == 2


def test_after_an_upgrade_the_entry_starts_this_program(window, tmp_path):
    login_start().turn_on([str(tmp_path / "maskapp-0.1.0.AppImage"), "--kiosk"])
    login = LoginAction(window, tmp_path)
    assert login.action.isChecked()
    assert login_start().command()[0] == sys.executable


class _Unwritable:
    def __init__(self, command: Sequence[str] = ()) -> None:
        self._command = list(command)

    def is_on(self) -> bool:
        return bool(self._command)

    def command(self) -> list[str]:
        return self._command

    def turn_on(self, command) -> None:
        raise OutputError("/etc/xdg cannot be written")

    def turn_off(self) -> None:
        raise AssertionError


def test_what_fails_is_reported_and_not_ticked(window, tmp_path):
    login = LoginAction(window, tmp_path, _Unwritable)
    failed = QSignalSpy(login.failed)
    login.action.trigger()
    assert failed.at(0)[0] == "/etc/xdg cannot be written"
    assert not login.action.isChecked()


def test_an_entry_that_starts_nothing_and_cannot_be_renewed_is_not_ticked(window, tmp_path):
    login = LoginAction(window, tmp_path, lambda: _Unwritable(["/gone/maskapp", "--kiosk"]))
    assert not login.action.isChecked()
