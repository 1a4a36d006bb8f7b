"""A dialog for the end of the program: waiting, and saying what was not saved."""

import logging

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QPushButton, QVBoxLayout

from maskapp.gui.shared.theme import SPACE_L, SPACE_M

_WIDTH_PX = 440
_LOOK_MS = 100
TOLD_S = 30.0
"""The final message closes by itself, so that the end of a desktop session is not held up."""

_log = logging.getLogger(__name__)


class ClosingDialog(QDialog):
    """A dialog that is shown after the window is hidden; a subclass says what it waits for.

    Args:
        told_s: Time for which it says what was not saved.

    Attributes:
        text: What is shown.
        leave: The button that waits no longer.
    """

    def __init__(self, told_s: float = TOLD_S) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Maskapp"))
        self.setMinimumWidth(_WIDTH_PX)
        self._tells_nobody = False
        # The end of the last visible dialog must not end the program before all is saved.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self.leave = QPushButton(self)
        self.leave.setAutoDefault(False)
        # Takes the focus: the space bar that took the last snapshot must not press the button.
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.leave.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self.text)
        column.addWidget(self._progress)
        column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignRight)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._end = QTimer(self, interval=round(told_s * 1000), singleShot=True)
        self._end.timeout.connect(self.reject)

    def wait(self) -> None:
        """Show the dialog until `is_over`, or until the user waits no longer."""
        self._show_progress()
        self._timer.start()
        self.exec()
        self._timer.stop()

    def tell_nobody(self) -> None:
        """Only log what was not saved, and offer no button: nobody there closes the program."""
        self._tells_nobody = True
        self.leave.hide()
        if self._end.isActive():
            self.reject()

    def is_over(self) -> bool:
        """Return whether there is nothing to wait for any more; subclasses override it."""
        raise NotImplementedError

    def progress_text(self) -> str:
        """Return what is waited for, as a sentence; subclasses override it."""
        raise NotImplementedError

    def leave_text(self) -> str:
        """Return the label of the button that waits no longer; subclasses may override it."""
        return self.tr("&Close without saving")

    def tell(self, text: str) -> None:
        """Log what was not saved, and say it for a while."""
        _log.error("Not saved at the end: %s", text)
        if self._tells_nobody:
            return
        self.text.setText(text)
        self._progress.hide()
        self.leave.setText(self.tr("&Close"))
        self.adjustSize()
        self._end.start()
        self.exec()
        self._end.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QDialog.keyPressEvent`: Esc, pressed by mistake, loses nothing."""
        if event.key() != Qt.Key.Key_Escape or not self._timer.isActive():
            super().keyPressEvent(event)

    @Slot()
    def _look(self) -> None:
        if self.is_over():
            self.reject()
        self._show_progress()

    def _show_progress(self) -> None:
        last = self.tr("Maskapp closes as soon as everything is saved.")
        self.text.setText(f"{self.progress_text()}\n{last}")
        self.leave.setText(self.leave_text())
