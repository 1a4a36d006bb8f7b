"""The figures as a PDF of one page, with the words and charts of the window."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtSvg import QSvgRenderer

from maskapp import __version__, paths
from maskapp.gui.shared.formatting import with_fixed_digits
from maskapp.gui.shared.mask_label_marks import paint_mark
from maskapp.gui.statistics.paint_drawing import PRINTED, paint_drawing
from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.figures.charts.charts import charts
from maskapp.outputs.figures.period_figures import PeriodFigures
from maskapp.outputs.figures.words import (
    NOT_WATCHED,
    NOTES,
    PROMISE,
    Tile,
    count_text,
    gaps_text,
    share_text,
    tiles,
    watched_text,
)
from maskapp.records import CLASS_LABELS

_WIDTH, _HEIGHT = 2800.0, 4072.0
"""Units on the page of A4 inside its margins: fine ones, as Qt places letters at whole units."""
_RESOLUTION_DPI, _MARGIN_MM = 300, 14.0
_LOGO, _GAP, _SPACE = 160.0, 56.0, 32.0
_LARGE, _VALUE, _TITLE, _NORMAL, _SMALL, _TINY = 72, 60, 44, 38, 36, 32
"""Sizes of text."""
_LINE = 1.6
"""Height of a line, in sizes of its text."""
_PEN = 3.2
_TILE_COLUMNS, _TILE_HEIGHT = 5, 224.0
_TALLEST_CHART, _CHART_EM = 1500.0, 40.0
_MOST_SOURCES = 9
_EDGE = QColor("#d0d7de")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LABELS = (LABEL_WORDS[label] for label in CLASS_LABELS)
_COLUMNS = ("Source", "Came", *_LABELS, "Share", "Violations", "Watched")
_SOURCE_SHARE = 0.3


def figures_pdf(figures: PeriodFigures) -> bytes:
    """Return the PDF; may be called in any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(f"Maskapp figures, {figures.period.title()}")
    writer.setCreator(f"Maskapp {__version__}")
    writer.setResolution(_RESOLUTION_DPI)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    with QPainter(writer) as painter:
        scale = writer.width() / _WIDTH
        painter.scale(scale, scale)
        _Page(painter).paint(figures)
    buffer.close()
    content: QByteArray = buffer.data()
    return bytes(content.data())


