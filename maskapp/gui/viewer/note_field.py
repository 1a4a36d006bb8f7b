"""The field that shows and edits the note of a snapshot, and loses nothing that is typed."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from maskapp.outputs.snapshots.records import stored_note

_SAVE_AFTER_MS = 1500
"""A pause in typing after which the note is saved; it is saved at once when the field is left."""


class NoteField(QPlainTextEdit):
    """A field for the note of one snapshot at a time.

    What was typed counts as unsaved until the log has confirmed it, also while the notes of other
    snapshots are shown. What could not be written is tried again with every saving.

    Signals:
        saved: The snapshot's id and the new note; to be answered by `end_saving`.
    """

    saved = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id: int | None = None
        self._note = self._shown = ""
        self._unsaved: dict[int, str] = {}
        self._being_saved: dict[int, str] = {}
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._timer.start)

    def show_note(self, snapshot_id: int, note: str) -> None:
        """Show a note; what was typed for another snapshot is saved first.

        Args:
            snapshot_id: The snapshot.
            note: Its note in the log. It does not replace what was typed for the same one and is
                not in the log yet.
        """
        if snapshot_id != self._id:
            self.save()
            self._id = snapshot_id
            self._set(note, self._unsaved.get(snapshot_id, note))
        elif not self._is_changed() and stored_note(note) != stored_note(self._note):
            self._set(note, note)

    @Slot()
    def save(self) -> None:
        """Save what was typed."""
        self._timer.stop()
        if self._id is not None and self._is_changed():
            self._unsaved[self._id] = self.toPlainText()
        for snapshot_id, note in tuple(self._unsaved.items()):
            if self._being_saved.get(snapshot_id) != note:
                self._being_saved[snapshot_id] = note
                self.saved.emit(snapshot_id, note)

    @Slot(object, str, bool)
    def end_saving(self, snapshot_id: int, note: str, is_saved: bool) -> None:
        """Take the answer of the log to `saved`.

        Args:
            snapshot_id: The snapshot.
            note: The note that was to be written.
            is_saved: Whether it is in the log now.
        """
        if self._being_saved.get(snapshot_id) != note:  # one that was typed later is on its way
            return
        del self._being_saved[snapshot_id]
        if is_saved:
            del self._unsaved[snapshot_id]
            if snapshot_id == self._id:
                self._note = self._shown = note

    def clear_note(self) -> None:
        """Save what was typed, and show no snapshot's note."""
        self.save()
        self._id = None
        self._set("", "")

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Override `QWidget.focusOutEvent`: save the note."""
        super().focusOutEvent(event)
        self.save()

    def _is_changed(self) -> bool:
        """Return whether the text differs from what the log has, or will have."""
        if self._id in self._unsaved:
            return True
        return stored_note(self.toPlainText()) != stored_note(self._shown)

    def _set(self, note: str, text: str) -> None:
        self._note = note
        self.setPlainText(note)
        self._shown = self.toPlainText()  # as the field writes ends of lines
        if text != note:
            self.setPlainText(text)
        self._timer.stop()
