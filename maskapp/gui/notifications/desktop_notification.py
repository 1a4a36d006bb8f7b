"""Desktop notifications."""

import sys
from html import escape

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from maskapp import paths
from maskapp.gui.shared.icons import application_icon

_STOP_TIMEOUT_MS = 1000


class DesktopNotification(QObject):
    """Notifications through `notify-send` where it is installed, otherwise through a tray icon.

    Many Linux desktops have no system tray. PySide6 cannot call their notification service over
    D-Bus: the service expects an unsigned integer, and PySide6 sends Python's as signed.
    """

    failed = Signal(str)
    """The reason why notifications cannot be shown; emitted once each time they are turned on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = False
        self._has_failed = False
        self._notify_send = QProcess(self)
        self._notify_send.finished.connect(self._check)
        self._notify_send.errorOccurred.connect(self._check)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.stop)
        self._tray = QSystemTrayIcon(application_icon(), self)
        self._tray.setToolTip(self.tr("Maskapp"))

    def set_on(self, is_on: bool) -> None:
        """Turn notifications on or off.

        A system tray shows notifications only of programs whose icon is visible.
        """
        self._is_on = is_on
        self._has_failed = self._has_failed and is_on
        self._tray.setVisible(is_on and not notify_send_path() and _has_tray())

    def show(self, title: str, text: str) -> None:
        """Show a notification if they are turned on.

        Args:
            title: A short title.
            text: A sentence, as plain text.
        """
        self.set_on(self._is_on)  # the tray may have appeared only now, after login
        if not self._is_on:
            return
        if program := notify_send_path():
            if self._notify_send.state() != QProcess.ProcessState.NotRunning:
                return  # the service has not yet answered the previous one
            icon = paths.resources_dir() / "icons" / "maskapp.svg"
            # "--" ends the options: a title or text may begin with a hyphen.
            body = escape(text, quote=False)
            arguments = ["--app-name=Maskapp", f"--icon={icon}", "--", title, body]
            self._notify_send.start(program, arguments)
        elif self._tray.isVisible():
            self._tray.showMessage(title, text)
        else:
            self._report(self.tr("this desktop has no system tray"))

    @Slot()
    def _check(self) -> None:
        """Report a failure of `notify-send`."""
        if self._notify_send.error() == QProcess.ProcessError.FailedToStart:
            self._report(self._notify_send.errorString())
        elif self._notify_send.exitCode():
            output = bytes(self._notify_send.readAllStandardError().data())
            reason = output.decode(errors="replace").strip().partition("\n")[0]
            self._report(reason or self.tr("notify-send gave no reason"))

    def _report(self, reason: str) -> None:
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(self.tr("Cannot show desktop notifications: {0}.").format(reason))

    @Slot()
    def stop(self) -> None:
        """End `notify-send`, which would wait for a service that does not respond."""
        self._has_failed = True  # being killed is not a failure to report
        self._notify_send.kill()
        self._notify_send.waitForFinished(_STOP_TIMEOUT_MS)


def notify_send_path() -> str:
    """Return the path of `notify-send`; "" where it is not installed."""
    return QStandardPaths.findExecutable("notify-send") if sys.platform == "linux" else ""


def notification_hint() -> str:
    """Return a note on notifications on this desktop; "" if they need none."""
    if notify_send_path():
        return ""
    if _has_tray():
        return _tr("Maskapp has an icon in the system tray while this is on.")
    return _tr("This desktop cannot show them: it has no system tray.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("DesktopNotification", text)


def _has_tray() -> bool:
    return QSystemTrayIcon.isSystemTrayAvailable()
