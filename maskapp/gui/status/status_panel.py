"""The status panel: the faces in view, the session so far and the source."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.shared.formatting import NO_VALUE, percent, set_tooltip
from maskapp.gui.shared.mask_label_marks import label_word, paint_mark
from maskapp.gui.shared.text_labels import ElidedLabel, NumberLabel
from maskapp.gui.shared.theme import SPACE_M, SPACE_S, SPACE_XS
from maskapp.gui.status.compliance_chart import ComplianceChart
from maskapp.gui.status.face_table import FaceTable
from maskapp.live.session.statistics import LiveStatistics
from maskapp.records import MaskLabel, SourceInfo

_REFRESH_MS = 150
"""Numbers that change more often are hard to read."""
_MARK_PX = 18
_MIN_HEIGHT_PX = 160


class _Numbers(QWidget):
    """Named numbers in a column or in a row.

    Args:
        rows: For each key, the displayed name and the longest text of its number.
        parent: Parent widget.
        is_row: Whether the numbers are side by side in a row.
    """

    def __init__(
        self,
        rows: Mapping[str, tuple[str, str]],
        parent: QWidget | None = None,
        *,
        is_row: bool = False,
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(SPACE_XS)
        grid.setHorizontalSpacing(SPACE_M)
        self._titles: dict[str, QLabel] = {}
        self._values: dict[str, NumberLabel] = {}
        for place, (key, (name, widest)) in enumerate(rows.items()):
            row, column = (0, 2 * place) if is_row else (place, 0)
            title = self._titles[key] = QLabel(name, self)
            self._values[key] = NumberLabel(name, widest, self)
            grid.setColumnStretch(column, 1)
            grid.addWidget(title, row, column)
            grid.addWidget(self._values[key], row, column + 1)

    def explain(self, key: str, text: str) -> None:
        """Say in a tool tip what a number counts."""
        for label in (self._titles[key], self._values[key]):
            set_tooltip(label, text)

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Replace the numbers of these keys and keep the others."""
        for key, text in texts.items():
            self._values[key].show_number(text)

    def clear(self) -> None:
        """Show dashes."""
        for value in self._values.values():
            value.show_number(NO_VALUE)


