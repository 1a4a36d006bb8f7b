"""The filters above the snapshot cards, and their sort order."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QWidget,
)

from maskapp.gui.shared.choice_row import ElidedChoice, WrappingBar
from maskapp.gui.shared.formatting import as_tooltip, day_format
from maskapp.gui.shared.mask_label_marks import label_icon, label_word
from maskapp.gui.shared.theme import SPACE_S
from maskapp.gui.snapshots.snapshot_model import kind_text
from maskapp.outputs.local_time import local_midnight
from maskapp.outputs.snapshots.records import EVERYTHING, Kind, SnapshotFilter, SnapshotSort
from maskapp.records import VIOLATION_LABELS, MaskLabel

_TYPING_PAUSE_MS = 200
_ICON_PX = 16
_LEAST_SEARCH_PX, _SEARCH_LETTERS = 120, 44
"""Minimum width of the search field, and maximum in letters of its font."""
_LEAST_SHARE = 0.85
"""Share of its width that is left to a choice with a long item that is rarely chosen."""
_SOURCE_CHARACTERS = 10
_SOURCES_WIDTH_PX = 320
_CALENDAR_MS = 60_000
_CHOSEN_DAYS = -1
_DAY_RANGE = (QDate(2000, 1, 1), QDate(2999, 12, 31))
"""Selectable days; outside this range, some systems cannot convert a day's midnight to UTC."""
_KINDS: tuple[Kind, ...] = ("automatic", "manual")


class SnapshotFilters(WrappingBar):
    """A row of choices: label, kind, source, date and sort order; in a narrow window, some lines.

    Args:
        parent: Parent widget.
        today: Returns the present day.

    Attributes:
        search: The search field. The owner places it: this row is full while days are chosen.

    Signals:
        changed: The filter or the order has changed.
    """

    changed = Signal()

    def __init__(
        self, parent: QWidget | None = None, today: Callable[[], QDate] = QDate.currentDate
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._day = today()
        self._make_choices()
        self._days_between = QWidget(self)
        self.first_day = self._day_edit(self._day.addDays(-7), self.tr("First day"))
        self.last_day = self._day_edit(self._day, self.tr("Last day"))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search notes and sources"))
        self.search.setAccessibleName(self.tr("Search notes and sources"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(_LEAST_SEARCH_PX)
        letter_px = self.search.fontMetrics().averageCharWidth()
        self.search.setMaximumWidth(max(_LEAST_SEARCH_PX, _SEARCH_LETTERS * letter_px))
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._calendar = QTimer(self, interval=_CALENDAR_MS)
        self._calendar.start()
        self._arrange()
        self._connect()

    def wanted(self) -> SnapshotFilter:
        """Return the chosen filter."""
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
        """Return the chosen sort order."""
        return SnapshotSort(self.sort.currentData())

    def is_everything(self) -> bool:
        """Return whether no filter is set."""
        return self.wanted() == EVERYTHING

    @Slot()
    def clear(self) -> None:
        """Clear all filters; the sort order stays."""
        with QSignalBlocker(self):
            for choice in (self.label, self.kind, self.source, self.when):
                choice.setCurrentIndex(0)
            self.search.clear()
        self._emit_changed()

    def set_sources(self, sources: list[str]) -> None:
        """Offer these sources. The chosen one stays, even if it has no snapshots any more."""
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
        self.label = self._choice(
            self.tr("Label"),
            (self.tr("All labels"), frozenset()),
            (self.tr("Violations"), frozenset(VIOLATION_LABELS)),
        )
        for label in MaskLabel:
            icon = label_icon(label, _ICON_PX)
            self.label.addItem(icon, label_word(label), frozenset((label,)))
        kinds = ((kind_text(kind), kind) for kind in _KINDS)
        self.kind = self._choice(self.tr("Kind"), (self.tr("All kinds"), None), *kinds)
        self.source = self._choice(self.tr("Source"), (self.tr("All sources"), None))
        # A fixed width: otherwise the row would move as sources come and go.
        self.source.setMinimumContentsLength(_SOURCE_CHARACTERS)
        self.source.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.source.view().setMinimumWidth(_SOURCES_WIDTH_PX)
        self.source.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.when = self._choice(
            self.tr("Date"),
            (self.tr("Any day"), None),
            (self.tr("Today"), 1),
            (self.tr("Last 7 days"), 7),
            (self.tr("Last 30 days"), 30),
            (self.tr("Choose days…"), _CHOSEN_DAYS),
        )
        self.sort = self._choice(
            self.tr("Sort by"),
            (self.tr("Newest first"), SnapshotSort.NEWEST),
            (self.tr("Oldest first"), SnapshotSort.OLDEST),
            (self.tr("Most violations"), SnapshotSort.VIOLATIONS),
            (self.tr("By source"), SnapshotSort.SOURCE),
        )

    def _choice(self, name: str, *items: tuple[str, object]) -> ElidedChoice:
        choice = ElidedChoice(name, self)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for text, data in items:
            choice.addItem(text, data)
        choice.setItemDelegate(QStyledItemDelegate(choice))  # the default one has no padding
        return choice

    def _day_edit(self, day: QDate, name: str) -> QDateEdit:
        edit = QDateEdit(day, self._days_between)
        edit.setDateRange(*_DAY_RANGE)
        edit.setDisplayFormat(day_format())
        edit.setCalendarPopup(True)
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # dark red by default
            edit.calendarWidget().setWeekdayTextFormat(weekend, QTextCharFormat())
        edit.setAccessibleName(name)
        edit.lineEdit().setAccessibleName(name)  # screen readers see the focus there
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
        for widget in (self.label, self.kind, self.source, self.when, self._days_between):
            self.row.addWidget(widget)
        for choice in (self.label, self.source, self.sort):
            choice.least_share = _LEAST_SHARE
        self.row.addWidget(self.sort)
        self.setTabOrder(self.last_day, self.sort)

    def _connect(self) -> None:
        for choice in (self.label, self.kind, self.source, self.when, self.sort):
            choice.currentIndexChanged.connect(self._emit_changed)
        for day in (self.first_day, self.last_day):
            day.dateChanged.connect(self._emit_changed)
        self.search.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._emit_changed)
        self._calendar.timeout.connect(self._look_at_calendar)

    @Slot()
    def _emit_changed(self) -> None:
        self._typing.stop()
        self._days_between.setVisible(self.when.currentData() == _CHOSEN_DAYS)
        self.changed.emit()

    def _period(self) -> tuple[datetime | None, datetime | None]:
        days = self.when.currentData()
        if days is None:
            return None, None
        if days == _CHOSEN_DAYS:
            chosen = (self.first_day.date(), self.last_day.date())
            first, last = sorted(chosen, key=QDate.toJulianDay)
            return _midnight(first), _midnight(last.addDays(1))
        return _midnight(self._today().addDays(1 - days)), None

    @Slot()
    def _look_at_calendar(self) -> None:
        """Let the days that end today move on at midnight."""
        if self._day == self._today():
            return
        self._day = self._today()
        if self.when.currentData() is not None and self.when.currentData() != _CHOSEN_DAYS:
            self.changed.emit()


def _midnight(day: QDate) -> datetime:
    return local_midnight(date(day.year(), day.month(), day.day()))


def make_demo_note(parent: QWidget) -> QLabel:
    """Return a hidden line that says what becomes of the demo's snapshots."""
    text = "Snapshots of the demo clip: not part of your log, deleted when Maskapp is closed."
    note = QLabel(QCoreApplication.translate("SnapshotFilters", text), parent)
    note.setWordWrap(True)
    note.hide()
    return note
