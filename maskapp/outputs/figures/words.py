"""The figures in words, the same in the statistics window and in the reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.figures.period_figures import LEAST_PEOPLE, HourOfDay, PeriodFigures, Span
from maskapp.outputs.figures.reading import HOURS
from maskapp.outputs.figures.records import Counts
from maskapp.records import MaskLabel

_MINUTE_MS, _HOUR_MIN = 60_000, 60
_LONG_H = 100
_MOST_GAPS = 3

NOT_WATCHED = "Not watched"
PEOPLE_CAME = "People who came"
PROMISE = "These numbers were kept without pictures, and do not tell who anybody is."
NO_FIGURES = (
    "While a camera, a stream or a video is watched, Maskapp counts each minute how many people"
    " came, with a mask and without. It keeps these numbers only: no pictures, and nothing that"
    " tells who somebody is. The demo clip and single pictures are not counted."
)

NOTES = (
    (
        PEOPLE_CAME,
        "each face that was followed counts once, when it came, under the label that it had longest"
        " in that minute. Somebody who leaves and comes back counts again: nobody is recognised.",
    ),
    (
        "Person-minutes",
        "each person in view counts once a minute: somebody who stays for ten minutes counts ten"
        " times.",
    ),
    ("Violations", "people who were without a mask, or wore it wrong, for some seconds."),
    (
        "Best and worst hour",
        "the hours of the clock with the largest and the smallest share of masks, of those in which"
        f" at least {LEAST_PEOPLE} people came.",
    ),
    ("Watched", "the time in which a camera or a file was running, added up over all sources."),
)
"""What the numbers count, each with its name."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with its name.

    Attributes:
        name: What it counts.
        value: The number.
        detail: What there is to say about it; "" for nothing.
        label: The label whose people it counts; None for other numbers.
    """

    name: str
    value: str
    detail: str = ""
    label: MaskLabel | None = None


def count_text(count: int) -> str:
    """Return a number such as "12,345"."""
    return f"{count:,}"


def share_text(share: float) -> str:
    """Return a share as a percentage; only all of them are 100 %, and only none are 0 %."""
    if 0.995 <= share < 1:
        return "over 99%"
    if 0 < share < 0.005:
        return "under 1%"
    return f"{share:.0%}"


def watched_text(watched_ms: int) -> str:
    """Return a time watched, such as "7 h 5 min", "under 1 min", or "1,204 h" for a long one."""
    minutes = round(watched_ms / _MINUTE_MS)
    if minutes == 0 and watched_ms:
        return "under 1 min"
    hours, rest = divmod(minutes, _HOUR_MIN)
    if not hours:
        return f"{minutes} min"
    if hours >= _LONG_H:  # with minutes, it would not fit into tiles and tables
        return f"{count_text(round(minutes / _HOUR_MIN))} h"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def clock_text(minute: int) -> str:
    """Return a time of day, such as "09:30", of minutes since midnight."""
    return f"{minute // _HOUR_MIN:02}:{minute % _HOUR_MIN:02}"


def hour_text(hour: int) -> str:
    """Return an hour of the clock, such as "09:00–10:00"."""
    return f"{clock_text(hour * _HOUR_MIN)}–{clock_text((hour + 1) * _HOUR_MIN)}"


def counts_text(counts: Counts) -> str:
    """Return what was counted in a part of a period, in one line."""
    parts = [f"{_people(counts.came)} came"]
    if counts.came:
        details = [f"{count_text(counts.came_masked)} with a mask"]
        details += [f"{count_text(counts.came_bare)} without"] if counts.came_bare else []
        details += [f"{count_text(counts.came_wrong)} worn wrong"] if counts.came_wrong else []
        parts[0] += f" ({', '.join(details)})"
    if counts.events:
        plural = "" if counts.events == 1 else "s"
        parts.append(f"{count_text(counts.events)} violation{plural}")
    parts.append(f"watched for {watched_text(counts.watched_ms)}")
    return ", ".join(parts)


def gaps_text(gaps: Sequence[Span]) -> str:
    """Return when nothing was watched on a day, such as "12:00–13:30 and 18:05–24:00"."""
    longest = sorted(gaps, key=lambda span: span[0] - span[1])[:_MOST_GAPS]
    spans = [f"{clock_text(begin)}–{clock_text(end)}" for begin, end in sorted(longest)]
    if more := len(gaps) - len(spans):
        spans.append(f"{more} shorter gap{'' if more == 1 else 's'}")
    return " and ".join([", ".join(spans[:-1]), spans[-1]] if len(spans) > 1 else spans)


def tiles(figures: PeriodFigures) -> list[Tile]:
    """Return the numbers of a period, each saying what it counts."""
    total = figures.total
    labelled = (
        (MaskLabel.WITH_MASK, total.came_masked),
        (MaskLabel.WITHOUT_MASK, total.came_bare),
        (MaskLabel.INCORRECT_MASK, total.came_wrong),
    )
    best, worst = figures.best_and_worst or (None, None)
    return [
        Tile(PEOPLE_CAME, count_text(total.came), "each counted once"),
        *(
            Tile(LABEL_WORDS[label], count_text(count), _of_came(count, total.came), label)
            for label, count in labelled
        ),
        Tile("Violations", count_text(total.events)),
        Tile("Busiest hour", *_busiest_hour(figures)),
        Tile("Best hour", *_hour_of_day(best)),
        Tile("Worst hour", *_hour_of_day(worst)),
        Tile("Person-minutes", count_text(total.people), _in_view(total)),
        Tile("Watched", watched_text(total.watched_ms), _sources_watched(figures)),
    ]


def summary(figures: PeriodFigures) -> str:
    """Return the figures of a period in sentences, without its title."""
    total = figures.total
    if not any(total.values()):
        return f"{NOT_WATCHED}."
    told = counts_text(total)
    sentences = [f"{told[0].upper()}{told[1:]}."]
    if total.masked_share is not None:
        sentences.append(f"{share_text(total.masked_share)} came with a mask.")
    if figures.best_and_worst is not None:
        best, worst = (_hour_of_day(each) for each in figures.best_and_worst)
        sentences.append(f"Best hour {best[0]}, {best[1]}; worst hour {worst[0]}, {worst[1]}.")
    if figures.gaps:
        sentences.append(f"Not watched {gaps_text(figures.gaps)}.")
    return " ".join(sentences)


def _people(count: int) -> str:
    if not count:
        return "nobody"
    return "1 person" if count == 1 else f"{count_text(count)} people"


def _of_came(count: int, came: int) -> str:
    return f"{share_text(count / came)} of those who came" if came else ""


def _hour_of_day(hour: HourOfDay | None) -> tuple[str, str]:
    if hour is None:
        return "–", "too few people yet"
    share = share_text(hour.counts.masked_share or 0.0)
    return hour_text(hour.hour), f"{share} of {count_text(hour.counts.came)} masked"


def _busiest_hour(figures: PeriodFigures) -> tuple[str, str]:
    hour = max(HOURS, key=lambda each: figures.hours[each].came)
    came = figures.hours[hour].came
    return (hour_text(hour), f"{_people(came)} came") if came else ("–", "")


def _in_view(total: Counts) -> str:
    return f"{share_text(total.masked / total.people)} with a mask" if total.people else ""


def _sources_watched(figures: PeriodFigures) -> str:
    if figures.source is not None or len(figures.by_source) < 2:
        return ""
    return f"at {len(figures.by_source)} sources"
