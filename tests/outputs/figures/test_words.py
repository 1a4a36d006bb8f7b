from datetime import date

import pytest

from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.figures.period_figures import no_figures, read_period
from maskapp.outputs.figures.records import Counts
from maskapp.outputs.figures.words import (
    counts_text,
    gaps_text,
    hour_text,
    share_text,
    summary,
    tiles,
    watched_text,
)
from maskapp.records import MaskLabel
from tests.support.figures import at

DAY = date(2026, 5, 18)
NOW = at(date(2026, 6, 1), 0)


@pytest.fixture
def figures(put, berlin):
    """Two hours of a day at one source, and a few minutes at another."""
    for hour, masked, bare, wrong in ((8, 18, 1, 1), (17, 5, 10, 0)):
        put(
            at(DAY, hour), came_masked=masked, came_bare=bare, came_wrong=wrong, masked=masked,
            bare=2 * bare, events=bare, watched_ms=60_000,
        )  # fmt: skip
        put(at(DAY, hour, 1), minutes=59, watched_ms=60_000)
    put(at(DAY, 8), "Gate", minutes=5, watched_ms=60_000)
    return read_period(berlin, Period.containing(Unit.DAY, DAY), None, NOW)


def test_the_numbers_say_what_they_count(figures):
    shown = {tile.name: (tile.value, tile.detail) for tile in tiles(figures)}
    assert shown == {
        "People who came": ("35", "each counted once"),
        "Mask": ("23", "66% of those who came"),
        "No mask": ("11", "31% of those who came"),
        "Worn wrong": ("1", "3% of those who came"),
        "Violations": ("11", ""),
        "Busiest hour": ("08:00–09:00", "20 people came"),
        "Best hour": ("08:00–09:00", "90% of 20 masked"),
        "Worst hour": ("17:00–18:00", "33% of 15 masked"),
        "Person-minutes": ("45", "51% with a mask"),
        "Watched": ("2 h 5 min", "at 2 sources"),
    }
    assert [tile.label for tile in tiles(figures)][:4] == [None, *list(MaskLabel)[:3]]


def test_the_summary_is_in_sentences(figures):
    assert summary(figures) == (
        "35 people came (23 with a mask, 11 without, 1 worn wrong), 11 violations, watched for"
        " 2 h 5 min. 66% came with a mask. Best hour 08:00–09:00, 90% of 20 masked; worst hour"
        " 17:00–18:00, 33% of 15 masked. Not watched 00:00–08:00, 09:00–17:00 and 18:00–24:00."
    )


def test_nothing_watched_is_not_nobody():
    empty = no_figures(Period.containing(Unit.DAY, DAY), NOW)
    assert summary(empty) == "Not watched."
    shown = {tile.name: (tile.value, tile.detail) for tile in tiles(empty)}
    assert shown["Mask"] == ("0", "")
    assert shown["Best hour"] == ("–", "too few people yet")
    assert shown["Busiest hour"] == ("–", "")


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (Counts(watched_ms=60_000), "nobody came, watched for 1 min"),
        (Counts(came_masked=1, watched_ms=10),
         "1 person came (1 with a mask), watched for under 1 min"),
        (Counts(came_bare=1200, events=1, watched_ms=3_600_000),
         "1,200 people came (0 with a mask, 1,200 without), 1 violation, watched for 1 h"),
    ],
)  # fmt: skip
def test_counts_are_told_in_one_line(counts, text):
    assert counts_text(counts) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.001, "under 1%"), (0.006, "1%"), (0.994, "99%"), (0.996, "over 99%"),
     (1, "100%")],
)  # fmt: skip
def test_a_percentage_is_all_or_nothing_only_if_it_is_true(share, text):
    assert share_text(share) == text


def test_times_are_those_of_the_clock():
    assert hour_text(9) == "09:00–10:00"
    assert hour_text(23) == "23:00–24:00"
    assert watched_text(0) == "0 min"
    assert watched_text(59 * 60_000 + 59_000) == "1 h"
    assert watched_text((99 * 60 + 48) * 60_000) == "99 h 48 min"
    assert watched_text((7347 * 60 + 48) * 60_000) == "7,348 h"


def test_many_gaps_are_told_by_the_longest():
    gaps = [(0, 100), (110, 115), (200, 300), (310, 313), (400, 1000)]
    assert gaps_text(gaps[:1]) == "00:00–01:40"
    assert gaps_text(gaps) == "00:00–01:40, 03:20–05:00, 06:40–16:40 and 2 shorter gaps"
    assert gaps_text(gaps[1:]).endswith(" and 1 shorter gap")
