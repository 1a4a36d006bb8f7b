from datetime import date, timedelta

import pytest

from maskapp.gui.statistics.period_bar import PeriodBar
from maskapp.outputs.figures.period import Unit

TODAY = date(2026, 5, 20)
FIRST = date(2025, 12, 31)


@pytest.fixture
def bar(qtbot):
    bar = PeriodBar(TODAY)
    qtbot.addWidget(bar)
    bar.show_choice(["Door", "Gate"], (FIRST, TODAY))
    return bar


@pytest.fixture
def changes(bar):
    found = []
    bar.changed.connect(lambda: found.append((bar.period.title(), bar.source)))
    return found


def test_today_is_shown_first(bar):
    assert bar.period.title() == "Wednesday, 20 May 2026"
    assert bar.is_current
    assert [bar.previous.isEnabled(), bar.to_today.isEnabled(), bar.next.isEnabled()] == [
        True, False, False,
    ]  # fmt: skip


def test_one_goes_back_and_forth_and_to_today(bar, changes):
    bar.previous.click()
    bar.previous.click()
    bar.next.click()
    bar.previous.click()
    bar.to_today.click()
    assert [title for title, _ in changes] == [
        "Tuesday, 19 May 2026",
        "Monday, 18 May 2026",
        "Tuesday, 19 May 2026",
        "Monday, 18 May 2026",
        "Wednesday, 20 May 2026",
    ]


def test_the_way_ends_where_the_figures_do(bar):
    bar.units.setCurrentIndex(3)
    bar.previous.click()
    assert bar.period.title() == "2025"
    assert not bar.previous.isEnabled()
    bar.next.click()
    assert not bar.next.isEnabled()
    bar.show_choice([], None)
    assert not bar.previous.isEnabled()


def test_another_length_keeps_to_the_days(bar, changes):
    bar.units.setCurrentIndex(2)
    bar.previous.click()
    bar.units.setCurrentIndex(1)
    bar.units.setCurrentIndex(0)
    assert [title for title, _ in changes] == [
        "May 2026", "April 2026", "27 April – 3 May 2026", "Sunday, 3 May 2026",
    ]  # fmt: skip
    bar.to_today.click()
    bar.units.setCurrentIndex(3)
    bar.units.setCurrentIndex(0)
    assert bar.period.title() == "Wednesday, 20 May 2026", "not the last day of the year"


def test_a_source_can_be_chosen_and_is_kept(bar, changes):
    bar.sources.setCurrentIndex(2)
    bar.show_choice(["Attic", "Door", "Gate"], (FIRST, TODAY))
    assert changes == [("Wednesday, 20 May 2026", "Gate")]
    assert bar.source == "Gate"
    bar.show_choice(["Door"], (FIRST, TODAY))
    assert changes[-1] == ("Wednesday, 20 May 2026", None), "it is gone"


def test_the_current_day_moves_on_with_the_clock(bar):
    bar.set_today(TODAY + timedelta(days=1))
    assert bar.period.title() == "Thursday, 21 May 2026"
    bar.previous.click()
    bar.set_today(TODAY + timedelta(days=2))
    assert bar.period.title() == "Wednesday, 20 May 2026", "chosen by the user"


def test_buttons_have_names_and_keys(bar):
    assert bar.previous.accessibleName() == "Earlier"
    assert "Alt+Left" in bar.previous.toolTip()
    assert bar.units.count() == len(Unit) - 1


def test_a_long_source_is_whole_in_the_tool_tip(bar):
    name = "Observation of the main entrance, ground floor, left of the reception"
    bar.show_choice([name], (FIRST, TODAY))
    bar.sources.setCurrentText(name)
    assert f"Source: {name}" in bar.sources.toolTip()


def test_a_narrow_bar_goes_on_in_another_line(bar, qtbot):
    narrow = bar.minimumSizeHint().width()
    assert narrow < bar.sizeHint().width() / 2
    bar.resize(narrow, 200)
    with qtbot.waitExposed(bar):
        bar.show()
    qtbot.waitUntil(lambda: bar.sources.y() > bar.units.y())
    assert bar.sources.geometry().right() <= bar.width()
    assert bar.minimumHeight() > bar.sizeHint().height()
