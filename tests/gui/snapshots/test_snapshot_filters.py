from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from PySide6.QtCore import QDate, Qt, QTimer

from maskapp.gui.snapshots.snapshot_filters import SnapshotFilters
from maskapp.records import MaskLabel
from tests.support.clocks import CAIRO, zone_of_computer
from tests.support.snapshots import (
    NOON,
    card,
    make_snapshot,
    wait_for_rows,
)

MASK, BARE, WRONG, UNSURE = MaskLabel
TEN_DAYS_AGO = NOON - timedelta(days=10)


@pytest.fixture
def panel(panel_of):
    """A panel with three snapshots, one of them ten days old."""
    return panel_of(
        make_snapshot(MASK, source="a", taken_at=TEN_DAYS_AGO),
        make_snapshot(BARE, kind="automatic", source="b"),
        make_snapshot(WRONG, source="b", taken_at=NOON - timedelta(minutes=1)),
    )


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("label", "Violations", 2),
        ("label", "Worn wrong", 1),
        ("kind", "Automatic", 1),
        ("kind", "Manual", 2),
        ("source", "b", 2),
        ("when", "Last 7 days", 2),
    ],
)
def test_each_filter_can_be_set_and_reset(qtbot, panel, name, text, count):
    choice = getattr(panel.filters, name)
    choice.setCurrentText(text)
    assert choice.currentText() == text
    wait_for_rows(qtbot, panel, count)
    choice.setCurrentIndex(0)
    wait_for_rows(qtbot, panel, 3)


def test_a_range_of_days_can_be_chosen(qtbot, panel):
    filters = panel.filters
    filters.when.setCurrentText("Choose days…")
    assert filters.first_day.isVisible()
    local = TEN_DAYS_AGO.astimezone()
    day = QDate(local.year, local.month, local.day)
    filters.first_day.setDate(day)
    filters.last_day.setDate(day)
    wait_for_rows(qtbot, panel, 1)
    filters.first_day.setDate(QDate(1, 1, 1))
    filters.last_day.setDate(QDate(9999, 12, 31))
    wait_for_rows(qtbot, panel, 3)
    filters.when.setCurrentIndex(0)
    assert not filters.first_day.isVisible()


def test_a_day_that_begins_at_one_o_clock_ends_at_midnight(qtbot):
    with zone_of_computer(CAIRO):
        filters = SnapshotFilters()
        qtbot.addWidget(filters)
        filters.when.setCurrentText("Choose days…")
        for edit in (filters.first_day, filters.last_day):
            edit.setDate(QDate(2026, 4, 24))
        wanted = filters.wanted()
        assert wanted.since == datetime(2026, 4, 23, 22, tzinfo=UTC)
        assert wanted.until == datetime(2026, 4, 24, 21, tzinfo=UTC)


@pytest.mark.parametrize(("chosen", "is_moved"), [("Today", True), ("Choose days…", False)])
def test_today_moves_on_at_midnight(qtbot, chosen, is_moved):
    days = [QDate(2026, 12, 31)]
    filters = SnapshotFilters(today=lambda: days[-1])
    qtbot.addWidget(filters)
    filters.when.setCurrentText(chosen)
    (timer,) = (each for each in filters.findChildren(QTimer) if each.isActive())
    changes = []
    filters.changed.connect(partial(changes.append, None))
    timer.timeout.emit()
    assert changes == []
    days.append(QDate(2027, 1, 1))
    timer.timeout.emit()
    timer.timeout.emit()
    assert len(changes) == is_moved
    if is_moved:
        assert filters.wanted().since == datetime(2027, 1, 1).astimezone()


def test_all_filters_can_be_cleared_if_nothing_matches(qtbot, panel):
    filters = panel.filters
    filters.kind.setCurrentText("Automatic")
    qtbot.keyClicks(filters.search, "nothing like this")
    wait_for_rows(qtbot, panel, 0)
    qtbot.waitUntil(lambda: panel.empty_text.text() == "No snapshots match the filters.")
    qtbot.mouseClick(panel.clear_filters, Qt.MouseButton.LeftButton)
    wait_for_rows(qtbot, panel, 3)
    assert filters.search.text() == ""
    assert filters.is_everything()


