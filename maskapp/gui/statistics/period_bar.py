"""The row that chooses the period and the source."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QTabBar, QWidget

from maskapp.gui.shared.choice_row import ElidedChoice, WrappingBar
from maskapp.gui.shared.formatting import as_tooltip
from maskapp.gui.shared.theme import SPACE_S
from maskapp.outputs.figures.period import Period, Unit

_UNITS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)
_SHORTEST_SOURCE, _LONGEST_SOURCE = 10, 18


class PeriodBar(WrappingBar):
    """The choice of period and source, in some lines where they need it.

    Args:
        today: The current day.
        parent: Parent widget.

    Attributes:
        units: The tabs: day, week, month, year.
        previous: Goes to the period before.
        to_today: Goes to the current one.
        next: Goes to the period after.
        sources: All sources, or one.
        period: The chosen period.
    """

    changed = Signal()
    """Another period or source was chosen."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._recorded: tuple[date, date] | None = None
        self.period = Period.containing(Unit.DAY, today)
        self.units = QTabBar(self)
        self.units.setExpanding(False)
        self.units.setUsesScrollButtons(False)
        self.units.setAccessibleName(self.tr("Period"))
        for text in (self.tr("Day"), self.tr("Week"), self.tr("Month"), self.tr("Year")):
            self.units.addTab(text)
        self.previous = self._button("‹", self.tr("Earlier"), "Alt+Left")
        self.to_today = self._button(self.tr("Today"), self.tr("Today"), "Alt+Home")
        self.next = self._button("›", self.tr("Later"), "Alt+Right")
        self.sources = ElidedChoice(self.tr("Source"), self)
        self.sources.setMinimumContentsLength(_SHORTEST_SOURCE)
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.sources.setSizeAdjustPolicy(adjust)
        self.sources.addItem(self.tr("All sources"), None)
        self._arrange()
        self.units.currentChanged.connect(self._choose_unit)
        self.previous.clicked.connect(self._go_back)
        self.to_today.clicked.connect(self._go_to_today)
        self.next.clicked.connect(self._go_on)
        self.sources.currentIndexChanged.connect(self._tell)
        self._enable()

    @property
    def source(self) -> str | None:
        """Name of the chosen source; None for all."""
        name = self.sources.currentData()
        return None if name is None else str(name)

    @property
    def is_current(self) -> bool:
        """Whether the period contains the current day."""
        return self.period.contains(self._today)

    def set_today(self, today: date) -> None:
        """Set the current day; a current period goes on with it."""
        was_current, self._today = self.is_current, today
        if was_current:
            self.period = Period.containing(self.period.unit, today)
        self._enable()

    def show_choice(self, sources: Sequence[str], recorded: tuple[date, date] | None) -> None:
        """Offer the sources that there are, and the days that have figures.

        Args:
            sources: Names of all sources.
            recorded: The first and the last day that have figures; None without any.
        """
        self._recorded = recorded
        self._enable()
        names = [self.sources.itemData(place) for place in range(1, self.sources.count())]
        if names == list(sources):
            return
        chosen = self.source
        with QSignalBlocker(self.sources):
            while self.sources.count() > 1:
                self.sources.removeItem(1)
            for name in sources:
                self.sources.addItem(name, name)
                self.sources.setItemData(
                    self.sources.count() - 1, as_tooltip(name), Qt.ItemDataRole.ToolTipRole
                )
            self.sources.setCurrentIndex(max(0, self.sources.findData(chosen)))
        longest = max([_SHORTEST_SOURCE, *map(len, sources)])
        self.sources.setMinimumContentsLength(min(longest, _LONGEST_SOURCE))
        if self.source != chosen:
            self.changed.emit()

    @Slot(int)
    def _choose_unit(self, number: int) -> None:
        """Show the period of this length around the end of the present one, but not after today."""
        day = self._today if self.is_current else self.period.last
        self._use(Period.containing(_UNITS[number], day))

    @Slot()
    def _go_back(self) -> None:
        self._use(self.period.previous())

    @Slot()
    def _go_on(self) -> None:
        self._use(self.period.next())

    @Slot()
    def _go_to_today(self) -> None:
        self._use(Period.containing(self.period.unit, self._today))

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()

    def _use(self, period: Period) -> None:
        self.period = period
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        """Enable what leads to days that have figures, or to today."""
        days = [self._today, *(self._recorded or ())]
        self.previous.setEnabled(self.period.since > min(days))
        self.next.setEnabled(self.period.until <= max(days))
        self.to_today.setEnabled(not self.is_current)

    def _button(self, text: str, name: str, keys: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setShortcut(QKeySequence(keys))
        native = button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{name} ({native})")
        button.setAccessibleName(name)
        return button

    def _arrange(self) -> None:
        steps = QWidget(self)
        row = QHBoxLayout(steps)
        row.setContentsMargins(SPACE_S, 0, 0, 0)
        row.setSpacing(SPACE_S)
        for button in (self.previous, self.to_today, self.next):
            row.addWidget(button)
        for widget in (self.units, steps, self.sources):
            self.row.addWidget(widget)
