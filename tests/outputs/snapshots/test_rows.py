import contextlib
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.outputs.snapshots.records import SavedFace, SnapshotFacts
from maskapp.outputs.snapshots.rows import (
    COLUMNS,
    UnreadableRowError,
    checked_facts,
    parse_row,
    parse_stem,
)
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import Box, MaskLabel

STEM = "2026-05-17_09-31-00.000"
ROW = (7, 1_779_003_060_000, 7200, "automatic", "Tür", "a note", STEM, 4000, None, 0)
FACE = (2, "without_mask", 0.875, 1.5, 2.0, 30.0, 40.0)
NAMES = COLUMNS.split(", ")

anything = (
    st.none()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
    | st.sampled_from([STEM, "../../x", "manual", "with_mask", 0, 1, 2**63, -(2**63), 10**18])
)


def changed(name, value):
    return tuple(value if name == column else old for column, old in zip(NAMES, ROW, strict=True))


def test_a_row_of_the_log_is_read():
    row = parse_row(ROW, [FACE])
    face = SavedFace(2, MaskLabel.WITHOUT_MASK, 0.875, Box(1.5, 2, 30, 40))
    taken_at = datetime(2026, 5, 17, 7, 31, tzinfo=UTC)
    assert row.facts == SnapshotFacts(taken_at, "automatic", "Tür", (face,))
    assert row.facts.taken_at.isoformat() == "2026-05-17T09:31:00+02:00"
    assert (row.id, row.note, row.stem, row.is_deleted) == (7, "a note", STEM, False)
    assert parse_row(changed("deleted_at_ms", 5), []).is_deleted


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("taken_at_ms", 10**18, "has the time 1000000000000000000, which is none"),
        ("taken_at_ms", -(10**17), "which is none"),
        ("taken_at_ms", None, "has the time None, which is no whole number"),
        ("taken_at_ms", "yesterday", "has the time 'yesterday'"),
        ("taken_at_ms", 1.5, "has the time 1.5"),
        ("utc_offset_s", 86_400, "which is none"),
        ("utc_offset_s", b"\xff", "has the UTC offset"),
        ("kind", "hand", "has the unknown kind 'hand'"),
        ("kind", None, "unknown kind"),
        ("source", b"T\xfcr", "has a source that is not readable text"),
        ("source", None, "has a source that is missing"),
        ("source", 5, "source that is not"),
        ("note", b"\xff\xfe", "has a note that is not readable text"),
        ("note", None, "has a note that is missing"),
        ("note", "n" * 100_001, "has a note that is too long"),
        ("source", "s" * 100_001, "has a source that is too long"),
        ("size_bytes", -1, "has the size -1"),
        ("size_bytes", 10**13, "has the size"),
        ("deleted_at_ms", "no", "has the time of deletion 'no'"),
    ],
)
def test_a_value_that_the_log_never_writes_is_refused(name, value, reason):
    with pytest.raises(UnreadableRowError, match=reason):
        parse_row(changed(name, value), [FACE])


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (0, None, "track"), (0, "x", "track"), (0, 2**63, "track"),
        (1, "with_visor", "has the unknown label 'with_visor'"), (1, None, "unknown label"),
        (1, b"with_mask", "unknown label"),
        (2, math.inf, "confidence"), (2, 1.5, "confidence"), (2, -0.5, "confidence"),
        (2, None, "confidence"), (2, "0.5", "confidence"),
        (3, math.nan, "box"), (4, -math.inf, "box"), (5, "left", "box"), (6, None, "box"),
    ],
)  # fmt: skip
def test_a_face_that_the_log_never_writes_is_refused(place, value, reason):
    face = (*FACE[:place], value, *FACE[place + 1 :])
    with pytest.raises(UnreadableRowError, match=reason):
        parse_row(ROW, [FACE, face])


@pytest.mark.parametrize(
    "stem",
    [
        "../../x", "..", ".", "", "/etc/passwd", f"/{STEM}", f"../{STEM}", f"{STEM}/../../x",
        f"{STEM}\0", f"{STEM}\n", f" {STEM}", f"{STEM}-plain", f"{STEM}.jpg", f"{STEM}-",
        f"{STEM}-{'9' * 300}", "x" * 5000, "C:\\x", "file:///etc/passwd", "~/x", "-rf",
        "２０２６-05-17_09-31-00.000", b"2026-05-17_09-31-00.000", None, 5, 1.5,
    ],
)  # fmt: skip
def test_a_name_that_the_log_never_gives_is_refused(stem):
    with pytest.raises(UnreadableRowError, match="names the picture"):
        parse_stem(stem)
    with pytest.raises(UnreadableRowError, match="names the picture"):
        parse_row(changed("stem", stem), [FACE])


@pytest.mark.parametrize("stem", [STEM, f"{STEM}-2", f"{STEM}-123456789"])
def test_a_name_that_the_log_gives_is_accepted(stem):
    assert parse_stem(stem) == stem


@given(st.tuples(*(anything for _ in ROW)), st.lists(st.tuples(*(anything for _ in FACE))))
def test_any_values_are_read_or_refused(row, faces):
    with contextlib.suppress(UnreadableRowError):
        parse_row(row, faces)


@given(st.sampled_from(NAMES[1:]), anything, st.integers(0, 6), anything)
def test_one_odd_value_is_read_or_refused_in_one_short_line(name, value, place, of_face):
    face = (*FACE[:place], of_face, *FACE[place + 1 :])
    reason = ""
    try:
        read = parse_row(changed(name, value), [face])
    except UnreadableRowError as error:
        reason = str(error)
    else:
        assert "/" not in read.stem
        read.facts.source.encode()
        read.facts.taken_at.isoformat()
    assert len(reason) < 120
    assert reason.isprintable()


def test_corrections_that_mean_nothing_are_left_out():
    odd = [(2, "uncertain"), (3, "with_mask"), (b"x", None), (None, 5)]
    row = parse_row(ROW, [FACE], None, [*odd, (2, "not_a_face")])
    assert row.corrections == {2: TrueLabel.NOT_A_FACE}


def test_facts_from_elsewhere_are_checked_alike():
    facts = parse_row(ROW, [FACE]).facts
    assert checked_facts(facts) == facts
    blurred = replace(facts, is_blurred=True)
    assert checked_facts(blurred) == blurred
    face = SavedFace(2**70, MaskLabel.WITH_MASK, 0.5, Box(0, 0, 1, 1))
    with pytest.raises(UnreadableRowError, match="track"):
        checked_facts(SnapshotFacts(facts.taken_at, "manual", "Door", (face,)))
    with pytest.raises(UnreadableRowError, match="source"):
        checked_facts(SnapshotFacts(facts.taken_at, "manual", "\ud800", ()))
