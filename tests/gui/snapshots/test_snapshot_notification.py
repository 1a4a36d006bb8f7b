"""Which snapshots give a desktop notification."""

import sys
from pathlib import Path

import pytest

from maskapp.gui.notifications.desktop_notification import DesktopNotification
from maskapp.gui.preview.preview import Preview
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.snapshots.snapshot_notification import SnapshotNotices
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
def notices(qtbot, settings):
    preview = Preview()
    qtbot.addWidget(preview)
    made = SnapshotNotices(settings, preview)
    yield made
    made.findChild(DesktopNotification).stop()


def test_an_automatic_snapshot_names_its_source(qtbot, shown, notices) -> None:
    notices.show("automatic", "Hall")
    qtbot.waitUntil(shown.exists, timeout=WAIT_MS)
    *_, title, text = shown.read_text().splitlines()
    assert title == "Violation"
    assert "Hall" in text


def test_a_manual_snapshot_gives_none(qtbot, shown, notices) -> None:
    notices.show("manual", "Desk")
    notices.show("automatic", "Hall")
    qtbot.waitUntil(shown.exists, timeout=WAIT_MS)
    assert "Desk" not in shown.read_text()


def test_the_settings_turn_notifications_off(qtbot, shown, notices, settings) -> None:
    settings.change(desktop_notifications=False)
    notices.show("automatic", "Desk")
    settings.change(desktop_notifications=True)
    notices.show("automatic", "Hall")
    qtbot.waitUntil(shown.exists, timeout=WAIT_MS)
    assert "Desk" not in shown.read_text()


def test_a_failure_is_passed_on(qtbot, tmp_path, monkeypatch, notices) -> None:
    install_notify_send(tmp_path, monkeypatch, "echo no service >&2", "exit 1")
    with qtbot.waitSignal(notices.failed, timeout=WAIT_MS) as failed:
        notices.show("automatic", "Hall")
    assert "no service" in failed.args[0]
