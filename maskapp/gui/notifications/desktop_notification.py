"""A few words shown by the desktop, wherever the window is."""

import sys
from html import escape

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from maskapp import paths
from maskapp.gui.shared.icons import application_icon

_END_MS = 1000


class DesktopNotification(QObject):
    """Shows notes by the desktop's own program for it, else by an icon in the tray.

    Many Linux desktops have no tray. There `notify-send` asks the notification service, which
    PySide6 cannot do by itself: the service wants an unsigned number where Python's become signed.
    """

    failed = Signal(str)
    """A sentence for people; once for each time that notes are switched on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = False
        self._has_failed = False
        self._program = QProcess(self)
        self._program.finished.connect(self._check)
        self._program.errorOccurred.connect(self._check)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.stop)
        self._tray = QSystemTrayIcon(application_icon(), self)
        self._tray.setToolTip(self.tr("Maskapp"))

    def set_on(self, is_on: bool) -> None:
        """Show notes from now on, or none; a tray shows notes only of programs with an icon."""
        self._is_on = is_on
        self._has_failed = self._has_failed and is_on
        self._tray.setVisible(is_on and not notify_send_path() and _has_tray())

    def show(self, title: str, text: str) -> None:
        """Show a note, if it is on.

        Args:
            title: A few words.
            text: A sentence; not markup.
        """
        self.set_on(self._is_on)  # a desktop that has just started may have its tray only now
        if not self._is_on:
            return
        if program := notify_send_path():
            if self._program.state() != QProcess.ProcessState.NotRunning:
                return  # the service does not even answer to the note before
            icon = paths.resources_dir() / "icons" / "maskapp.svg"
            # "--": what follows is no option, whatever the source is called.
            words = ["--app-name=Maskapp", f"--icon={icon}", "--", title, escape(text, quote=False)]
            self._program.start(program, words)
        elif self._tray.isVisible():
            self._tray.showMessage(title, text)
        else:
            self._tell(self.tr("this desktop has no place for icons of programs"))

    @Slot()
    def _check(self) -> None:
        """Whether the program did what it was asked."""
        if self._program.error() == QProcess.ProcessError.FailedToStart:
            self._tell(self._program.errorString())
        elif self._program.exitCode():
            said = bytes(self._program.readAllStandardError().data()).decode(errors="replace")
            self._tell(said.strip().partition("\n")[0] or self.tr("notify-send gives no reason"))

    def _tell(self, why: str) -> None:
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(self.tr("Desktop notifications cannot be shown: {0}.").format(why))

    @Slot()
    def stop(self) -> None:
        """Do not wait any longer for a service that does not answer."""
        self._has_failed = True  # it is not to be told any more
        self._program.kill()
        self._program.waitForFinished(_END_MS)


def notify_send_path() -> str:
    """The desktop's program that shows notes; "" where there is none."""
    return QStandardPaths.findExecutable("notify-send") if sys.platform == "linux" else ""


def notification_hint() -> str:
    """What people should know about notes on this desktop; "" where they just work."""
    if notify_send_path():
        return ""
    if _has_tray():
        return _tr("With an icon among those of the desktop while this is on.")
    return _tr("Nothing is shown now: this desktop has no place for icons of programs.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("DesktopNotification", text)


def _has_tray() -> bool:
    return QSystemTrayIcon.isSystemTrayAvailable()
