"""The window of the viewer: a snapshot's picture, its facts, and the buttons below."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from maskapp.gui.shared.formatting import percent, with_fixed_digits
from maskapp.gui.shared.make_action import make_action
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.gui.viewer.facts_panel import FactsPanel
from maskapp.gui.viewer.zoom_view import ZoomView

_SIZE = QSize(1060, 680)
_SHARE_OF_SCREEN = 0.95
_PAN_PX = 60
_PANS = {
    Qt.Key.Key_Left: QPointF(_PAN_PX, 0),
    Qt.Key.Key_Right: QPointF(-_PAN_PX, 0),
    Qt.Key.Key_Up: QPointF(0, _PAN_PX),
    Qt.Key.Key_Down: QPointF(0, -_PAN_PX),
}


class ViewerWindow(QWidget):
    """The window of the viewer, each of whose actions is an attribute.

    Signals:
        left: The window was closed.
    """

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.view = ZoomView(self)
        self.view.setAccessibleName(self.tr("Picture"))
        self.facts = FactsPanel(self)
        self._make_actions()
        self.position = QLabel(self)
        self.position.setFont(with_fixed_digits(self.position.font()))
        self.message = ElidedLabel(self)
        self.message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._zoom = QLabel(self)
        self._zoom.setMinimumWidth(self._zoom.fontMetrics().horizontalAdvance(percent(16.0)))
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._arrange()
        self.view.zoomed.connect(self._show_zoom)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * _SHARE_OF_SCREEN))

    def _make_actions(self) -> None:
        make = self._make
        self.previous = make("previous", self.tr("Previous"), "Left")
        self.next = make("next", self.tr("Next"), "Right")
        self.first = make("", self.tr("First"), "Home")
        self.last = make("", self.tr("Last"), "End")
        self.zoom_out = make("zoom-out", self.tr("Smaller"), "-")
        self.zoom_in = make("zoom-in", self.tr("Larger"), "+")
        self.zoom_in.setShortcuts([QKeySequence("+"), QKeySequence("=")])
        self.fit = make("fit", self.tr("Fit"), "0")
        self.pixels = make("actual-size", self.tr("Actual size"), "1")
        self.boxes = make("boxes", self.tr("Boxes and labels"), "B", checkable=True)
        self.play = make("play", self.tr("Play the clip"), "P")
        self.folder = make("folder", self.tr("Show in folder"), "Ctrl+Return")
        self.open_with = make("open", self.tr("Open in another program"), "Ctrl+O")
        self.delete = make("trash", self.tr("Delete"), "Del")
        self.restore = make("undo", self.tr("Restore"), "Ctrl+Z")
        self.edit_note = make("", self.tr("Edit note"), "F2")
        self.correct = make("", self.tr("Correct a label"), "W")
        for action, slot in (
            (self.zoom_out, self.view.zoom_out),
            (self.zoom_in, self.view.zoom_in),
            (self.fit, self.view.fit),
            (self.pixels, self.view.show_pixels),
            (self.edit_note, self._go_to_note),
            (self.correct, self._go_to_corrections),
        ):
            action.triggered.connect(slot)

    def _make(self, icon: str, text: str, keys: str, *, checkable: bool = False) -> QAction:
        return make_action(self, icon, text, "", keys, checkable=checkable)

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS)
        bar.setSpacing(SPACE_XS)
        parts: tuple[QAction | QWidget | None, ...] = (
            self.previous, self.position, self.next, None, self.zoom_out, self._zoom, self.zoom_in,
            self.fit, self.pixels, self.boxes, self.play, self.message, self.restore, self.delete,
            self.open_with, self.folder,
        )  # fmt: skip
        for part in parts:
            if part is None:
                bar.addStretch(1)
            elif part is self.message:
                bar.addWidget(self.message, 1)
            elif isinstance(part, QAction):
                bar.addWidget(self._button(part))
            else:
                bar.addWidget(part)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.view, 1)
        middle.addWidget(self.facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addLayout(bar)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QWidget.keyPressEvent`: Esc leaves the note, or the window; Ctrl pans."""
        is_panning = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            if self.view.hasFocus():
                self.close()
            else:
                self.view.setFocus()
        elif is_panning and event.key() in _PANS:
            self.view.pan(_PANS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Override `QWidget.closeEvent`: save the note."""
        self.facts.note.save()
        super().closeEvent(event)
        self.left.emit()

    @Slot(float)
    def _show_zoom(self, scale: float) -> None:
        self._zoom.setText(percent(scale) if self.view.has_picture else "")

    @Slot()
    def _go_to_note(self) -> None:
        self.facts.note.setFocus()

    @Slot()
    def _go_to_corrections(self) -> None:
        if self.facts.corrections.choices:
            self.facts.corrections.choices[0].setFocus()
            self.facts.corrections.choices[0].showPopup()
