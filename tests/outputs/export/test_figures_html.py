import re
from datetime import date

import pytest

from maskapp.outputs.export.figures_html import figures_page, figures_section
from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.figures.period_figures import no_figures, read_period
from maskapp.outputs.figures.reading import FiguresReader
from tests.support.figures import BERLIN, at, put_figures

DAY = date(2026, 5, 18)
EVIL = "<script>alert(1)</script>\"'"


@pytest.fixture
def figures(log):
    for source, came in (("Door", 9), (EVIL, 3)):
        put_figures(log.database, at(DAY, 9), source, came_masked=came, watched_ms=60_000)
    put_figures(log.database, at(DAY, 10), "Door", minutes=14 * 60, watched_ms=60_000)
    reader = FiguresReader(log.database, BERLIN)

    def read(unit=Unit.DAY, source=None):
        return read_period(reader, Period.containing(unit, DAY), source, at(date(2026, 6, 1), 0))

    return read


def test_the_page_tells_period_numbers_gap_and_sources(figures):
    page = figures_page(figures())
    text = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert "Monday, 18 May 2026 All sources People who came 12 each counted once" in text
    assert "Not watched: 00:00–09:00 and 09:01–10:00." in text
    assert "Door 9 9 0 0 100% 0 14 h 1 min" in text
    assert page.count('<svg class="chart"') == 1
    assert "09:00–10:00: 12 people came (12 with a mask), watched for 2 min" in page


def test_tiles_are_cards_with_the_number_on_a_line_of_its_own(figures):
    style = figures_page(figures()).partition("@media print")[0]
    rules = re.findall(r"^([^@{}]+)\{([^}]*)\}", style, re.MULTILINE)

    def declared(selector: str) -> str:
        return " ".join(block for names, block in rules if selector in names.strip().split(", "))

    assert "border: 1px" in declared(".tiles li")
    assert "display: block" in declared(".tiles b")


def test_one_source_is_named_and_needs_no_table(figures):
    page = figures_page(figures(source="Door"))
    assert '<span dir="auto">Door</span>' in page
    assert "<table>" not in page


def test_names_are_never_markup_and_the_page_loads_nothing(figures):
    for page in (figures_page(figures()), figures_page(figures(source=EVIL))):
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert not re.findall(r"\b(?:src|href)=", page)


def test_fills_are_defined_once_each_and_used_from_there(figures):
    page = figures_page(figures(Unit.WEEK))
    names = re.findall(r'<pattern id="([^"]+)"', page)
    assert len(names) == len(set(names)) == 2 * 5
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(names)


def test_a_period_that_was_not_watched_says_so():
    empty = no_figures(Period.containing(Unit.DAY, DAY), at(DAY, 12))
    assert figures_section(empty)["remark"] == "Nothing was watched in this period."
    assert figures_section(None) == {"figures": None}
    assert "Nothing was watched" in figures_page(empty)
