"""Keys that belong to the focused widget, although an action of the window has them too."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox

_LIST_KEYS = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete)
_NO_COMMAND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
"""Modifiers with which a key still types its character."""


def is_for_focus(event: QEvent) -> bool:
    """Return whether an event asks for a key that a focused button or list keeps for itself.

    The space bar presses a button. What is typed while a list (`QComboBox`) has the focus chooses
    its entry. Qt keeps such keys for fields, but not for lists.

    Args:
        event: Any event; only a `ShortcutOverride` asks for a key.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    focused = QApplication.focusWidget()
    if isinstance(focused, QComboBox) and not event.modifiers() & ~_NO_COMMAND:
        is_typed = bool(event.text()) and event.text().isprintable()
        return is_typed or event.key() in _LIST_KEYS
    return isinstance(focused, QAbstractButton | QComboBox) and event.key() == Qt.Key.Key_Space
