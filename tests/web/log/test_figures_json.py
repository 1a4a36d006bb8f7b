"""Figures as programs get them."""

import json
from datetime import date

from maskapp.outputs.export.figures_csv import figures_csv
from maskapp.outputs.figures.open_figures import open_figures
from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.figures.period_figures import no_figures, read_period
from maskapp.web.log.figures_json import figures_as_json
from tests.support.figures import BERLIN, at, put_in_folder

DAY = date(2026, 11, 26)
PERIOD = Period.containing(Unit.DAY, DAY)


def test_sums_hours_days_and_sources_agree(tmp_path):
    for hour, masked in ((9, 12), (10, 4)):
        put_in_folder(tmp_path, at(DAY, hour), came_masked=masked, came_bare=8, watched_ms=60_000)
    with open_figures(tmp_path, BERLIN) as reader:
        figures = read_period(reader, PERIOD, None, at(DAY, 12))
    content = json.loads(json.dumps(figures_as_json(figures), allow_nan=False))
    assert content["period"] == {
        "unit": "day", "title": "Thursday, 26 November 2026", "first": "2026-11-26",
        "last": "2026-11-26",
    }  # fmt: skip
    assert content["total"]["people_came"] == 32
    assert content["masked_share"] == 0.5
    assert sum(hour["people_came"] for hour in content["hours"]) == 32
    assert content["days"]["2026-11-26"] == content["by_source"]["Door"] == content["total"]
    assert content["best_hour"]["hour"] == "09:00–10:00"
    assert content["not_watched"][0] == ["00:00", "09:00"]


def test_the_numbers_are_named_as_in_the_table():
    content = figures_as_json(no_figures(PERIOD, at(DAY, 12)))
    (head,) = figures_csv(())
    assert [*content["total"]] == head.decode("utf-8-sig").strip().split(",")[2:]
    assert content["recorded"] is None
    assert content["masked_share"] is None
