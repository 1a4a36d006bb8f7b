"""Notes of the desktop: which snapshot gives one, and what the desktop's program is told."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from maskapp.gui import desktop_notice
from maskapp.gui.preview import Preview
from maskapp.gui.settings_control import SettingsControl
from maskapp.gui.snapshot_notices import SnapshotNotices
from maskapp.records import SnapshotShot

WAIT_MS = 10_000
PICTURE = np.zeros((8, 8, 3), np.uint8)
SHOT = SnapshotShot(datetime.now(UTC), "automatic", "-Hall <1> & 2", (), PICTURE, PICTURE)


@pytest.fixture
def told(tmp_path, monkeypatch) -> Path:
    """What a stand-in for the desktop's program was told, a line each; missing before."""
    if sys.platform != "linux":
        pytest.skip("notify-send belongs to Linux desktops")
    programs, told = tmp_path / "programs", tmp_path / "told"
    programs.mkdir()
    program = programs / "notify-send"
    program.write_text(
        f"#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{told}.part'\nmv '{told}.part' '{told}'\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return told


@pytest.fixture
def notices(qtbot, tmp_path):
    """Notices that are switched on, and the settings that they follow."""
    preview = Preview()
    qtbot.addWidget(preview)
    settings = SettingsControl(tmp_path, preview)
    settings.change(snapshot_sound=False, desktop_notifications=True)
    yield SnapshotNotices(settings, preview), settings
    settings.stop()


def test_a_violation_is_told_to_the_desktop(qtbot, told, notices) -> None:
    notices[0].notice(SHOT)
    qtbot.waitUntil(told.exists, timeout=WAIT_MS)
    *_, mark, title, text = told.read_text().splitlines()
    assert (mark, title) == ("--", "Violation")
    assert "-Hall &lt;1&gt; &amp; 2" in text  # the service reads it as markup


def test_a_snapshot_by_hand_is_not_told(qtbot, told, notices) -> None:
    notices[0].notice(replace(SHOT, kind="manual", source="Desk"))
    notices[0].notice(SHOT)
    qtbot.waitUntil(told.exists, timeout=WAIT_MS)
    assert "Desk" not in told.read_text()


def test_nothing_is_told_when_it_is_switched_off(qtbot, told, notices) -> None:
    shown, settings = notices
    settings.change(desktop_notifications=False)
    shown.notice(replace(SHOT, source="Desk"))
    settings.change(desktop_notifications=True)
    shown.notice(SHOT)
    qtbot.waitUntil(told.exists, timeout=WAIT_MS)
    assert "Desk" not in told.read_text()


def test_a_desktop_that_shows_no_notes_is_told_of(monkeypatch) -> None:
    monkeypatch.setattr(desktop_notice, "notify_program", str)
    monkeypatch.setattr(desktop_notice, "_has_tray", lambda: False)
    assert desktop_notice.notice_hint().startswith("Nothing is shown")
    monkeypatch.setattr(desktop_notice, "notify_program", lambda: "/usr/bin/notify-send")
    assert desktop_notice.notice_hint() == ""
