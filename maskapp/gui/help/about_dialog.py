"""The About dialog."""

import platform
from html import escape

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import QImage, QTextLength
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
from maskapp.gui.help.licences_dialog import LicencesDialog
from maskapp.gui.help.package_versions import package_version
from maskapp.gui.shared.theme import SPACE_L, SPACE_M

_ICON_PX = 64
_SIZE_PX = (640, 560)
_MOST_OF_SCREEN = 0.9
_TABLE_PERCENT = 99
"""Width of the model card's tables: Qt rounds up the width of each column, and a table that fills
the page would be a few pixels too wide for it."""
_LICENCES = (
    ("PySide6-Essentials", "Qt for Python", "LGPL-3.0", "https://doc.qt.io/qtforpython-6/"),
    ("opencv-python-headless", "OpenCV", "Apache-2.0", "https://opencv.org"),
    ("ai-edge-litert", "LiteRT", "Apache-2.0", "https://ai.google.dev/edge/litert"),
    (
        "av",
        "PyAV with FFmpeg and x264",
        "BSD-3-Clause, GPL-2.0 or later",
        "https://pyav.basswood-io.com",
    ),
    ("pillow", "Pillow", "MIT-CMU", "https://python-pillow.github.io"),
    (
        "pillow-heif",
        "pillow-heif with libheif, libde265 and x265",
        "BSD-3-Clause, LGPL-3.0, GPL-2.0 or later",
        "https://pillow-heif.readthedocs.io",
    ),
    (
        "simplejpeg",
        "simplejpeg with libjpeg-turbo",
        "MIT, IJG, BSD-3-Clause",
        "https://pypi.org/project/simplejpeg",
    ),
    ("numpy", "NumPy", "BSD-3-Clause", "https://numpy.org"),
    ("lapx", "lapx", "MIT", "https://github.com/rathaROG/lapx"),
    ("miniaudio", "miniaudio", "MIT", "https://github.com/irmen/pyminiaudio"),
)
"""Package (one of `PACKAGES`), display name, licence and home page."""


class AboutDialog(QDialog):
    """The dialog with versions, licences and the model card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Maskapp"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(*_SIZE_PX).boundedTo(self.screen().availableSize() * _MOST_OF_SCREEN))
        tabs = QTabWidget()
        versions = QTextBrowser(openExternalLinks=True)
        versions.setHtml(self._versions())
        tabs.addTab(versions, self.tr("Versions and licences"))
        versions.setAccessibleName(tabs.tabText(0))
        self._card = _CardBrowser(openExternalLinks=True)
        tabs.addTab(self._card, self.tr("Model card"))
        self._card.setAccessibleName(tabs.tabText(1))
        tabs.currentChanged.connect(self._show_card)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        action = QDialogButtonBox.ButtonRole.ActionRole
        buttons.addButton(self.tr("&Licences…"), action).clicked.connect(self._show_licences)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addLayout(self._head())
        column.addWidget(tabs, 1)
        column.addWidget(buttons)

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        ratio = self.devicePixelRatioF()
        icon.setPixmap(QApplication.windowIcon().pixmap(QSize(_ICON_PX, _ICON_PX), ratio))
        purpose = self.tr("Shows in real time who is wearing a face mask.")
        privacy = self.tr(
            "Images are processed on this computer and leave it only if you ask for it."
        )
        title = QLabel(
            f"<h2>Maskapp {__version__}</h2><p>{escape(purpose)}<br>{escape(privacy)}</p>",
            wordWrap=True,
        )
        head = QHBoxLayout()
        head.setSpacing(SPACE_L)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(title, 1)
        return head

    def _versions(self) -> str:
        rows = "".join(
            f"<tr><td><a href='{escape(address)}'>{escape(name)}</a>&nbsp;&nbsp;</td>"
            f"<td>{escape(package_version(package))}&nbsp;&nbsp;</td>"
            f"<td>{escape(licence)}</td></tr>"
            for package, name, licence, address in _LICENCES
        )
        packaged = ""
        if paths.licences().is_file():
            terms = self.tr(
                "The source of Maskapp is under the MIT licence. This package as a whole, with the"
                " libraries that it carries, is passed on under the terms of the GNU General Public"
                " License, version 3 or later."
            )
            packaged = f"<p>{escape(terms)}</p>"
        built_with = self.tr("Built with:")
        portrait = self.tr(
            "The portrait in the demo clip shows the astronaut Eileen Collins. The photograph is"
            " by NASA and in the public domain. NASA does not endorse this program."
        )
        networks = self.tr(
            "The training of the face detector started from CenterFace (MIT), that of the other"
            " networks from MobileNetV2 (Apache-2.0)."
        )
        return (
            f"<p>Maskapp {__version__}, MIT, Python {platform.python_version()}</p>{packaged}"
            f"<p>{escape(built_with)}</p><table cellspacing='4'>{rows}</table>"
            f"<p>{escape(networks)}</p>"
            f"<p>{escape(portrait)}</p>"
        )

    @Slot()
    def _show_licences(self) -> None:
        LicencesDialog(self).open()

    @Slot()
    def _show_card(self) -> None:
        """Load the card when its tab is first opened, since its layout takes a while."""
        if not self._card.document().isEmpty():
            return
        card = paths.models_dir() / "MODEL_CARD.md"
        text = self.tr("The model card is missing; reinstall Maskapp.")
        if card.is_file():
            text = card.read_text(encoding="utf-8")
        self._card.setMarkdown(text)
        width = QTextLength(QTextLength.Type.PercentageLength, _TABLE_PERCENT)
        for frame in self._card.document().rootFrame().childFrames():
            look = frame.frameFormat()
            look.setWidth(width)
            frame.setFrameFormat(look)


class _CardBrowser(QTextBrowser):
    """A view of the model card with its pictures scaled to fit."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        """Return a picture from the card's folder, no wider than the view."""
        image = QImage(str(paths.models_dir() / QUrl(name).fileName()))
        if image.isNull():
            return super().loadResource(kind, name)
        width = self.viewport().width() - 2 * SPACE_L
        smooth = Qt.TransformationMode.SmoothTransformation
        return image.scaledToWidth(min(image.width(), width), smooth)
