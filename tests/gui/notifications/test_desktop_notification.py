"""Notes of the desktop: which snapshot gives one, and what the desktop's program is told."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess

from maskapp.gui.notifications import desktop_notification as desktop_notice
from maskapp.gui.notifications.desktop_notification import DesktopNotice
from maskapp.gui.preview.preview import Preview
from maskapp.gui.settings.settings_store import SettingsControl
from maskapp.gui.snapshots.snapshot_notification import SnapshotNotices

WAIT_MS = 10_000
HALL = "-Hall <1> & 2"


def script(tmp_path, monkeypatch, *lines: str) -> None:
    """Put a stand-in in place of the desktop's program for notes."""
    if sys.platform != "linux":
        pytest.skip("notify-send belongs to Linux desktops")
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "notify-send"
    program.write_text("\n".join(("#!/bin/sh", *lines, "")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")


@pytest.fixture
def told(tmp_path, monkeypatch) -> Path:
    """What a stand-in for the desktop's program was told, a line each; missing before."""
    told = tmp_path / "told"
    write, finish = f"printf '%s\\n' \"$@\" >> '{told}.part'", f"mv '{told}.part' '{told}'"
    script(tmp_path, monkeypatch, write, finish)
    return told


@pytest.fixture
def notices(qtbot, tmp_path):
    """Notices that are switched on, and the settings that they follow."""
    preview = Preview()
    qtbot.addWidget(preview)
    settings = SettingsControl(tmp_path, preview)
    settings.change(snapshot_sound=False, desktop_notifications=True)
    shown = SnapshotNotices(settings, preview)
    yield shown, settings
    shown.findChild(DesktopNotice).stop()
    settings.stop()


def test_a_violation_is_told_to_the_desktop(qtbot, told, notices) -> None:
    notices[0].show("automatic", HALL)
    qtbot.waitUntil(told.exists, timeout=WAIT_MS)
    *_, mark, title, text = told.read_text().splitlines()
    assert (mark, title) == ("--", "Violation")
    assert "-Hall &lt;1&gt; &amp; 2" in text  # the service reads it as markup


def test_a_snapshot_by_hand_is_not_told(qtbot, told, notices) -> None:
    notices[0].show("manual", "Desk")
    notices[0].show("automatic", HALL)
    qtbot.waitUntil(told.exists, timeout=WAIT_MS)
    assert "Desk" not in told.read_text()


def test_nothing_is_told_when_it_is_switched_off(qtbot, told, notices) -> None:
    shown, settings = notices
    settings.change(desktop_notifications=False)
    shown.show("automatic", "Desk")
    settings.change(desktop_notifications=True)
    shown.show("automatic", HALL)
    qtbot.waitUntil(told.exists, timeout=WAIT_MS)
    assert "Desk" not in told.read_text()


def test_notes_that_fail_are_told_once(qtbot, tmp_path, monkeypatch, notices) -> None:
    shown, settings = notices
    script(tmp_path, monkeypatch, "echo no service >&2", "exit 1")
    failures: list[str] = []
    shown.failed.connect(failures.append)
    program = shown.findChild(QProcess)

    def notice_and_wait() -> None:
        with qtbot.waitSignal(program.finished, timeout=WAIT_MS):
            shown.show("automatic", HALL)

    notice_and_wait()
    notice_and_wait()
    assert failures == ["Desktop notifications cannot be shown: no service."]
    settings.change(desktop_notifications=False)
    settings.change(desktop_notifications=True)
    notice_and_wait()
    assert len(failures) == 2


def test_a_service_that_does_not_answer_is_not_waited_for(tmp_path, monkeypatch, notices) -> None:
    shown, _settings = notices
    script(tmp_path, monkeypatch, "exec sleep 60")
    failures: list[str] = []
    shown.failed.connect(failures.append)
    shown.show("automatic", HALL)
    shown.show("automatic", HALL)
    shown.findChild(DesktopNotice).stop()
    assert shown.findChild(QProcess).state() == QProcess.ProcessState.NotRunning
    assert failures == []


def test_a_desktop_without_a_place_for_notes_is_told_of_when_one_is_due(
    qtbot, monkeypatch, notices
) -> None:
    monkeypatch.setattr(desktop_notice, "notify_program", str)
    monkeypatch.setattr(desktop_notice, "_has_tray", lambda: False)
    with qtbot.waitSignal(notices[0].failed) as failed:
        notices[0].show("automatic", HALL)
    assert "no place" in failed.args[0]


def test_a_desktop_that_shows_no_notes_is_told_of(monkeypatch) -> None:
    monkeypatch.setattr(desktop_notice, "notify_program", str)
    monkeypatch.setattr(desktop_notice, "_has_tray", lambda: False)
    assert desktop_notice.notice_hint().startswith("Nothing is shown")
    monkeypatch.setattr(desktop_notice, "notify_program", lambda: "/usr/bin/notify-send")
    assert desktop_notice.notice_hint() == ""