class _Mark(QWidget):
    """A label's symbol, sharp at every pixel density."""

    def __init__(self, label: MaskLabel, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = label
        self.setFixedSize(_MARK_PX, _MARK_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the symbol."""
        with QPainter(self) as painter:
            paint_mark(painter, QRectF(self.rect()), self._label)


class _Counts(QWidget):
    """The number of faces in view for each label, with the label's symbol and word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_XS)
        self._numbers: dict[MaskLabel, NumberLabel] = {}
        for place, label in enumerate(MaskLabel):
            row, column = divmod(place, 2)
            grid.addLayout(self._cell(label), row, column)
            grid.setColumnStretch(column, 1)

    def show_counts(self, counts: Mapping[MaskLabel, int]) -> None:
        """Show the number of faces in view for each label."""
        for label, number in self._numbers.items():
            number.show_number(QLocale().toString(counts[label]))

    def clear(self) -> None:
        """Show dashes."""
        for number in self._numbers.values():
            number.show_number(NO_VALUE)

    def _cell(self, label: MaskLabel) -> QHBoxLayout:
        mark = _Mark(label, self)
        word = QLabel(label_word(label), self)
        number = NumberLabel(label_word(label), "888", self)
        large = QFont(number.font())
        large.setPointSizeF(large.pointSizeF() * 1.25)
        large.setBold(True)
        number.setFont(large)
        self._numbers[label] = number
        cell = QHBoxLayout()
        cell.setSpacing(SPACE_XS)
        cell.addWidget(mark)
        cell.addWidget(word, 1)
        cell.addWidget(number)
        return cell


class StatusPanel(QScrollArea):
    """Live numbers, which scroll if the window is too low for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pending: LiveStatistics | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._show_pending)
        self._name = ElidedLabel(self)
        self._source = _Numbers(self._source_rows(), self)
        self._counts = _Counts(self)
        self._faces = FaceTable(self)
        self._violations = _Numbers(
            {"violations": (self.tr("Violations"), "888")}, self, is_row=True
        )
        self._violations.explain(
            "violations",
            self.tr(
                "Faces in view without a mask, or with a mask worn wrong, for longer than the"
                " settings allow."
            ),
        )
        self._session = _Numbers(self._session_rows(), self, is_row=True)
        self._session.explain(
            "followed",
            self.tr(
                "Faces that were followed and clearly labelled at least once. Somebody who is out"
                " of view for longer than a moment is counted again."
            ),
        )
        self._session.explain(
            "share",
            self.tr(
                "Share of the faces followed whose last clear label is Mask. The statistics count"
                " each under the label that it had longest in the minute in which it came."
            ),
        )
        self._chart_title = QLabel(self.tr("Masked, of the faces in view"), self)
        self._chart = ComplianceChart(self)
        self._content = QWidget(self)
        self._lay_out()
        self.clear()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a width that fits content and scroll bar, and a small height."""
        content = self._content.minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(content.width() + bar, min(content.height(), _MIN_HEIGHT_PX))

    @Slot(object)
    def show_source(self, info: SourceInfo) -> None:
        """Show another source, without numbers yet."""
        self._clear_live()
        self._name.set_full_text(info.name)
        size = f"{info.width} × {info.height}" if info.width and info.height else NO_VALUE
        self._source.show_texts({"resolution": size, "source_fps": self._rate(info.fps)})

    def show_name(self, name: str) -> None:
        """Show another name of the source in use."""
        self._name.set_full_text(name)

    @Slot(object)
    def show_statistics(self, statistics: LiveStatistics) -> None:
        """Show these numbers now, or once the previous ones have been up for 150 ms."""
        self._pending = statistics
        if not self._timer.isActive():
            self._show_pending()

    def clear(self, name: str = "") -> None:
        """Show a source that has not opened yet, or that there is none; forget the session.

        Args:
            name: Name of the source; "" for none.
        """
        self._clear_live()
        self._name.set_full_text(name or self.tr("No source. Choose one in the Camera menu."))
        self._session.clear()
        self._chart.set_points(())

    @Slot()
    def _show_pending(self) -> None:
        if self._pending is None:
            return
        statistics, self._pending = self._pending, None
        self._timer.start()
        locale = QLocale()
        share = statistics.masked_share
        self._source.show_texts(
            {
                "source_fps": self._rate(statistics.source_fps),
                "processing_fps": self._rate(statistics.processing_fps),
                "latency": self.tr("{ms} ms").format(ms=round(statistics.latency_ms)),
                "dropped": locale.toString(statistics.dropped),
            }
        )
        self._counts.show_counts(statistics.counts)
        self._faces.set_faces(statistics.faces)
        self._violations.show_texts({"violations": locale.toString(statistics.violations)})
        self._session.show_texts(
            {
                "followed": locale.toString(statistics.faces_followed),
                "share": NO_VALUE if share is None else percent(share),
            }
        )
        self._chart.set_points(statistics.compliance)

    def _clear_live(self) -> None:
        """Clear the figures of the source, but not those of the session."""
        self._timer.stop()
        self._pending = None
        self._source.clear()
        self._counts.clear()
        self._violations.clear()
        self._faces.set_faces(())

    def _rate(self, fps: float | None) -> str:
        if fps is None:
            return NO_VALUE
        return self.tr("{rate} fps").format(rate=QLocale().toString(fps, "f", 1))

    def _source_rows(self) -> dict[str, tuple[str, str]]:
        return {
            "resolution": (self.tr("Resolution"), "88888 × 88888"),
            "source_fps": (self.tr("Frame rate"), self._rate(8888.8)),
            "processing_fps": (self.tr("Processing"), self._rate(8888.8)),
            "latency": (self.tr("Latency"), self.tr("{ms} ms").format(ms=88888)),
            "dropped": (self.tr("Dropped frames"), QLocale().toString(88_888_888)),
        }

    def _session_rows(self) -> dict[str, tuple[str, str]]:
        return {
            "followed": (self.tr("Faces followed"), QLocale().toString(888_888)),
            "share": (self.tr("Masked, of these"), percent(1.0)),
        }

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._content)
        column.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_S)
        column.setSpacing(SPACE_XS)
        for title, widgets in (
            (self.tr("In view"), (self._counts, self._violations, self._faces)),
            (self.tr("This session"), (self._session, self._chart_title, self._chart)),
            (self.tr("Source"), (self._name, self._source)),
        ):
            if column.count():
                column.addSpacing(SPACE_XS)
            column.addWidget(self._heading(title))
            for widget in widgets:
                column.addWidget(widget, 1 if widget in (self._faces, self._chart) else 0)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Status"))

    def _heading(self, title: str) -> QLabel:
        heading = QLabel(title, self._content)
        bold = QFont(heading.font())
        bold.setBold(True)
        heading.setFont(bold)
        return heading
