"""The figures of a period in JSON; the names of the numbers are those of the CSV export."""

from typing import Any

from maskapp.outputs.figures.period_figures import HourOfDay, PeriodFigures
from maskapp.outputs.figures.records import Counts
from maskapp.outputs.figures.words import clock_text, hour_text, summary


def figures_as_json(figures: PeriodFigures) -> dict[str, Any]:
    """Return figures as JSON values; days are those of the computer's time zone."""
    best, worst = figures.best_and_worst or (None, None)
    recorded = figures.recorded
    return {
        "period": {
            "unit": figures.period.unit.value,
            "title": figures.period.title(),
            "first": figures.period.since.isoformat(),
            "last": figures.period.last.isoformat(),
        },
        "source": figures.source,
        "sources": list(figures.sources),
        "recorded": recorded and {"first": str(recorded[0]), "last": str(recorded[1])},
        "summary": summary(figures),
        "total": _counts(figures.total),
        "masked_share": figures.total.masked_share,
        "best_hour": _hour(best),
        "worst_hour": _hour(worst),
        "hours": [_counts(counts) for counts in figures.hours],
        "days": {day.isoformat(): _counts(counts) for day, counts in figures.days.items()},
        "by_source": {name: _counts(counts) for name, counts in figures.by_source.items()},
        "not_watched": [[clock_text(begin), clock_text(end)] for begin, end in figures.gaps],
    }


def _counts(counts: Counts) -> dict[str, float]:
    return {
        "watched_minutes": round(counts.watched_ms / 60_000, 1),
        "people_came": counts.came,
        "came_with_mask": counts.came_masked,
        "came_without_mask": counts.came_bare,
        "came_incorrect_mask": counts.came_wrong,
        "violations": counts.events,
        "person_minutes": counts.people,
        "person_minutes_with_mask": counts.masked,
        "person_minutes_without_mask": counts.bare,
        "person_minutes_incorrect_mask": counts.wrong,
        "person_minutes_uncertain": counts.uncertain,
    }


def _hour(hour: HourOfDay | None) -> dict[str, Any] | None:
    if hour is None:
        return None
    return {
        "hour": hour_text(hour.hour),
        "people_came": hour.counts.came,
        "masked_share": hour.counts.masked_share,
    }
