"""The dialogs of the main window, and what it hands to the desktop."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from maskapp.gui.help.about_dialog import AboutDialog
from maskapp.gui.help.diagnostics import diagnostics
from maskapp.gui.help.help_dialog import HelpDialog
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.actions import Actions
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.logs import logs_dir


class _RecordingEnd(QObject):
    """Closes the question about a recording that is over.

    Attributes:
        is_good: Whether it is over and nothing was wrong.
    """

    def __init__(self, question: QMessageBox) -> None:
        super().__init__(question)
        self._question = question
        self.is_good = False

    @Slot(object, str)
    def tell(self, _path: Path | None, problem: str) -> None:
        """The recording has come to its end."""
        self.is_good = not problem
        self._question.accept()


class WindowDialogs(QObject):
    """Opens them when their actions are triggered.

    Args:
        window: Lies behind them.
        actions: Those of the window.
        others: Actions of the panels, which the help lists too.
        settings: Shown and changed.
        worker: Finds out whether a chosen network can be used.
        messages: Says what no dialog needs to.
        data_dir: Holds the logs.
    """

    def __init__(
        self,
        window: QWidget,
        actions: Actions,
        others: Sequence[QAction],
        settings: SettingsStore,
        worker: WorkerThread,
        messages: MessageBar,
        data_dir: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._listed = [*actions.all(), *others]
        self._settings = settings
        self._worker = worker
        self._messages = messages
        self._data_dir = data_dir
        slots: tuple[tuple[QAction, Callable[[], None]], ...] = (
            (actions.settings, self._show_settings),
            (actions.help, self._show_help),
            (actions.about, self._show_about),
            (actions.log_folder, self._open_log_folder),
            (actions.copy_diagnostics, self._copy_diagnostics),
        )
        for action, slot in slots:
            action.triggered.connect(slot)

    def may_stop_recording(self) -> bool:
        """Ask whether to quit although a recording is under way.

        Where it comes to its end meanwhile, there is nothing to ask any more; what went wrong
        with it keeps the window open, to be read.
        """
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Quit Maskapp"))
        question.setText(self.tr("A recording is under way. Finish it and quit?"))
        finish = question.addButton(self.tr("&Finish and quit"), QMessageBox.ButtonRole.AcceptRole)
        go_on = question.addButton(self.tr("&Go on recording"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(finish)
        question.setEscapeButton(go_on)
        ended = _RecordingEnd(question)
        self._worker.worker.recording_finished.connect(ended.tell)
        question.exec()
        question.deleteLater()
        return question.clickedButton() is finish or ended.is_good

    @Slot()
    def _show_settings(self) -> None:
        if self._window.findChild(SettingsDialog) is not None:
            return  # about to open
        dialog = SettingsDialog(self._settings.settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.applied.connect(self._settings.use)
        dialog.model_chosen.connect(self._worker.check_model)
        self._worker.worker.model_checked.connect(dialog.show_model_result)
        dialog.open_soon()

    @Slot()
    def _show_help(self) -> None:
        HelpDialog(self._listed, self._window).show()

    @Slot()
    def _show_about(self) -> None:
        AboutDialog(self._window).open()

    @Slot()
    def _open_log_folder(self) -> None:
        folder = logs_dir(self._data_dir)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        # Whether the desktop has a program for folders is not told.
        self._messages.show_note(self.tr("The log files are in {0}.").format(folder))

    @Slot()
    def _copy_diagnostics(self) -> None:
        text = diagnostics(self._settings.settings, self._data_dir)
        QGuiApplication.clipboard().setText(text)
        self._messages.show_note(self.tr("The diagnostics are on the clipboard."))
