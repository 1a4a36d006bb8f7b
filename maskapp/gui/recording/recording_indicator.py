"""Says in the toolbar that a recording is under way, for how long and how large it is."""

from PySide6.QtCore import QEvent, QLocale, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton, QWidget

from maskapp.gui.shared.formatting import clock, with_fixed_digits
from maskapp.gui.shared.icons import pixmap
from maskapp.gui.shared.theme import RECORDING_RED, is_dark
from maskapp.records import RecordingStatus

_WIDEST = "8:88:88 · 888.8 MB"


class RecordingIndicator(QToolButton):
    """Keeps its place when there is nothing to say; a click opens the folder."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setToolTip(self.tr("Recording; a click shows the file in its folder"))
        self.setFont(with_fixed_digits(self.font()))
        self.show_status(None)

    def show_status(self, status: RecordingStatus | None) -> None:
        """Show how the recording stands; None for no recording."""
        self.setEnabled(status is not None)
        if status is None:
            self.setText("")
            self.setIcon(QIcon())
            self.setAccessibleName(self.tr("No recording"))
            return
        text = recording_text(status)
        if self.icon().isNull():
            self._draw_icon()
        self.setText(text)
        self.setAccessibleName(self.tr("Recording for {0}").format(text))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's: as wide as it ever will be, so that nothing beside it moves."""
        text_px = self.fontMetrics().horizontalAdvance(_WIDEST)
        hint = super().sizeHint()
        return QSize(text_px + self.iconSize().width() + 24, hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt's: the same."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt's: takes the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        if self.isEnabled():
            ratio = self.devicePixelRatioF()
            red = RECORDING_RED[is_dark()]
            self.setIcon(QIcon(pixmap("recording", self.iconSize().width(), red, ratio)))


def recording_text(status: RecordingStatus) -> str:
    """Time and size of a recording, such as "0:12 · 3.4 MB"."""
    si = QLocale.DataSizeFormat.DataSizeSIFormat
    size = QLocale().formattedDataSize(status.size_bytes, 1, si)
    return f"{clock(status.elapsed_s)} · {size}"
