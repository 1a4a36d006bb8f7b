from datetime import date, datetime
from html.parser import HTMLParser

import pytest

from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.figures.tables import add_figures
from maskapp.outputs.local_time import local_midnight
from maskapp.outputs.snapshots.records import SnapshotFilter
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import MaskLabel
from tests.support.clocks import CAIRO, zone_of_computer

MASK, BARE, WRONG, UNSURE = MaskLabel


class Page(HTMLParser):
    """The tags with their attributes, and the text, of an HTML page."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def test_every_snapshot_is_shown_with_its_picture(three_ids, export):
    page = Page(export(".html"))
    assert len(page.all("img")) == 3
    assert next(time["datetime"] for time in page.all("time")) == "2026-05-17T09:33:00.000+02:00"
    for text in ("Tür 口", 'Two lines,\n"quoted"', "#1 Worn wrong, confidence 88%", "No face"):
        assert text in page.text


def test_the_snapshots_are_counted_without_shares_of_their_faces(three_ids, event_id, export):
    text = " ".join(Page(export(".html")).text.split())
    assert "4 in this report: 2 manual, 2 automatic; 1 of violations." in text
    assert "Sources: Webcam (3), Tür 口 (1)" in text
    assert "2026-05-17 09:31 to 2026-05-17 09:34" in text
    assert "of the faces" not in text


def test_an_event_is_told_in_words(event_id, export):
    assert "#1 No mask for 0:42, put on" in Page(export(".html")).text


def test_a_label_that_was_corrected_is_told_with_the_right_one(log, event_id, export):
    log.correct(event_id, {1: TrueLabel.WITH_MASK})
    text = Page(export(".html")).text
    assert "#1 No mask for 0:42, put on, corrected: Mask" in text
    assert "#1 No mask, confidence 88%, corrected: Mask" in text


def test_the_page_loads_nothing_and_runs_no_script(three_ids, export):
    page = Page(export(".html"))
    assert all(img["src"].startswith("data:image/jpeg;base64,") for img in page.all("img"))
    assert not [a for _, a in page.tags if a.keys() & {"href", "onload", "onclick", "onerror"}]
    assert not page.all("script")
    assert not page.all("link")


def test_text_is_never_read_as_markup(log, make_snapshot, export):
    evil = "<script>alert('x')</script>\"><img src=x onerror=y>&lt;"
    log.add(make_snapshot(BARE, source=evil))
    log.set_note(log.find()[0], evil)
    page = Page(export(".html"))
    assert not page.all("script")
    assert len(page.all("img")) == 1
    assert page.text.count(evil) == 3, "among the sources, as the source and as the note"


@pytest.mark.parametrize("size", [(90, 160), (1080, 1920)])
def test_pictures_are_reduced_but_never_enlarged(log, make_snapshot, export, size):
    log.add(make_snapshot(shape=size))
    (img,) = Page(export(".html")).all("img")
    width = min(size[1], 640)
    assert (int(img["width"]), int(img["height"])) == (width, width * 9 // 16)


def test_a_missing_or_broken_picture_is_replaced_by_a_text(log, three_ids, export):
    first, second, _ = log.read(three_ids)
    first.annotated.unlink()
    second.annotated.write_bytes(b"no picture")
    page = Page(export(".html"))
    assert len(page.all("img")) == 1
    assert page.text.count("The picture is missing.") == 2


@pytest.fixture
def counted(log):
    """Figures of the first of May and of the day of the snapshots, in the zone of this computer."""
    for day, hour, counts in (
        (1, 8, Counts(came_masked=30, came_bare=10, masked=50, watched_ms=60_000)),
        (17, 9, Counts(came_masked=6, came_wrong=2, masked=7, events=1, watched_ms=60_000)),
    ):
        minute = int(datetime(2026, 5, day, hour).astimezone().timestamp()) // 60
        add_figures(log.database, MinuteFigures("Door <1>", minute, counts))


def test_all_snapshots_follow_all_figures(counted, three_ids, export):
    text = " ".join(Page(export(".html")).text.split())
    assert text.index("Figures, 1 – 17 May 2026") < text.index("Snapshots 3 in this report")
    assert "People who came 48 each counted once" in text
    assert "Mask 36 75% of those who came" in text
    assert "Friday, 1 May 2026: 40 people came (30 with a mask, 10 without)" in text
    assert "Sunday, 17 May 2026: 8 people came" in text


def test_some_snapshots_follow_the_figures_of_their_days(counted, three_ids, export):
    text = " ".join(Page(export(".html", three_ids[:2])).text.split())
    assert "Figures, Sunday, 17 May 2026" in text
    assert "People who came 8 each counted once" in text
    assert "09:00–10:00: 8 people came (6 with a mask, 2 worn wrong), 1 violation" in text


def test_the_figures_are_of_the_source_that_is_filtered_by(log, counted, make_snapshot, export):
    for source in ("Door <1>", "Canteen"):
        log.add(make_snapshot(BARE, source=source))
    minute = int(datetime(2026, 5, 17, 9).astimezone().timestamp()) // 60
    add_figures(log.database, MinuteFigures("Canteen", minute, Counts(came_bare=97, bare=97)))
    text = " ".join(Page(export(".html", wanted=SnapshotFilter(source="Door <1>"))).text.split())
    assert "Figures, Sunday, 17 May 2026 Door <1> People who came 8" in text
    assert "97" not in text
    assert "1 of 2 in this report" in text
    assert "Filter: source Door <1>." in text
    text = " ".join(Page(export(".html", wanted=SnapshotFilter(text="door"))).text.split())
    assert "Figures, Sunday, 17 May 2026 All sources People who came 105" in text
    assert "Filter: text door." in text


@pytest.mark.parametrize(
    ("since", "until", "days", "came"),
    [
        (2, None, "2 – 17 May 2026", 8),
        (None, 2, "Friday, 1 May 2026", 40),
        (1, 18, "1 – 17 May 2026", 48),
        (10, 12, "10 – 11 May 2026", 0),
        (17, 30, "Sunday, 17 May 2026", 8),
    ],
)
def test_a_filter_of_days_has_the_figures_of_these_days(
    counted, three_ids, export, since, until, days, came
):
    text = " ".join(Page(export(".html", wanted=_days_of_may(since, until))).text.split())
    assert f"Figures, {days} All sources People who came {came} " in text


def test_a_filter_of_days_without_any_figures_has_none(counted, three_ids, export):
    assert "Figures" not in Page(export(".html", wanted=_days_of_may(18, None))).text


def test_the_day_before_one_that_begins_at_one_o_clock_has_its_own_figures_only(log, export):
    with zone_of_computer(CAIRO):
        begins, ends = (local_midnight(date(2026, 4, day)) for day in (23, 24))
        for begin, count in ((begins, 5), (ends, 7)):
            minute = int(begin.timestamp()) // 60
            add_figures(log.database, MinuteFigures("Door", minute, Counts(came_bare=count)))
        text = Page(export(".html", wanted=SnapshotFilter(since=begins, until=ends))).text
    text = " ".join(text.split())
    assert "Figures, Thursday, 23 April 2026 All sources People who came 5 " in text


def _days_of_may(since: int | None, until: int | None) -> SnapshotFilter:
    """Return a filter of the days from the first on, until the day before the second."""
    return SnapshotFilter(
        since=None if since is None else datetime(2026, 5, since).astimezone(),
        until=None if until is None else datetime(2026, 5, until).astimezone(),
    )


def test_a_choice_by_hand_is_told_and_all_are_not(counted, three_ids, export):
    assert "2 of 3 in this report" in Page(export(".html", three_ids[:2])).text
    text = " ".join(Page(export(".html")).text.split())
    assert "Snapshots 3 in this report" in text
    assert "All sources" in text
    assert "Filter" not in text


def test_without_figures_there_is_no_chart(three_ids, export):
    page = Page(export(".html"))
    assert "Figures" not in page.text
    assert not [svg for svg in page.all("svg") if svg.get("class") == "chart"]


def test_an_empty_report_says_so(log, export):
    assert "No snapshots." in Page(export(".html")).text
