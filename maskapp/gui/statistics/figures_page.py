"""The figures of a period: numbers, charts, and what they count."""

from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from maskapp.gui.shared.theme import SPACE_M, SPACE_XS
from maskapp.gui.statistics.chart_view import ChartView
from maskapp.gui.statistics.number_tiles import NumberTiles
from maskapp.outputs.figures.charts.charts import Chart, charts
from maskapp.outputs.figures.period import day_text
from maskapp.outputs.figures.period_figures import PeriodFigures
from maskapp.outputs.figures.words import NOT_WATCHED, NOTES, gaps_text, summary, tiles

_MOST_CHARTS = 2


class _ChartPart(QWidget):
    """A chart below its title, over a line that tells its current part."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.view = ChartView(self)
        self.hint = self.tr("Point at the chart, or use the arrow keys, to read the numbers.")
        self.told = QLabel(self.hint, self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(self.title)
        column.addWidget(self.view, 1)
        column.addWidget(self.told)
        self.view.pointed_at.connect(self._tell)

    def show_chart(self, chart: Chart, about: str) -> None:
        """Show a chart, with what it shows in sentences."""
        self.title.setText(chart.title)
        self.view.show_chart(chart, about)

    @Slot(str)
    def _tell(self, text: str) -> None:
        self.told.setText(text or self.hint)


class FiguresPage(QScrollArea):
    """The figures of a period, scrolled where the window is small.

    Attributes:
        tiles: The numbers.
        parts: The charts with their titles; those that the period does not have are hidden.
        remark: Says what was not watched; hidden if there is nothing to say.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Figures"))
        content = QWidget(self)
        self.tiles = NumberTiles(content)
        self.remark = QLabel(content, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.parts = [_ChartPart(content) for _ in range(_MOST_CHARTS)]
        notes = QLabel(_notes(), content, wordWrap=True)
        notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addWidget(self.tiles)
        column.addWidget(self.remark)
        for part in self.parts:
            column.addWidget(part, 1)
        column.addWidget(notes)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def show_figures(self, figures: PeriodFigures) -> None:
        """Show the figures of a period."""
        self.tiles.show_tiles(tiles(figures))
        about = f"{figures.period.title()}: {summary(figures)}"
        shown = charts(figures)
        for place, part in enumerate(self.parts):
            part.setVisible(place < len(shown))
            if place < len(shown):
                part.show_chart(shown[place], about)
        remark = _remark(figures)
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))


def _notes() -> str:
    return "<br>".join(f"<b>{escape(name)}:</b> {escape(text)}" for name, text in NOTES)


def _remark(figures: PeriodFigures) -> str:
    """Return what to say about times that were not watched."""
    if any(figures.total.values()):
        return f"{NOT_WATCHED}: {gaps_text(figures.gaps)}." if figures.gaps else ""
    if figures.recorded is None:
        return ""
    first, last = (day_text(day) for day in figures.recorded)
    there_are = f"There are figures from {first} to {last}."
    return f"Nothing was watched in this period. {there_are}"
