"""A part of a form that is closed at first."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFormLayout, QToolButton, QWidget

from maskapp.gui.shared.icons import set_icon


class FormSection(QToolButton):
    """A button that opens and closes the rows of a form below it.

    Args:
        title: Text with a mnemonic.
        form: The form that the rows belong to.
        parent: The parent widget.
    """

    def __init__(self, title: str, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        side = self.fontMetrics().height()
        self.setIconSize(QSize(side, side))
        self._form = form
        self._fields: list[QWidget] = []
        self.toggled.connect(self._show)
        self._show(is_open=False)

    def add(self, field: QWidget) -> None:
        """Take a row of the form into the section.

        Args:
            field: The row's field, which is already in the form.
        """
        self._fields.append(field)
        self._form.setRowVisible(field, self.isChecked())

    def fields(self) -> list[QWidget]:
        """Return the fields of the rows, from top to bottom."""
        return list(self._fields)

    def least_width(self) -> int:
        """Return the width in pixels that the form needs for these rows, open or not."""
        parts = [*self._fields, *map(self._form.labelForField, self._fields)]
        widest = max((part.minimumSizeHint().width() for part in parts if part), default=0)
        margins = self._form.contentsMargins()
        # Qt leaves the gap beside a field even where its label is above it.
        return margins.left() + self._form.horizontalSpacing() + widest + margins.right()

    @Slot(bool)
    def _show(self, is_open: bool) -> None:
        set_icon(self, "chevron-down" if is_open else "chevron-right")
        for field in self._fields:
            self._form.setRowVisible(field, is_open)
