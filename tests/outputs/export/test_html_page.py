from html.parser import HTMLParser

import pytest

from maskapp.records import MaskLabel

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


def test_the_summary_counts_snapshots_faces_and_sources(three_ids, export):
    text = " ".join(Page(export(".html")).text.split())
    assert "Snapshots 3 2 manual, 1 automatic" in text
    assert "Faces 4 in all snapshots" in text
    assert "No mask 2 50% of the faces" in text
    assert "Sources: Webcam (2), Tür 口 (1)" in text
    assert "2026-05-17 09:31 to 2026-05-17 09:33" in text


def test_an_event_is_told_in_words(event_id, export):
    assert "#1 No mask for 0:42, put on" in Page(export(".html")).text


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
    assert page.text.count(evil) == 3, "in the summary, as the source and as the note"


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


def test_the_chart_has_a_bar_with_a_title(three_ids, export):
    page = Page(export(".html"))
    assert "Faces over time" in page.text
    assert "05-17 09:31: Mask 1, No mask 2, Worn wrong 0, Uncertain 0" in page.text


def test_an_empty_report_has_no_chart(log, export):
    page = Page(export(".html"))
    assert "No snapshots." in page.text
    assert "Faces over time" not in page.text