@dataclass(slots=True)
class _Page:
    """The page, painted from the top to the bottom.

    Attributes:
        painter: Paints in units of the page.
        y: Where the next part begins.
    """

    painter: QPainter
    y: float = 0.0

    def paint(self, figures: PeriodFigures) -> None:
        """Paint everything; the charts share the room that the rest leaves."""
        has_sources = figures.source is None and len(figures.by_source) > 1
        self._paint_head(figures)
        self._paint_tiles(tiles(figures))
        if figures.gaps:
            self._paint_line(f"{NOT_WATCHED}: {gaps_text(figures.gaps)}.", _NORMAL, PRINTED.ink)
            self.y += _SPACE / 2
        rows = min(len(figures.by_source), _MOST_SOURCES + 1) + 1 if has_sources else 0
        below = _GAP + rows * _NORMAL * _LINE * 1.1 + (len(NOTES) + 2) * _TINY * _LINE
        self._paint_charts(figures, _HEIGHT - self.y - below)
        if has_sources:
            self._paint_sources(figures)
        for name, text in NOTES:
            self._paint_line(f"{name}: {text}", _TINY, PRINTED.soft)
        self.y = _HEIGHT - _TINY * _LINE
        made = f"Made by Maskapp {__version__} on {figures.now:%Y-%m-%d %H:%M}."
        self._paint_line(f"{made} {PROMISE}", _TINY, PRINTED.soft)

    def _paint_head(self, figures: PeriodFigures) -> None:
        icon = QSvgRenderer(str(paths.resources_dir() / "icons" / "maskapp.svg"))
        icon.render(self.painter, QRectF(0, 0, _LOGO, _LOGO))
        left = _LOGO + 1.5 * _SPACE
        self._text(left, 0, _WIDTH - left, figures.period.title(), _LARGE, is_bold=True)
        source = "All sources" if figures.source is None else figures.source
        self._text(left, 0.58 * _LOGO, _WIDTH - left, source, _TITLE, PRINTED.soft)
        self.y = _LOGO + _GAP

    def _paint_tiles(self, shown: Sequence[Tile]) -> None:
        width = (_WIDTH - (_TILE_COLUMNS - 1) * _SPACE) / _TILE_COLUMNS
        for place, tile in enumerate(shown):
            row, column = divmod(place, _TILE_COLUMNS)
            x, y = column * (width + _SPACE), self.y + row * (_TILE_HEIGHT + _SPACE)
            self.painter.setPen(QPen(_EDGE, _PEN))
            self.painter.drawRoundedRect(QRectF(x, y, width, _TILE_HEIGHT), 20, 20)
            left, inner = x + _SPACE, width - 1.6 * _SPACE
            mark = 0.0
            if tile.label is not None:
                paint_mark(self.painter, QRectF(left, y + 28, 44, 44), tile.label)
                mark = 60.0
            self._text(left + mark, y + 20, inner - mark, tile.name, _NORMAL)
            self._text(left, y + 74, inner, tile.value, _VALUE, is_bold=True)
            self._text(left, y + 158, inner, tile.detail, _TINY, PRINTED.soft)
        rows = -(-len(shown) // _TILE_COLUMNS)
        self.y += rows * (_TILE_HEIGHT + _SPACE) + _GAP - _SPACE

    def _paint_charts(self, figures: PeriodFigures, room: float) -> None:
        """Paint the charts in a height, one below the other."""
        shown = charts(figures)
        height = min(_TALLEST_CHART, room / len(shown) - _GAP - _TITLE * _LINE)
        for chart in shown:
            self._paint_line(chart.title, _TITLE, PRINTED.ink, is_bold=True)
            drawing = chart.lay_out(_WIDTH, height, _CHART_EM)
            self.painter.translate(0, self.y)
            paint_drawing(self.painter, drawing, PRINTED, _font(_NORMAL))
            self.painter.translate(0, -self.y)
            self.y += height + _GAP

    def _paint_sources(self, figures: PeriodFigures) -> None:
        """Paint the table of sources; those with fewer people are left out if there are many."""
        self._paint_row(_COLUMNS, PRINTED.soft)
        ranked = sorted(figures.by_source.items(), key=lambda each: -each[1].came)
        for source, counts in ranked[:_MOST_SOURCES]:
            share = counts.masked_share
            numbers = (counts.came, counts.came_masked, counts.came_bare, counts.came_wrong)
            cells = (
                source,
                *map(count_text, numbers),
                "–" if share is None else share_text(share),
                count_text(counts.events),
                watched_text(counts.watched_ms),
            )
            self._paint_row(cells, PRINTED.ink)
        if len(ranked) > _MOST_SOURCES:
            more = len(ranked) - _MOST_SOURCES
            text = f"and {more} more source{'' if more == 1 else 's'} with fewer people"
            self._paint_line(text, _SMALL, PRINTED.soft)
        self.y += _SPACE

    def _paint_row(self, cells: Sequence[str], colour: QColor) -> None:
        first = _WIDTH * _SOURCE_SHARE
        width = (_WIDTH - first) / (len(cells) - 1)
        self._text(0, self.y, first, cells[0], _SMALL, colour)
        for place, cell in enumerate(cells[1:]):
            left = first + place * width
            self._text(left, self.y, width, cell, _SMALL, colour, align=_RIGHT)
        self.y += _SMALL * _LINE + _PEN
        self.painter.setPen(QPen(_EDGE, _PEN))
        self.painter.drawLine(QPointF(0, self.y), QPointF(_WIDTH, self.y))
        self.y += _PEN

    def _paint_line(self, text: str, size: int, colour: QColor, *, is_bold: bool = False) -> None:
        self._text(0, self.y, _WIDTH, text, size, colour, is_bold=is_bold)
        self.y += size * _LINE

    def _text(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: int,
        colour: QColor = PRINTED.ink,
        *,
        is_bold: bool = False,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        """Paint a line of text, elided in the middle where it does not fit."""
        font = _font(size)
        font.setBold(is_bold)
        self.painter.setFont(font)
        metrics = QFontMetricsF(font, self.painter.device())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
        self.painter.setPen(colour)
        self.painter.drawText(QRectF(x, y, width, size * _LINE), align, shown)


def _font(size: int) -> QFont:
    """Return the font of the program in a size in units of the page."""
    font = with_fixed_digits(QGuiApplication.font())
    font.setPixelSize(size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
