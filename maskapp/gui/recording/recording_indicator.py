"""The duration and size of the current recording, as shown in the toolbar."""

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton, QWidget

from maskapp.gui.shared.formatting import with_fixed_digits
from maskapp.gui.shared.icons import pixmap
from maskapp.gui.shared.theme import RECORDING_RED, is_dark
from maskapp.outputs.durations import format_duration
from maskapp.records import RecordingStatus

_WIDEST = "8:88:88 · 888.8 MB"


class RecordingIndicator(QToolButton):
    """A button that opens the folder of the recordings; of no width while nothing is recorded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setToolTip(self.tr("Recording in progress; click to open the recordings folder"))
        self.setFont(with_fixed_digits(self.font()))
        self.show_status(None)

    def show_status(self, status: RecordingStatus | None) -> None:
        """Show the progress of a recording; None if there is none."""
        if self.isEnabled() != (status is not None):
            self.setEnabled(status is not None)
            self.updateGeometry()
        if status is None:
            self.setText("")
            self.setIcon(QIcon())
            self.setAccessibleName(self.tr("Not recording"))
            return
        text = recording_text(status)
        if self.icon().isNull():
            self._draw_icon()
        self.setText(text)
        self.setAccessibleName(self.tr("Recording: {0}").format(text))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a width that is constant during a recording, so that nothing beside it moves."""
        if not self.isEnabled():
            return QSize(0, super().sizeHint().height())
        text_px = self.fontMetrics().horizontalAdvance(_WIDEST)
        hint = super().sizeHint()
        return QSize(text_px + self.iconSize().width() + 24, hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same as `sizeHint`."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Redraw the icon in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        if self.isEnabled():
            ratio = self.devicePixelRatioF()
            red = RECORDING_RED[is_dark()]
            self.setIcon(QIcon(pixmap("recording", self.iconSize().width(), red, ratio)))


def recording_text(status: RecordingStatus) -> str:
    """Return the duration and size of a recording, such as "0:12 · 3.4 MB".

    Missing frames are more important than the size, and take its place.
    """
    if status.is_finishing:
        return QCoreApplication.translate("RecordingIndicator", "Finishing…")
    if status.dropped:
        return f"{format_duration(status.elapsed_s)} · {status.dropped} dropped"
    decimal = QLocale.DataSizeFormat.DataSizeSIFormat
    size = QLocale().formattedDataSize(status.size_bytes, 1, decimal)
    return f"{format_duration(status.elapsed_s)} · {size}"
