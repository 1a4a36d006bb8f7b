"""The page of the snapshot panel that is shown while there are no cards."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from maskapp.gui.shared.theme import SPACE_S


class EmptyPage(QWidget):
    """Explains why no card is shown.

    Attributes:
        text: The explanation.
        clear_filters: A button, visible if no snapshot passes the filters.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear_filters = QPushButton(self.tr("Show all snapshots"), self)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_S)
        column.addStretch()
        column.addWidget(self.text)
        column.addWidget(self.clear_filters, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

    def explain(self, total: int, rebuild: str, *, is_automatic: bool) -> None:
        """Say why no card is shown.

        Args:
            total: Number of snapshots without the filters.
            rebuild: How far the rebuild of the log is; "" while there is none.
            is_automatic: Whether violations are saved.
        """
        text = self.tr("No snapshots yet. Press Space while a source plays to take one.")
        if is_automatic:
            text = self.tr(
                "No snapshots yet. Press Space while a source plays to take one; "
                "violations are saved automatically."
            )
        if total:
            text = self.tr("No snapshots match the filters.")
        self.text.setText(rebuild or text)
        self.clear_filters.setVisible(bool(total) and not rebuild)
