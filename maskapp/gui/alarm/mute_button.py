"""The button of the toolbar that mutes the alarm and says for how long it is muted."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from maskapp.gui.shared.formatting import with_fixed_digits


class MuteButton(QToolButton):
    """A button of constant width, so that those beside it do not move.

    Args:
        action: Mutes the alarm; its icon text is shown.
    """

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._widest = self.tr("Muted {0}").format("8:88")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFont(with_fixed_digits(self.font()))
        self.setDefaultAction(action)
        action.changed.connect(self._name)
        self._name()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size that fits the longest text."""
        hint = super().sizeHint()
        return QSize(hint.width() + self._px(self._widest) - self._px(self.text()), hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same as `sizeHint`."""
        return self.sizeHint()

    def _px(self, text: str) -> int:
        """Return the width of a text, measured as Qt does for a button."""
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()

    @Slot()
    def _name(self) -> None:
        self.setAccessibleName(self.tr("Alarm: {0}").format(self.text()))
