"""The dialogs of the main window, its log folder and its diagnostics.

The modules of the dialogs are imported when one opens; at start they would delay the window.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMessageBox

from maskapp.gui.help.diagnostics import diagnostics
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.actions import Actions
from maskapp.gui.window.menus_and_toolbar import actions_in
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.logs import logs_dir
from maskapp.records import RecordingOutcome

if TYPE_CHECKING:
    from maskapp.gui.settings.settings_dialog import SettingsDialog


class _CloseWhenFinished(QObject):
    """A helper that closes a question about a recording as soon as the recording finishes.

    Attributes:
        has_succeeded: Whether the recording finished without a problem or a missing frame.
    """

    def __init__(self, question: QMessageBox) -> None:
        super().__init__(question)
        self._question = question
        self.has_succeeded = False

    @Slot(object)
    def finish(self, outcome: RecordingOutcome) -> None:
        """Close the question; there is nothing left to ask."""
        is_complete = not outcome.problem and not outcome.dropped
        self.has_succeeded = outcome.path is not None and is_complete
        self._question.accept()


class WindowDialogs(QObject):
    """The dialogs of the window, opened when their actions are triggered.

    Args:
        window: Parent of the dialogs; the help lists the shortcuts in its menus.
        actions: The actions of the window.
        settings: Edited by the settings dialog.
        worker: Checks whether a chosen model can be used.
        messages: Shows messages that need no dialog.
        data_dir: Folder that contains the logs.
    """

    settings_opening = Signal(object)
    """A `SettingsDialog` that is about to open."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        settings: SettingsStore,
        worker: WorkerThread,
        messages: MessageBar,
        data_dir: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._worker = worker
        self._messages = messages
        self._data_dir = data_dir
        self._question: QMessageBox | None = None
        slots: tuple[tuple[QAction, Callable[[], None]], ...] = (
            (actions.settings, self._show_settings),
            (actions.for_model.settings, self._show_model_settings),
            (actions.help, self._show_help),
            (actions.about, self._show_about),
            (actions.log_folder, self._open_log_folder),
            (actions.copy_diagnostics, self._copy_diagnostics),
        )
        for action, slot in slots:
            action.triggered.connect(slot)

    def may_stop_recording(self) -> bool:
        """Ask whether to quit while recording, and return the answer.

        If the recording finishes before the user answers, the question closes. The answer is
        then True, or False after a problem, whose message would vanish with the window. It is
        True if the question is withdrawn.
        """
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Quit Maskapp"))
        question.setText(self.tr("A recording is in progress. Finish it and quit?"))
        finish = question.addButton(self.tr("&Finish and quit"), QMessageBox.ButtonRole.AcceptRole)
        keep = question.addButton(self.tr("&Keep recording"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(finish)
        question.setEscapeButton(keep)
        closer = _CloseWhenFinished(question)
        self._worker.worker.recording_finished.connect(closer.finish)
        self._question = question
        question.exec()
        is_withdrawn = self._question is None
        self._question = None
        question.deleteLater()
        return is_withdrawn or question.clickedButton() is finish or closer.has_succeeded

    def withdraw_question(self) -> None:
        """Close the question about a recording, if it is open: the program has to end."""
        question, self._question = self._question, None
        if question is not None:
            question.reject()

    def bring_to_front(self) -> None:
        """Raise the dialogs that are open, such as those of a window that is closing."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.raise_()
                widget.activateWindow()

    @Slot()
    def _show_settings(self) -> None:
        dialog = self._make_settings_dialog()
        if dialog is not None:
            dialog.open_soon()

    @Slot()
    def _show_model_settings(self) -> None:
        dialog = self._make_settings_dialog()
        if dialog is not None:
            dialog.open_at_model()

    def _make_settings_dialog(self) -> "SettingsDialog | None":
        """Return a new settings dialog; None if one is about to open."""
        from maskapp.gui.settings.settings_dialog import SettingsDialog  # noqa: PLC0415

        if self._window.findChild(SettingsDialog) is not None:
            return None
        dialog = SettingsDialog(self._settings.settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.applied.connect(self._settings.use)
        self._settings.changed.connect(dialog.follow)
        dialog.model_renewed.connect(self._worker.renew_model)
        dialog.model_chosen.connect(self._worker.check_model)
        dialog.model_check_cancelled.connect(self._worker.cancel_check)
        dialog.finished.connect(self._worker.cancel_check)
        checks = self._worker.worker.model_checks
        checks.checked.connect(dialog.show_model_result)
        checks.stepped.connect(dialog.show_model_step)
        self.settings_opening.emit(dialog)
        return dialog

    @Slot()
    def _show_help(self) -> None:
        from maskapp.gui.help.help_dialog import HelpDialog  # noqa: PLC0415

        listed = dict.fromkeys(actions_in(self._window.menuBar()))
        HelpDialog(listed, self._window).show()

    @Slot()
    def _show_about(self) -> None:
        from maskapp.gui.help.about_dialog import AboutDialog  # noqa: PLC0415

        AboutDialog(self._window).open()

    @Slot()
    def _open_log_folder(self) -> None:
        folder = logs_dir(self._data_dir)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        # Qt cannot say whether a file manager opened, so the message names the folder too.
        self._messages.show_note(self.tr("The log files are in {0}.").format(folder))

    @Slot()
    def _copy_diagnostics(self) -> None:
        text = diagnostics(self._settings.settings, self._data_dir)
        QGuiApplication.clipboard().setText(text)
        self._messages.show_note(self.tr("Diagnostics copied to the clipboard."))
