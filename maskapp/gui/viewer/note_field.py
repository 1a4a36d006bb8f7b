"""The field that shows and edits the note of a snapshot, and loses nothing that is typed."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

_SAVE_AFTER_MS = 1500
"""A pause in typing after which the note is saved; it is saved at once when the field is left."""


class NoteField(QPlainTextEdit):
    """A field for the note of one snapshot at a time.

    Signals:
        saved: The snapshot's id and the new note.
    """

    saved = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id: int | None = None
        self._note = ""
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._timer.start)

    def show_note(self, snapshot_id: int, note: str) -> None:
        """Show a note; what was typed for another snapshot is saved first.

        Args:
            snapshot_id: The snapshot.
            note: Its note in the log. It does not replace what is being typed for the same one.
        """
        if snapshot_id == self._id:
            if note != self._note and self.toPlainText() == self._note:
                self._set(note)
            return
        self.save()
        self._id = snapshot_id
        self._set(note)

    @Slot()
    def save(self) -> None:
        """Save what was typed."""
        self._timer.stop()
        text = self.toPlainText()
        if self._id is not None and text != self._note:
            self._note = text
            self.saved.emit(self._id, text)

    def clear_note(self) -> None:
        """Save what was typed, and show no snapshot's note."""
        self.save()
        self._id = None
        self._set("")

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Override `QWidget.focusOutEvent`: save the note."""
        super().focusOutEvent(event)
        self.save()

    def _set(self, note: str) -> None:
        self._note = note
        self.setPlainText(note)
        self._note = self.toPlainText()  # as the field writes ends of lines
        self._timer.stop()
