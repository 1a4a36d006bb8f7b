"""Any text is in an export as it was, and nothing of it is a formula or markup."""

import csv
import io
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from maskapp.outputs.export.csv_table import csv_header, csv_row
from maskapp.outputs.export.export_format import Exported
from maskapp.outputs.export.formats import FORMATS
from maskapp.outputs.snapshots.records import Snapshot

few = settings(max_examples=60)
letters = st.characters(exclude_categories=["Cs"])
texts = st.text(letters | st.sampled_from("<>&\"'/=+-@;,\t\n {}%"), max_size=60)
harmless = st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" .,;:\"'\n\r\t\0"))


def snapshot(source: str, note: str) -> Snapshot:
    missing = Path("missing.jpg")
    moment = datetime(2026, 5, 17, 9, 30, tzinfo=UTC)
    return Snapshot(moment, "manual", source, (), 1, note, missing, missing)


def written(suffix: str, *snapshots: Snapshot) -> str:
    file = io.BytesIO()
    list(next(f for f in FORMATS if f.suffix == suffix).write(Exported(snapshots), file))
    return file.getvalue().decode("utf-8-sig")


class Page(HTMLParser):
    """The names of tags and attributes of an HTML page, and its text."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.marks: list[tuple[str, list[str]]] = []
        self.text = ""
        self.feed(content)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.marks.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data):
        self.text += data


@few
@given(texts, texts)
def test_json_gives_any_text_back(source, note):
    (entry,) = json.loads(written(".json", snapshot(source, note)))["snapshots"]
    assert (entry["source"], entry["note"]) == (source, note)


@few
@given(texts, harmless)
@example("=cmd|' /C calc'!A0", "a;\n=1")
def test_csv_gives_any_text_back_but_for_the_apostrophes_before_formulas(source, note):
    content = (csv_header() + csv_row(snapshot(source, note))).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert row["source"].replace("'", "") == source.replace("'", "")
    if not set(note) & set("=+-@"):
        assert row["note"] == note


@few
@given(texts.filter(str.strip), texts.filter(str.strip))
@example("</dd></script><script>alert(1)</script>", "{{ 7 * 7 }} {% raw %}")
def test_html_shows_any_text_and_reads_none_of_it_as_markup(source, note):
    page = Page(written(".html", snapshot(source, note)))
    assert page.marks == Page(written(".html", snapshot("Door", "Note"))).marks
    assert "7 * 7" in page.text or "{{ 7 * 7 }}" not in note
    shown = "".join(page.text.split())
    for text in (source, note):
        expected = "".join(text.replace("\0", "\ufffd").split())
        assert expected in shown or "\0" in text
