"""Above the snapshots: which are shown, and in which order."""

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from maskapp.gui.shared.formatting import as_tooltip, day_format
from maskapp.gui.shared.mask_label_marks import label_icon, label_word
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.gui.snapshots.snapshot_model import kind_word
from maskapp.outputs.snapshots.records import EVERYTHING, Kind, SnapshotFilter, SnapshotSort
from maskapp.records import VIOLATION_LABELS, MaskLabel

_TYPING_PAUSE_MS = 200
_ICON_PX = 16
_SEARCH_WIDTHS_PX = (120, 260)
_CHOICE_WIDTHS_PX = (72, 220)
"""Least, of those that give way in a narrow window, and most."""
_SOURCE_CHARACTERS = 10
_SOURCES_WIDTH_PX = 320
_BETWEEN = -1
_DAYS = (QDate(2000, 1, 1), QDate(2999, 12, 31))
"""Beyond, some systems cannot tell a day's midnight."""
_KINDS: tuple[Kind, ...] = ("automatic", "manual")


class SnapshotFilters(QWidget):
    """A row with choices of label, kind, source and date, and of the order.

    Attributes:
        search: A field that stands elsewhere, since the row is full when days are chosen.

    Signals:
        changed: What is wanted is another now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_choices()
        self._days_between = QWidget(self)
        today = QDate.currentDate()
        self.first_day = self._day(today.addDays(-7), self.tr("First day"))
        self.last_day = self._day(today, self.tr("Last day"))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search notes and sources"))
        self.search.setAccessibleName(self.tr("Search notes and sources"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(_SEARCH_WIDTHS_PX[0])
        self.search.setMaximumWidth(_SEARCH_WIDTHS_PX[1])
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._arrange()
        self._connect()

    def wanted(self) -> SnapshotFilter:
        """What is chosen."""
        since, until = self._period()
        return SnapshotFilter(
            labels=self.label.currentData(),
            kind=self.kind.currentData(),
            source=self.source.currentData(),
            since=since,
            until=until,
            text=self.search.text().strip(),
        )

    def order(self) -> SnapshotSort:
        """The order that is chosen."""
        return SnapshotSort(self.sort.currentData())

    def is_everything(self) -> bool:
        """Whether nothing is filtered out."""
        return self.wanted() == EVERYTHING

    @Slot()
    def clear(self) -> None:
        """Filter nothing out; the order stays."""
        with QSignalBlocker(self):
            for choice in (self.label, self.kind, self.source, self.when):
                choice.setCurrentIndex(0)
            self.search.clear()
        self._tell()

    def set_sources(self, sources: list[str]) -> None:
        """Offer these; the one that is chosen stays, even without snapshots."""
        chosen = self.source.currentData()
        offered = [self.source.itemData(place) for place in range(1, self.source.count())]
        if chosen is not None and chosen not in sources:
            sources = [*sources, chosen]
        if sources == offered:
            return
        with QSignalBlocker(self.source):
            while self.source.count() > 1:
                self.source.removeItem(1)
            for source in sources:
                self.source.addItem(source, source)
                place = self.source.count() - 1
                self.source.setItemData(place, as_tooltip(source), Qt.ItemDataRole.ToolTipRole)
            self.source.setCurrentIndex(0 if chosen is None else sources.index(chosen) + 1)

    def _make_choices(self) -> None:
        self.label = self._choice(self.tr("Label"), self.tr("All labels"), frozenset())
        self.label.addItem(self.tr("Violations"), frozenset(VIOLATION_LABELS))
        for label in MaskLabel:
            icon = label_icon(label, _ICON_PX)
            self.label.addItem(icon, label_word(label), frozenset((label,)))
        self.kind = self._choice(self.tr("Kind"), self.tr("All kinds"), None)
        for kind in _KINDS:
            self.kind.addItem(kind_word(kind), kind)
        self.source = self._choice(self.tr("Source"), self.tr("All sources"), None)
        # Else everything beside it would move as sources come and go.
        self.source.setMinimumContentsLength(_SOURCE_CHARACTERS)
        self.source.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.source.view().setMinimumWidth(_SOURCES_WIDTH_PX)
        self.source.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.when = self._choice(self.tr("Date"), self.tr("Any day"), None)
        for words, days in (
            (self.tr("Today"), 1),
            (self.tr("Last 7 days"), 7),
            (self.tr("Last 30 days"), 30),
            (self.tr("Choose days…"), _BETWEEN),
        ):
            self.when.addItem(words, days)
        self.sort = self._choice(self.tr("Order"), self.tr("Newest first"), SnapshotSort.NEWEST)
        for words, sort in (
            (self.tr("Oldest first"), SnapshotSort.OLDEST),
            (self.tr("Most violations"), SnapshotSort.VIOLATIONS),
            (self.tr("By source"), SnapshotSort.SOURCE),
        ):
            self.sort.addItem(words, sort)

    def _choice(self, name: str, first: str, data: object) -> QComboBox:
        choice = _Choice(self)
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        choice.setMaximumWidth(_CHOICE_WIDTHS_PX[1])
        choice.addItem(first, data)
        choice.setItemDelegate(QStyledItemDelegate(choice))  # the other has no room around words
        return choice

    def _day(self, day: QDate, name: str) -> QDateEdit:
        edit = QDateEdit(day, self._days_between)
        edit.setDateRange(*_DAYS)
        edit.setDisplayFormat(day_format())
        edit.setCalendarPopup(True)
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # else in a red hard to read
            edit.calendarWidget().setWeekdayTextFormat(weekend, QTextCharFormat())
        edit.setAccessibleName(name)
        edit.lineEdit().setAccessibleName(name)  # has the focus in a screen reader's eyes
        edit.setToolTip(name)
        return edit

    def _arrange(self) -> None:
        between = QHBoxLayout(self._days_between)
        between.setContentsMargins(0, 0, 0, 0)
        between.setSpacing(SPACE_S)
        between.addWidget(self.first_day)
        between.addWidget(QLabel("–", self._days_between))
        between.addWidget(self.last_day)
        self._days_between.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        for widget in (self.label, self.kind, self.source, self.when, self._days_between):
            row.addWidget(widget)
        for choice in (self.source, self.sort):  # whose longest is seldom chosen
            choice.setMinimumWidth(_CHOICE_WIDTHS_PX[0])
        row.addStretch(1)
        row.addWidget(self.sort)
        self.setTabOrder(self.last_day, self.sort)

    def _connect(self) -> None:
        for choice in (self.label, self.kind, self.source, self.when, self.sort):
            choice.currentIndexChanged.connect(self._tell)
        for day in (self.first_day, self.last_day):
            day.dateChanged.connect(self._tell)
        self.search.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._tell)

    @Slot()
    def _tell(self) -> None:
        self._typing.stop()
        self._days_between.setVisible(self.when.currentData() == _BETWEEN)
        self.source.setToolTip(as_tooltip(self.source.currentData() or self.tr("Source")))
        self.changed.emit()

    def _period(self) -> tuple[datetime | None, datetime | None]:
        days = self.when.currentData()
        if days is None:
            return None, None
        if days == _BETWEEN:
            first, last = sorted(
                (_midnight(self.first_day.date()), _midnight(self.last_day.date()))
            )
            return first, _midnight_after(last)
        return _midnight(QDate.currentDate().addDays(1 - days)), None


class _Choice(QComboBox):
    """A choice whose words end in dots where they are cut off."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Qt's: the frame, and the words as far as they fit."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = (
            self.style()
            .subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
            .width()
        )
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + SPACE_XS
        middle = Qt.TextElideMode.ElideMiddle
        option.currentText = option.fontMetrics.elidedText(option.currentText, middle, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


def _midnight(day: QDate) -> datetime:
    return datetime(day.year(), day.month(), day.day()).astimezone()


def _midnight_after(midnight: datetime) -> datetime:
    """Not 24 hours later on the days when the clocks change."""
    return (midnight.replace(tzinfo=None) + timedelta(days=1)).astimezone()
