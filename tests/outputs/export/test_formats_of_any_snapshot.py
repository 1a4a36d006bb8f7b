"""Every format takes whatever the log may hold."""

import csv
import io
import json
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from maskapp.outputs.export.csv_table import csv_header, csv_row
from maskapp.outputs.export.export_format import Exported
from maskapp.outputs.export.formats import FORMATS
from maskapp.outputs.snapshots.records import SavedFace, Snapshot
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import VIOLATION_LABELS, Box, MaskLabel

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
numbers = st.floats(-1e300, 1e300)
zones = st.integers(-86_399, 86_399).map(lambda s: timezone(timedelta(seconds=s)))
faces = st.builds(
    SavedFace,
    track=st.integers(-(2**63), 2**63 - 1),
    label=st.sampled_from(MaskLabel),
    confidence=st.floats(0, 1),
    box=st.builds(Box, numbers, numbers, numbers, numbers),
)
events = st.builds(
    ViolationEvent,
    person=st.integers(-(2**63), 2**63 - 1),
    label=st.sampled_from(VIOLATION_LABELS),
    started_at=st.datetimes(timezones=zones),
    length_s=st.floats(0, 1e9),
    ending=st.none() | st.sampled_from(EventEnding),
)
snapshots = st.builds(
    Snapshot,
    taken_at=st.datetimes(timezones=zones),
    kind=st.sampled_from(["manual", "automatic"]),
    source=texts,
    faces=st.lists(faces, max_size=4).map(tuple),
    id=st.integers(1, 2**63 - 1),
    note=texts,
    annotated=st.just(Path("missing.jpg")),
    plain=st.just(Path("missing-plain.jpg")),
    event=st.none() | events,
)


@hypothesis_settings(max_examples=60)
@given(st.lists(snapshots, max_size=5))
def test_every_format_writes_all_of_them(many):
    for export_format in FORMATS:
        file = io.BytesIO()
        steps = list(export_format.write(Exported(many), file))
        assert (steps or [0])[-1] == len(many)
        if export_format.suffix in {".json", ".html"}:
            file.getvalue().decode()


@given(st.lists(snapshots, max_size=5))
def test_json_holds_what_was_written(many):
    file = io.BytesIO()
    list(next(f for f in FORMATS if f.suffix == ".json").write(Exported(many), file))
    read = json.loads(file.getvalue())["snapshots"]
    assert [(each["id"], each["source"], each["note"]) for each in read] == [
        (each.id, each.source, each.note) for each in many
    ]
    for entry, snapshot in zip(read, many, strict=True):
        moment = datetime.fromisoformat(entry["taken_at"])
        assert abs(moment - snapshot.taken_at) < timedelta(milliseconds=1)
        assert [face["label"] for face in entry["faces"]] == [f.label for f in snapshot.faces]


@given(st.lists(snapshots, max_size=5))
def test_csv_has_a_row_for_each_and_no_cell_starts_a_formula(many):
    content = csv_header() + b"".join(csv_row(snapshot) for snapshot in many)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [int(row["id"]) for row in rows] == [snapshot.id for snapshot in many]
    for row in rows:
        assert None not in row
        for name in ("source", "note", "details"):
            assert row[name].lstrip()[:1] not in set("=+-@")


@pytest.mark.parametrize("year", [1, 1970, 1979, 1980, 2107, 2108, 9999])
def test_an_archive_takes_any_year(tmp_path, year):
    pictures = [tmp_path / "picture.jpg", tmp_path / "picture-plain.jpg"]
    for picture in pictures:
        picture.write_bytes(b"jpeg")
    moment = datetime(year, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12)))
    snapshot = Snapshot(moment, "manual", "Door", (), 1, "", *pictures)
    file = io.BytesIO()
    list(next(f for f in FORMATS if f.suffix == ".zip").write(Exported([snapshot]), file))
    with zipfile.ZipFile(file) as archive:
        entry = archive.getinfo("pictures/picture.jpg")
        assert archive.testzip() is None
    assert entry.date_time[0] == min(max(year, 1980), 2107)


def test_an_archive_is_written_whatever_the_clock_says(tmp_path, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 0.0)
    file = io.BytesIO()
    list(next(f for f in FORMATS if f.suffix == ".zip").write(Exported([]), file))
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["snapshots.csv"]
