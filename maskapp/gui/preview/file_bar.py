"""A line below the image of a file: which picture it is, and that it has ended."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_M, SPACE_S, SPACE_XS


class FileBar(QWidget):
    """A line such as "12 of 486 · door.jpg", with buttons; hidden while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = ElidedLabel()
        self._pictures = (self._button(), self._button())
        self._replay = self._button()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS)
        row.setSpacing(SPACE_M)
        for button in self._pictures:
            row.addWidget(button)
        row.addWidget(self._line, 1)
        row.addWidget(self._replay)
        self.hide()

    @property
    def text(self) -> str:
        """The line; "" while the bar is hidden."""
        return "" if self.isHidden() else self._line.accessibleName()

    def use_actions(self, previous: QAction, following: QAction, replay: QAction) -> None:
        """Set what the buttons do: go back and forward in a folder, and play again."""
        for button, action in zip(
            (*self._pictures, self._replay), (previous, following, replay), strict=True
        ):
            button.setDefaultAction(action)

    def show_line(self, text: str, *, has_pictures: bool, has_ended: bool) -> None:
        """Show a line, or nothing.

        Args:
            text: The line; "" to hide the bar.
            has_pictures: Whether to offer other pictures of a folder.
            has_ended: Whether to offer to play again.
        """
        self._line.set_full_text(text)
        for button in self._pictures:
            button.setVisible(has_pictures)
        self._replay.setVisible(has_ended)
        self.setVisible(bool(text))

    def _button(self) -> QToolButton:
        button = QToolButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
