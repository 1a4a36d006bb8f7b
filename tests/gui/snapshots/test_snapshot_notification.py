"""Which snapshots give a sound and a desktop notification."""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from maskapp.gui.notifications.desktop_notification import DesktopNotification
from maskapp.gui.preview.preview import Preview
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.snapshots.snapshot_notification import SnapshotNotification
from tests.support.fake_notify_send import install_notify_send, install_recorder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="notify-send is for Linux desktops")

WAIT_MS = 10_000


@pytest.fixture
def shown(tmp_path, monkeypatch) -> Path:
    """The arguments of `notify-send`, a line each; missing before it has run."""
    return install_recorder(tmp_path, monkeypatch)


@pytest.fixture
def settings(tmp_path, qapp):
    store = SettingsStore(tmp_path)
    store.change(snapshot_sound=False, desktop_notifications=True)
    yield store
    store.stop()


@pytest.fixture
def notification(qtbot, settings):
    preview = Preview()
    qtbot.addWidget(preview)
    made = SnapshotNotification(settings, preview)
    yield made
    made.findChild(DesktopNotification).stop()


def test_an_automatic_snapshot_names_its_source(qtbot, shown, notification) -> None:
    notification.show("automatic", "Hall")
    qtbot.waitUntil(shown.exists, timeout=WAIT_MS)
    *_, title, text = shown.read_text().splitlines()
    assert title == "Violation"
    assert "Hall" in text


def test_a_manual_snapshot_gives_none(qtbot, shown, notification) -> None:
    notification.show("manual", "Desk")
    notification.show("automatic", "Hall")
    qtbot.waitUntil(shown.exists, timeout=WAIT_MS)
    assert "Desk" not in shown.read_text()


def test_the_settings_turn_notifications_off(qtbot, shown, notification, settings) -> None:
    settings.change(desktop_notifications=False)
    notification.show("automatic", "Desk")
    settings.change(desktop_notifications=True)
    notification.show("automatic", "Hall")
    qtbot.waitUntil(shown.exists, timeout=WAIT_MS)
    assert "Desk" not in shown.read_text()


def test_a_failure_is_passed_on(qtbot, tmp_path, monkeypatch, notification) -> None:
    install_notify_send(tmp_path, monkeypatch, "echo no service >&2", "exit 1")
    with qtbot.waitSignal(notification.failed, timeout=WAIT_MS) as failed:
        notification.show("automatic", "Hall")
    assert "no service" in failed.args[0]


@pytest.mark.parametrize("has_sound", [True, False])
def test_a_snapshot_of_the_user_beeps_if_the_settings_ask_for_it(
    monkeypatch, settings, notification, has_sound
) -> None:
    beeps = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append("beep"))
    settings.change(desktop_notifications=False, snapshot_sound=has_sound)
    notification.show("manual", "Desk")
    assert beeps == ["beep"] * has_sound


@pytest.mark.parametrize("has_alarm", [True, False])
def test_only_the_alarm_makes_a_violation_heard(
    monkeypatch, notification, settings, has_alarm
) -> None:
    beeped: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeped.append(1))
    settings.change(snapshot_sound=True, desktop_notifications=False, alarm_chime=has_alarm)
    notification.show("automatic", "Hall")
    assert beeped == []
