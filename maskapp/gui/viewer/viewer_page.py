"""The page of the viewer: a snapshot's picture, its facts beside it, and the buttons above."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.shared.formatting import percent, with_fixed_digits
from maskapp.gui.shared.make_action import make_action
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_L, SPACE_S, SPACE_XS
from maskapp.gui.viewer.facts_panel import FactsPanel
from maskapp.gui.viewer.focus_keys import is_for_focus
from maskapp.gui.viewer.zoom_view import ZoomView

_PAN_PX = 60
_PANS = {
    Qt.Key.Key_Left: QPointF(_PAN_PX, 0),
    Qt.Key.Key_Right: QPointF(-_PAN_PX, 0),
    Qt.Key.Key_Up: QPointF(0, _PAN_PX),
    Qt.Key.Key_Down: QPointF(0, -_PAN_PX),
}


class ViewerPage(QWidget):
    """The page of the viewer, each of whose actions is an attribute.

    Their keys work while the focus is in the page, and Esc in the whole window.

    Signals:
        left: The user goes back to the live picture.
    """

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
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
        # As for the live picture: else its size hint would make the verdict shrink.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.view.zoomed.connect(self._show_zoom)
        self.facts.corrections.left.connect(self.view.setFocus)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._leave_field_or_page)

    def _make_actions(self) -> None:
        make = self._make
        self.back = make("arrow-left", self.tr("Back"), "")
        self.back.setToolTip(self.tr("Back to the live picture (Esc)"))
        self.previous = make("previous", self.tr("Previous"), "Left")
        self.next = make("next", self.tr("Next"), "Right")
        self.first = make("", self.tr("First"), "Home")
        self.last = make("", self.tr("Last"), "End")
        self.zoom_out = make("zoom-out", self.tr("Smaller"), "-")
        self.zoom_in = make("zoom-in", self.tr("Larger"), "+")
        self.zoom_in.setShortcuts([QKeySequence("+"), QKeySequence("=")])
        self.fit = make("fit", self.tr("Fit"), "0")
        self.fit.setShortcuts([QKeySequence("0"), QKeySequence("F")])
        self.pixels = make("actual-size", self.tr("Actual size"), "1")
        self.boxes = make("boxes", self.tr("Boxes and labels"), "B", checkable=True)
        self.play = make("play", self.tr("Play the clip"), "C")
        self.folder = make("folder", self.tr("Show in folder"), "Ctrl+Return")
        self.open_with = make("open", self.tr("Open in another program"), "O")
        self.delete = make("trash", self.tr("Delete"), "Del")
        self.restore = make("undo", self.tr("Restore"), "Ctrl+Z")
        self.edit_note = make("", self.tr("Edit note"), "F2")
        self.correct = make("", self.tr("Correct a label"), "W")
        for action, slot in (
            (self.back, self.left),
            (self.zoom_out, self.view.zoom_out),
            (self.zoom_in, self.view.zoom_in),
            (self.fit, self.view.fit),
            (self.pixels, self.view.show_pixels),
            (self.edit_note, self._go_to_note),
            (self.correct, self._go_to_corrections),
        ):
            action.triggered.connect(slot)

    def _make(self, icon: str, text: str, keys: str, *, checkable: bool = False) -> QAction:
        action = make_action(self, icon, text, "", keys, checkable=checkable)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS)
        bar.setSpacing(SPACE_XS)
        parts: tuple[QAction | QWidget | None, ...] = (
            self.back, self.previous, self.position, self.next, None, self.zoom_out, self._zoom,
            self.zoom_in, self.fit, self.pixels, self.boxes, self.play, self.message, self.restore,
            self.delete, self.open_with, self.folder,
        )  # fmt: skip
        for part in parts:
            if part is None:
                bar.addSpacing(SPACE_L)
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
        column.addLayout(bar)
        column.addLayout(middle, 1)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        if action is self.back:  # the only one that must be found at once
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def event(self, event: QEvent) -> bool:
        """Override `QWidget.event`: keep the keys that others have too.

        They are keys of a list that has the focus, or sizes of this picture that the live one has.
        """
        is_override = event.type() == QEvent.Type.ShortcutOverride
        is_size = is_override and isinstance(event, QKeyEvent) and bool(self._size_action(event))
        if is_size or is_for_focus(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QWidget.keyPressEvent`: Ctrl and an arrow key move the picture."""
        is_panning = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_panning and event.key() in _PANS:
            self.view.pan(_PANS[Qt.Key(event.key())])
        elif action := self._size_action(event):
            action.trigger()
        else:
            super().keyPressEvent(event)

    def _size_action(self, event: QKeyEvent) -> QAction | None:
        """Return what a key does here, if it is also a key of the live picture's size."""
        keys = QKeySequence(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        actions = (self.fit, self.pixels)
        return next((action for action in actions if keys in action.shortcuts()), None)

    @Slot()
    def _leave_field_or_page(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None and self.facts.isAncestorOf(focused):
            self.view.setFocus()
        else:
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
