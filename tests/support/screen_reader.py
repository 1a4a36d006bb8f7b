"""What screen readers are told."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


def spoken(widget: QWidget, what: QAccessible.Text = QAccessible.Text.Name) -> str:
    """Return a text that screen readers get of a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(what)
