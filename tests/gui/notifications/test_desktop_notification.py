"""Desktop notifications, with a stand-in for `notify-send`."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess

from maskapp.gui.notifications.desktop_notification import DesktopNotification, notification_hint
from tests.support.fake_notify_send import install_notify_send, install_recorder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="notify-send is for Linux desktops")

WAIT_MS = 10_000


@pytest.fixture
def shown(tmp_path, monkeypatch) -> Path:
    """The arguments of `notify-send`, a line each; missing before it has run."""
    return install_recorder(tmp_path, monkeypatch)


@pytest.fixture
def notification(qapp):
    made = DesktopNotification()
    made.set_on(True)
    yield made
    made.stop()
    made.deleteLater()


@pytest.fixture
def failures(notification) -> list[str]:
    reported: list[str] = []
    notification.failed.connect(reported.append)
    return reported


def show_and_wait(qtbot, notification: DesktopNotification) -> None:
    with qtbot.waitSignal(notification.findChild(QProcess).finished, timeout=WAIT_MS):
        notification.show("Violation", "At the door.")


def test_passes_title_and_text_on_as_plain_text(qtbot, shown, notification) -> None:
    notification.show("-Title", "Hall <1> & 2")
    qtbot.waitUntil(shown.exists, timeout=WAIT_MS)
    *_, separator, title, text = shown.read_text().splitlines()
    assert (separator, title) == ("--", "-Title")
    assert text == "Hall &lt;1&gt; &amp; 2", "the service reads it as markup"


def test_shows_nothing_while_it_is_off(qtbot, shown, notification) -> None:
    notification.set_on(False)
    notification.show("First", "Not to be seen.")
    assert notification.findChild(QProcess).state() == QProcess.ProcessState.NotRunning
    notification.set_on(True)
    notification.show("Second", "To be seen.")
    qtbot.waitUntil(shown.exists, timeout=WAIT_MS)
    assert "First" not in shown.read_text()


def test_reports_a_failure_once_each_time_it_is_turned_on(
    qtbot, tmp_path, monkeypatch, notification, failures
) -> None:
    install_notify_send(tmp_path, monkeypatch, "echo no service >&2", "exit 1")
    show_and_wait(qtbot, notification)
    show_and_wait(qtbot, notification)
    assert failures == ["Cannot show desktop notifications: no service."]
    notification.set_on(False)
    notification.set_on(True)
    show_and_wait(qtbot, notification)
    assert len(failures) == 2


def test_reports_a_failure_without_a_reason(
    qtbot, tmp_path, monkeypatch, notification, failures
) -> None:
    install_notify_send(tmp_path, monkeypatch, "exit 1")
    show_and_wait(qtbot, notification)
    assert failures == ["Cannot show desktop notifications: notify-send gave no reason."]


def test_stopping_does_not_wait_for_a_service_that_does_not_respond(
    tmp_path, monkeypatch, notification, failures
) -> None:
    install_notify_send(tmp_path, monkeypatch, "exec sleep 60")
    notification.show("First", "Waits for the service.")
    notification.show("Second", "Is left out.")
    notification.stop()
    assert notification.findChild(QProcess).state() == QProcess.ProcessState.NotRunning
    assert failures == []


def test_reports_a_desktop_without_a_tray(tmp_path, monkeypatch, notification, failures) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no notify-send; the platform of tests has no tray
    notification.show("Violation", "At the door.")
    assert failures == ["Cannot show desktop notifications: this desktop has no system tray."]


def test_the_hint_says_where_notifications_do_not_work(qapp, tmp_path, monkeypatch) -> None:
    install_notify_send(tmp_path, monkeypatch)
    assert notification_hint() == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert notification_hint() == "This desktop cannot show them: it has no system tray."