def test_sort_orders(qtbot, panel_of):
    panel = panel_of(
        make_snapshot(BARE, BARE, source="z", taken_at=NOON - timedelta(hours=2)),
        make_snapshot(MASK, source="a", taken_at=NOON - timedelta(hours=1)),
        make_snapshot(BARE, source="m"),
    )

    def shows(order):
        qtbot.waitUntil(
            lambda: [s and s.source for s in (card(panel, r) for r in range(3))] == order
        )

    shows(["m", "a", "z"])
    for text, order in (
        ("Oldest first", ["z", "a", "m"]),
        ("Most violations", ["z", "m", "a"]),
        ("By source", ["a", "m", "z"]),
    ):
        panel.filters.sort.setCurrentText(text)
        shows(order)


def test_the_usual_choices_are_not_elided_while_days_are_chosen(qtbot, panel_of):
    panel = panel_of()
    filters = panel.filters
    panel.resize(900, 200)
    panel.show()
    filters.when.setCurrentIndex(filters.when.count() - 1)
    assert filters.first_day.isVisible()
    for choice in (filters.kind, filters.when):
        qtbot.waitUntil(lambda choice=choice: choice.width() >= choice.sizeHint().width())
    # Its widest item has an icon, which "All labels" has not.
    icon_px = filters.label.iconSize().width()
    assert filters.label.width() >= filters.label.sizeHint().width() - icon_px
    assert filters.minimumSizeHint().width() < 900


def test_tab_moves_from_left_to_right(panel_of):
    filters = panel_of().filters
    widgets, widget = [], filters.label
    while widget is not filters.sort:
        widgets.append(widget)
        widget = widget.nextInFocusChain()
    wanted = [filters.kind, filters.source, filters.when, filters.first_day, filters.last_day]
    assert [widget for widget in widgets if widget in wanted] == wanted


def test_every_line_edit_has_an_accessible_name(panel_of):
    filters = panel_of().filters
    edits = [filters.search, filters.first_day.lineEdit(), filters.last_day.lineEdit()]
    names = [edit.accessibleName() for edit in edits]
    assert names == ["Search notes and sources", "First day", "Last day"]


def test_all_weekdays_have_the_same_colour(qtbot, panel_of):
    calendar = panel_of().filters.first_day.calendarWidget()
    formats = [calendar.weekdayTextFormat(day) for day in Qt.DayOfWeek]
    assert all(each.foreground().style() == Qt.BrushStyle.NoBrush for each in formats)


def test_in_a_narrow_row_the_choices_share_what_is_missing(qtbot):
    filters = SnapshotFilters()
    qtbot.addWidget(filters)
    filters.when.setCurrentText("Choose days…")
    filters.resize(filters.sizeHint().width() - 60, filters.sizeHint().height())
    with qtbot.waitExposed(filters):
        filters.show()
    for choice in (filters.label, filters.kind, filters.source, filters.when, filters.sort):
        assert choice.width() > 0.8 * choice.sizeHint().width()


@pytest.mark.parametrize("point_size", [9, 16, 24])
def test_days_have_a_line_of_their_own_in_a_narrow_window(qtbot, panel_of, point_size):
    """They once pushed the window off the screen with a larger font."""
    panel = panel_of()
    filters = panel.filters
    font = panel.font()
    font.setPointSizeF(point_size)
    panel.setFont(font)
    before = panel.minimumSizeHint().width()
    panel.resize(max(before, 400), 300)
    filters.when.setCurrentText("Choose days…")
    days = filters.first_day.parentWidget()
    assert days is not None
    qtbot.waitUntil(lambda: days.geometry().bottom() < filters.height())
    assert days.y() > filters.label.y()
    assert filters.height() >= filters.layout().heightForWidth(filters.width())
    assert panel.minimumSizeHint().width() <= max(before, days.sizeHint().width() + 20)


def test_the_tool_tip_of_a_choice_says_what_is_chosen(panel_of):
    filters = panel_of().filters
    assert "Label: All labels" in filters.label.toolTip()
    filters.label.setCurrentText("Violations")
    assert "Label: Violations" in filters.label.toolTip()
    filters.set_sources(["Front door"])
    filters.source.setCurrentText("Front door")
    assert "Source: Front door" in filters.source.toolTip()


@pytest.mark.parametrize("point_size", [9, 16, 24])
def test_choices_keep_most_of_their_width_with_any_font(qtbot, panel_of, point_size):
    """With a font of 16 points, "All labels" once read "A…s"."""
    panel = panel_of()
    font = panel.font()
    font.setPointSizeF(point_size)
    panel.setFont(font)
    panel.resize(panel.minimumSizeHint().width(), 400)
    filters = panel.filters
    for choice in (filters.label, filters.kind, filters.source, filters.when, filters.sort):
        qtbot.waitUntil(lambda choice=choice: choice.width() > 0.8 * choice.sizeHint().width())
