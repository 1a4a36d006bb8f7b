"""Asks for the user's own words to a snapshot."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.shared.theme import SPACE_L, SPACE_S
from maskapp.gui.snapshots.snapshot_model import taken_words
from maskapp.outputs.snapshots.records import Snapshot

_SIZE_PX = (420, 240)


class NoteDialog(QDialog):
    """Window-modal; goes by itself when it is answered.

    Signals:
        written: The snapshot's id and the note.
    """

    written = Signal(object, str)

    def __init__(self, snapshot: Snapshot, parent: QWidget) -> None:
        super().__init__(parent)
        self._id = snapshot.id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Note"))
        self.resize(*_SIZE_PX)
        self.note = QPlainTextEdit(snapshot.note, self)
        self.note.setTabChangesFocus(True)
        words = self.tr("&Note to the snapshot of {}").format(taken_words(snapshot))
        label = QLabel(words, self)
        label.setBuddy(self.note)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        # Return alone begins a new line of the note.
        QShortcut(QKeySequence("Ctrl+Return"), self, self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        layout.setSpacing(SPACE_S)
        layout.addWidget(label)
        layout.addWidget(self.note, 1)
        layout.addWidget(buttons)

    @Slot()
    def accept(self) -> None:
        """Qt's: save."""
        self.written.emit(self._id, self.note.toPlainText())
        super().accept()
