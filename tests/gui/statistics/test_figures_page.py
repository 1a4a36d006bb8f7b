import pytest

from maskapp.gui.statistics.figures_page import FiguresPage
from maskapp.outputs.figures.period import Unit


@pytest.fixture
def page(qtbot):
    page = FiguresPage()
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    return page


def titles(page) -> list[str]:
    return [part.title.text() for part in page.parts if not part.isHidden()]


def test_each_period_has_its_charts(page, figures):
    page.show_figures(figures())
    assert titles(page) == ["People who came, by hour"]
    page.show_figures(figures(Unit.WEEK))
    assert titles(page) == ["People who came, by weekday and hour", "People who came, by day"]
    page.grab()


def test_gaps_are_told(page, figures):
    page.show_figures(figures())
    assert page.remark.text() == "Not watched: 00:00–08:00, 09:00–10:00 and 10:10–11:59."
    assert "100 people came" in page.parts[0].view.accessibleDescription()


def test_a_part_that_is_pointed_at_is_told_below(page, figures):
    page.show_figures(figures())
    part = page.parts[0]
    hint = part.told.text()
    part.view.pointed_at.emit("08:00–09:00: 90 people came")
    assert part.told.text() == "08:00–09:00: 90 people came"
    part.view.pointed_at.emit("")
    assert part.told.text() == hint


def test_a_period_without_figures_says_where_there_are_some(page, figures):
    page.show_figures(figures(source="Elsewhere"))
    assert page.remark.text() == (
        "Nothing was watched in this period. There are figures from 20 May 2026 to 20 May 2026."
    )


def test_everything_can_be_reached_in_a_small_window(page, figures):
    page.resize(420, 300)
    page.show_figures(figures(Unit.MONTH))
    page.widget().layout().activate()
    assert page.widget().width() <= page.viewport().width()
    assert page.widget().height() > 300
