import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maskapp.outputs.export.csv_table import csv_row
from maskapp.outputs.snapshots.records import SavedFace, Snapshot
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import Box, MaskLabel


def test_each_snapshot_is_one_row(three_ids, export, csv_rows):
    content = export(".csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,taken_at,")
    without_face, wrong, crowd = csv_rows(content)
    assert [row["id"] for row in (without_face, wrong, crowd)] == [str(i) for i in three_ids]
    assert without_face["faces"] == "0"
    assert without_face["details"] == ""
    assert wrong["taken_at"] == "2026-05-17T09:32:00.000+02:00"
    assert (wrong["kind"], wrong["source"]) == ("automatic", "Tür 口")
    assert wrong["note"] == 'Two lines,\n"quoted"'
    assert wrong["details"] == "#1 Worn wrong (confidence 88%)"
    assert wrong["picture"] == "pictures/2026-05-17_09-32-00.000.jpg"
    assert [crowd[label] for label in MaskLabel] == ["1", "2", "0", "0"]


def test_an_event_has_its_facts_and_another_snapshot_none(
    log, event_id, make_snapshot, export, csv_rows
):
    goes_on = replace(log.read([event_id])[0].event, ending=None)
    log.add(replace(make_snapshot(kind="automatic"), event=goes_on))
    log.add(make_snapshot())
    by_hand, ongoing, event = csv_rows(export(".csv").read_bytes())
    names = ("event_person", "event_label", "event_start", "event_length_s", "event_ended")
    assert [event[name] for name in names] == [
        "1", "without_mask", "2026-05-17T09:31:00.000+02:00", "42.900", "put_on",
    ]  # fmt: skip
    assert ongoing["event_ended"] == "ongoing"
    assert [by_hand[name] for name in names] == [""] * 5


def test_a_corrected_face_says_what_it_is(log, three_ids, export, csv_rows):
    log.correct(three_ids[2], {1: TrueLabel.WITHOUT_MASK, 3: TrueLabel.NOT_A_FACE})
    rows = csv_rows(export(".csv").read_bytes())
    assert [row["corrected"] for row in rows] == ["", "", "#1 No mask; #3 Not a face"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "  =1",
        "\t=1",
        "＝1",
        "a;=1",
        "a,=1",
        "a\n=1",
        "a;  @x",
        '",=1',
        'x;"=1+1;y',
        'x; " =1',
        "x|=1",
    ],
)
def test_no_cell_is_a_formula_at_any_delimiter(log, make_snapshot, export, csv_rows, text):
    log.add(make_snapshot(source=text))
    log.set_note(log.find()[0], text)
    target = export(".csv")
    content = target.read_text("utf-8-sig")
    for delimiter in ",;\t|":
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
            cells = [line for cell in row for line in cell.splitlines()]
            assert not [cell for cell in cells if re.match(r"\s*[=+\-@＝]", cell)], row
    assert csv_rows(target.read_bytes())[0]["source"].replace("'", "") == text


@pytest.mark.parametrize(
    "text", ["rtsp://10.0.0.7/a?b=c&d", "gate-2 (north)", "5 + 3 = 8", "o'clock"]
)
def test_harmless_text_is_unchanged(log, make_snapshot, export, csv_rows, text):
    log.add(make_snapshot(source=text))
    assert csv_rows(export(".csv").read_bytes())[0]["source"] == text


def test_uncertain_has_no_confidence_which_would_be_that_of_another_label():
    taken_at = datetime(2026, 5, 17, 9, 32, tzinfo=UTC)
    face = SavedFace(7, MaskLabel.UNCERTAIN, 0.86, Box(0, 0, 1, 1))
    row = csv_row(Snapshot(taken_at, "manual", "Door", (face,), 1, "", Path(), Path()))
    assert b"#7 Uncertain" in row
    assert b"86" not in row
