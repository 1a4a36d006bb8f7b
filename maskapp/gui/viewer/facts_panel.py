"""The facts of a snapshot beside its picture, with its note and the corrections of its labels."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.shared.mask_label_marks import label_icon, label_word
from maskapp.gui.shared.text_labels import WholeLabel
from maskapp.gui.shared.theme import SPACE_M, SPACE_S
from maskapp.gui.snapshots.snapshot_model import clock_text, day_text, ending_text, kind_text
from maskapp.gui.viewer.face_corrections import FaceCorrections
from maskapp.gui.viewer.note_field import NoteField
from maskapp.outputs.durations import format_duration
from maskapp.outputs.snapshots.records import Snapshot

_LETTERS = 40
"""Width of the panel, in letters of its font."""
_MARK_PX = 20


class FactsPanel(QScrollArea):
    """The panel of facts.

    Attributes:
        note: The field of the note.
        corrections: The labels of the faces.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content = self._content = QWidget(self)
        width = self.fontMetrics().averageCharWidth() * _LETTERS
        self._time = QLabel(content)
        font = self._time.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self._time.setFont(font)
        self._mark = QLabel(content)
        self._course = WholeLabel(width, content)
        self._source = WholeLabel(width, content)
        self._remark = WholeLabel(width, content)
        self.corrections = FaceCorrections(content)
        self.note = NoteField(content)
        self.note.setMinimumHeight(3 * self.fontMetrics().height())
        # It takes what is left: by its size hint the panel would scroll.
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._faces_title = QLabel(self.tr("Faces: is a &label wrong?"), content)
        note_title = QLabel(self.tr("&Note"), content)
        note_title.setBuddy(self.note)
        course = QHBoxLayout()
        course.setSpacing(SPACE_S)
        course.addWidget(self._mark)
        course.addWidget(self._course, 1)
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self._column.setSpacing(SPACE_S)
        self._column.addWidget(self._time)
        self._column.addLayout(course)
        for widget in (self._source, self._remark, self._faces_title, self.corrections):
            self._column.addWidget(widget)
        self._column.addWidget(note_title)
        self._column.addWidget(self.note, 1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a width for the facts, and no height."""
        least = self._content.minimumSizeHint().width()
        width = max(self.fontMetrics().averageCharWidth() * _LETTERS, least)
        return QSize(width + self.verticalScrollBar().sizeHint().width(), 0)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the facts of a snapshot; what is being typed for it stays."""
        self._content.setEnabled(True)
        self._time.setText(f"{clock_text(snapshot)}   {day_text(snapshot)}")
        event = snapshot.event
        self._mark.setVisible(event is not None)
        course = kind_text(snapshot.kind)
        if event is not None:
            icon = label_icon(event.label, _MARK_PX)
            self._mark.setPixmap(icon.pixmap(QSize(_MARK_PX, _MARK_PX), self.devicePixelRatioF()))
            course = self.tr("#{} {} for {}, {}").format(
                event.person,
                label_word(event.label),
                format_duration(event.length_s),
                ending_text(event.ending),
            )
        self._course.set_full_text(course)
        self._source.set_full_text(snapshot.source)
        remark = self.tr("Faces are blurred for good.") if snapshot.is_blurred else ""
        self._remark.set_full_text(remark)
        self._remark.setVisible(bool(remark))
        self.corrections.show_faces(snapshot)
        self._faces_title.setVisible(bool(snapshot.faces))
        if self.corrections.choices:
            self._faces_title.setBuddy(self.corrections.choices[0])
            self._order_choices()
        self.note.show_note(snapshot.id, snapshot.note)
        self._column.activate()
        # Never narrower than before: the picture beside it would jump from snapshot to snapshot.
        self.setFixedWidth(max(self.minimumWidth(), self.sizeHint().width()))

    def _order_choices(self) -> None:
        """Let the Tab key reach the choices before the note; made later, they would be last."""
        choices = self.corrections.choices
        before = self.note.previousInFocusChain()
        while before and (before in choices or not before.focusPolicy() & Qt.FocusPolicy.TabFocus):
            before = before.previousInFocusChain()
        for choice in choices:
            if before:
                QWidget.setTabOrder(before, choice)
            before = choice

    def show_nothing(self) -> None:
        """Save the note, and let nothing be changed: the snapshot is gone."""
        self.note.clear_note()
        self._content.setEnabled(False)
