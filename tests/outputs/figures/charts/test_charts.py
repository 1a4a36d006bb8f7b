from datetime import date

import pytest

from maskapp.outputs.figures.charts.charts import charts
from maskapp.outputs.figures.charts.drawing import Fill
from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.figures.period_figures import read_period
from tests.support.figures import AUTUMN, SPRING, at

DAY = date(2026, 5, 20)  # a Wednesday
LATER = at(date(2027, 6, 1), 0)


@pytest.fixture
def texts(berlin):
    """What the parts of the charts of a period say, chart by chart."""

    def read(period, now=LATER):
        figures = read_period(berlin, period, None, now)
        return {
            chart.title: [cell.text for cell in chart.lay_out(900, 300, 12).cells]
            for chart in charts(figures)
        }

    return read


@pytest.mark.parametrize(
    ("period", "kinds"),
    [
        (Period.containing(Unit.DAY, DAY), ["by hour"]),
        (Period.containing(Unit.WEEK, DAY), ["by weekday and hour", "by day"]),
        (Period.containing(Unit.MONTH, DAY), ["by day", "by weekday and hour"]),
        (Period.containing(Unit.YEAR, DAY), ["by month", "by weekday and hour"]),
        (Period.of_days(DAY, DAY), ["by hour"]),
        (Period.of_days(date(2024, 12, 30), DAY), ["by month", "by weekday and hour"]),
    ],
)
def test_each_period_has_its_charts(texts, period, kinds):
    assert list(texts(period)) == [f"People who came, {kind}" for kind in kinds]


def test_the_hours_of_a_day(put, texts):
    put(at(DAY, 9), minutes=60, came_masked=1, watched_ms=60_000)
    put(at(DAY, 10), minutes=60, watched_ms=60_000)
    (hours,) = texts(Period.containing(Unit.DAY, DAY), at(DAY, 12, 30)).values()
    assert hours[8:14] == [
        "08:00–09:00: not watched",
        "09:00–10:00: 60 people came (60 with a mask), watched for 1 h",
        "10:00–11:00: nobody came, watched for 1 h",
        "11:00–12:00: not watched",
        "12:00–13:00: not watched",
        "13:00–14:00: still to come",
    ]


def test_the_days_on_which_the_clock_is_set_say_so(put, texts):
    put(at(AUTUMN, 2, fold=0), minutes=120, came_bare=1, watched_ms=60_000)
    (spring,) = texts(Period.containing(Unit.DAY, SPRING)).values()
    (autumn,) = texts(Period.containing(Unit.DAY, AUTUMN)).values()
    assert spring[2] == "02:00–03:00: left out, as the clock was set forward"
    assert autumn[2].startswith("02:00–03:00: 120 people came (0 with a mask, 120 without), watch")
    assert autumn[2].endswith("(the clock was set back in this hour, which came twice)")


def test_the_week_has_its_days_with_what_is_still_to_come(put, texts):
    put(at(DAY, 9), came_masked=2, watched_ms=60_000)
    week, days = texts(Period.containing(Unit.WEEK, DAY), at(DAY, 9, 30)).values()
    assert len(week) == 7 * 24
    assert week[2 * 24 + 9].startswith("Wednesday, 09:00–10:00: 2 people came")
    assert week[2 * 24 + 10] == "Wednesday, 10:00–11:00: still to come"
    assert week[24 + 10] == "Tuesday, 10:00–11:00: not watched"
    assert days[1] == "Tuesday, 19 May 2026: not watched"
    assert days[2].startswith("Wednesday, 20 May 2026: 2 people came")
    assert days[3] == "Thursday, 21 May 2026: still to come"


def test_days_on_end_without_figures_are_one_gap(put, berlin):
    put(at(DAY, 9), came_masked=2)
    month = read_period(berlin, Period.containing(Unit.MONTH, DAY), None, at(date(2026, 6, 1), 0))
    drawing = charts(month)[0].lay_out(900, 300, 12)
    gaps = [area for area in drawing.areas[4:] if area.fill is Fill.GAP]
    widths = [round(gap.width / drawing.cells[0].width) for gap in gaps]
    assert widths == [19, 11]


def test_months_of_several_years_name_their_year(put, texts, berlin):
    put(at(DAY, 9), came_masked=2)
    period = Period.of_days(date(2025, 12, 1), DAY)
    months = next(iter(texts(period).values()))
    assert [text.split(":")[0] for text in months][:2] == ["December 2025", "January 2026"]
    figures = read_period(berlin, period, None, at(DAY, 10))
    marks = [word.text for word in charts(figures)[0].lay_out(900, 300, 12).words]
    assert "Dec 2025" in marks
