"""The faces of a snapshot, each with what the program took it for and what it is in truth."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from maskapp.gui.shared.formatting import percent
from maskapp.gui.shared.mask_label_marks import label_icon, label_word
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.outputs.snapshots.records import SavedFace, Snapshot
from maskapp.outputs.snapshots.true_label import TRUE_LABEL_WORDS, TrueLabel
from maskapp.records import MaskLabel

_MOST_FACES = 24
"""Faces that are listed: a form of hundreds would stall the window."""
_MARK_PX = 16
_MARK = QSize(_MARK_PX, _MARK_PX)
_OPENING_KEYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home,
    Qt.Key.Key_End,
)  # fmt: skip


class FaceCorrections(QWidget):
    """A form with a row for each face, the person of the event first.

    Signals:
        corrected: The track of a face, and its `TrueLabel`; None if its label is right.
        left: A list was closed, or has gone: the focus belongs elsewhere, lest the next key, meant
            for the picture, changes a label.
    """

    corrected = Signal(int, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = (None,)
        self._rows: list[QWidget] = []
        self.choices: list[QComboBox] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_S)
        self._grid.setVerticalSpacing(SPACE_XS)
        self._grid.setColumnStretch(1, 1)

    def show_faces(self, snapshot: Snapshot) -> None:
        """Show the faces of a snapshot."""
        shown = (snapshot.id, snapshot.faces, dict(snapshot.corrections))
        if shown == self._shown:
            return
        is_same, self._shown = self._shown[0] == snapshot.id, shown
        focused = next((i for i, choice in enumerate(self.choices) if choice.hasFocus()), None)
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows, self.choices = [], []
        faces = _listed(snapshot)
        for number, face in enumerate(faces):
            self._add(number, face, snapshot.corrections.get(face.track))
        if len(faces) < len(snapshot.faces):
            more = len(snapshot.faces) - len(faces)
            text = self.tr("1 more face") if more == 1 else self.tr("{} more faces").format(more)
            self._place(QLabel(text, self), len(faces), 1)
        elif not faces:
            self._place(QLabel(self.tr("No face"), self), 0, 1)
        if focused is not None and is_same and focused < len(self.choices):
            self.choices[focused].setFocus()
        elif focused is not None:
            self.left.emit()

    def _add(self, row: int, face: SavedFace, truth: TrueLabel | None) -> None:
        mark = QLabel(self)
        mark.setPixmap(label_icon(face.label, _MARK_PX).pixmap(_MARK, self.devicePixelRatioF()))
        text = f"#{face.track} {label_word(face.label)}"
        if face.label is not MaskLabel.UNCERTAIN:  # its confidence is that of another label
            text = f"{text} {percent(face.confidence)}"
        name = QLabel(text, self)
        name.setTextFormat(Qt.TextFormat.PlainText)
        choice = _Choice(face, truth, self)
        choice.setAccessibleName(self.tr("{}: what it is in truth").format(text))
        choice.activated.connect(self._emit)
        choice.closed.connect(self.left)
        name.setBuddy(choice)
        self.choices.append(choice)
        for column, widget in enumerate((mark, name, choice)):
            self._place(widget, row, column)

    def _place(self, widget: QWidget, row: int, column: int) -> None:
        self._grid.addWidget(widget, row, column)
        self._rows.append(widget)
        widget.show()

    @Slot()
    def _emit(self) -> None:
        choice = self.sender()
        if isinstance(choice, _Choice):
            self.left.emit()  # first: a question about it gives the focus back there
            self.corrected.emit(choice.track, choice.truth())


class _Choice(QComboBox):
    """The choice of what a face is, which is saved at once.

    So it is changed in its open list only: a key opens the list, and the wheel scrolls the form.
    """

    closed = Signal()
    """The list is closed, whether or not something was chosen."""

    def __init__(self, face: SavedFace, truth: TrueLabel | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.track = face.track
        self.addItem(self.tr("Label is right"), None)
        for label, word in TRUE_LABEL_WORDS.items():
            if label.value != face.label.value:
                shown = QCoreApplication.translate("MaskLabel", word)
                self.addItem(self.tr("Wrong: {}").format(shown), label)
        self.setCurrentIndex(max(0, self.findData(truth)) if truth is not None else 0)

    def truth(self) -> TrueLabel | None:
        """Return the right label; None if that of the program is right."""
        data = self.currentData()  # Qt keeps it as a plain string
        return TrueLabel(data) if data else None

    def showPopup(self) -> None:  # noqa: N802
        """Override `QComboBox.showPopup`: follow how the list is closed."""
        super().showPopup()
        self.view().window().installEventFilter(self)  # Esc does not call `hidePopup`

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Override `QObject.eventFilter`."""
        if event.type() == QEvent.Type.Hide:
            self.closed.emit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QComboBox.keyPressEvent`."""
        if event.key() in _OPENING_KEYS or (event.text() and event.text().isprintable()):
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Override `QComboBox.wheelEvent`."""
        event.ignore()


def _listed(snapshot: Snapshot) -> list[SavedFace]:
    person = snapshot.event.person if snapshot.event is not None else None
    return sorted(
        snapshot.faces,
        key=lambda face: (face.track != person, -face.box.width * face.box.height),
    )[:_MOST_FACES]
