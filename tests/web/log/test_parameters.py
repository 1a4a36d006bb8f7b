"""Parameters of addresses, as browsers, programs and attackers write them."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.snapshots.records import EVERYTHING
from maskapp.web.log import parameters
from tests.support.clocks import CAIRO, zone_of_computer

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize("text", ["0", "-1", "501", "1e3", "٣", " 5", "5 ", "0x10", "9" * 5000])
def test_a_number_out_of_its_range_is_refused_in_words(text):
    with pytest.raises(HTTPException) as refused:
        parameters.number({"limit": text}, "limit", 50, 500)
    assert refused.value.status_code == 400
    assert "limit" in refused.value.detail


def test_a_number_is_read_and_has_a_usual_value():
    assert parameters.number({"limit": "500"}, "limit", 50, 500) == 500
    assert parameters.number({}, "limit", 50, 500) == parameters.number({"limit": ""}, "limit", 50)


@pytest.mark.parametrize(
    "text", ["2026-13-99", "2026-02-30", "0001-01-01", "9999-12-31", "20260101", "2026-W01-1", "x"]
)
def test_a_day_that_is_none_is_refused_in_words(text):
    for read in (parameters.day, lambda given: parameters.period(given, TODAY)):
        with pytest.raises(HTTPException, match="day") as refused:
            read({"day": text})
        assert refused.value.status_code == 400


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR])
@pytest.mark.parametrize("day", ["2000-01-01", "2999-12-31", "2024-02-29"])
def test_every_period_of_an_allowed_day_has_its_neighbours(unit, day):
    period = parameters.period({"period": unit.value, "day": day}, TODAY)
    assert period.contains(date.fromisoformat(day))
    assert period.next().previous() == period


def test_without_a_choice_the_period_is_today():
    assert parameters.period({}, TODAY) == Period.containing(Unit.DAY, TODAY)


@pytest.mark.parametrize("text", ["days", "century", "DAY", "day "])
def test_another_length_of_a_period_is_refused(text):
    with pytest.raises(HTTPException, match="period"):
        parameters.period({"period": text}, TODAY)


def test_a_filter_is_everything_unless_said_otherwise():
    assert parameters.snapshot_filter({}) == EVERYTHING
    wanted = parameters.snapshot_filter({"kind": "manual", "day": "2026-11-26", "source": "Door"})
    assert (wanted.kind, wanted.source) == ("manual", "Door")
    assert wanted.since.date() == TODAY
    assert (wanted.until - wanted.since).days == 1


def test_a_day_whose_clock_is_set_at_midnight_has_no_hour_of_its_neighbours():
    with zone_of_computer(CAIRO):
        days = [f"2026-04-{day}" for day in (23, 24)]
        before, wanted = (parameters.snapshot_filter({"day": day}) for day in days)
    assert before.until == wanted.since == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert wanted.since.date() == date(2026, 4, 24)
    assert wanted.until == datetime(2026, 4, 24, 21, tzinfo=UTC)


def test_an_unknown_kind_and_an_endless_name_are_refused():
    for wrong in ({"kind": "all"}, {"source": "x" * 1001}):
        with pytest.raises(HTTPException):
            parameters.snapshot_filter(wrong)


@given(st.dictionaries(st.sampled_from(["limit", "day", "kind", "source", "period"]), st.text()))
def test_whatever_is_given_is_read_or_refused(given_parameters):
    for read in (
        lambda: parameters.number(given_parameters, "limit", 1, 10),
        lambda: parameters.snapshot_filter(given_parameters),
        lambda: parameters.period(given_parameters, TODAY),
    ):
        with suppress(HTTPException):
            read()
