"""The dialog that edits a snapshot's note."""

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
from maskapp.gui.snapshots.snapshot_model import time_text
from maskapp.outputs.snapshots.records import Snapshot

_SIZE_PX = (420, 240)


class NoteDialog(QDialog):
    """A window-modal dialog that deletes itself when closed.

    Signals:
        saved: The snapshot's id and the new note.
    """

    saved = Signal(object, str)

    def __init__(self, snapshot: Snapshot, parent: QWidget) -> None:
        super().__init__(parent)
        self._id = snapshot.id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Edit note"))
        self.resize(*_SIZE_PX)
        self.note = QPlainTextEdit(snapshot.note, self)
        self.note.setTabChangesFocus(True)
        label = QLabel(self.tr("&Note on the snapshot of {}").format(time_text(snapshot)), self)
        label.setBuddy(self.note)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        # Return alone starts a new line of the note.
        QShortcut(QKeySequence("Ctrl+Return"), self, self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        layout.setSpacing(SPACE_S)
        layout.addWidget(label)
        layout.addWidget(self.note, 1)
        layout.addWidget(buttons)

    @Slot()
    def accept(self) -> None:
        """Save the note and close."""
        self.saved.emit(self._id, self.note.toPlainText())
        super().accept()
