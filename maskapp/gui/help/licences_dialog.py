"""The dialog with the licences of all that a packaged program carries."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from maskapp import paths
from maskapp.gui.shared.theme import SPACE_L, SPACE_M

_SIZE_PX = (760, 560)
_MOST_OF_SCREEN = 0.9


class LicencesDialog(QDialog):
    """The licences, or where they are if the program was not installed as a package."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(*_SIZE_PX).boundedTo(self.screen().availableSize() * _MOST_OF_SCREEN))
        view = QPlainTextEdit(self._text(), readOnly=True)
        view.setAccessibleName(self.windowTitle())
        view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(view, 1)
        column.addWidget(buttons)

    def _text(self) -> str:
        file = paths.licences()
        if file.is_file():
            return file.read_text(encoding="utf-8")
        return self.tr(
            "Maskapp is under the MIT licence.\n\n"
            "It runs from its source or was installed with pip, so it carries no other software:"
            " the packages that it uses were installed one by one, each with its own licence."
            " 'pip show NAME' tells the licence of a package, and the folder of that name that ends"
            " in .dist-info holds its text."
        )
