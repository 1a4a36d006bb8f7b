"""The table at the end of `detect`."""

import json

import numpy as np

from maskapp.commands.detect.table import Summary, SummaryTable
from maskapp.records import Frame, FrameResult, MaskLabel
from tests.support.worker_fakes import make_face

IMAGE = np.zeros((24, 32, 3), np.uint8)


def summary(name: str, *tracks: int, outcome: str = "") -> Summary:
    """Return the counts of an input with one frame for each track."""
    counted = Summary(name, outcome=outcome)
    for index, track in enumerate(tracks):
        faces = (make_face(track, MaskLabel.WITH_MASK),)
        counted.add(FrameResult(Frame(IMAGE, index, index / 10), faces))
    counted.elapsed_s = len(tracks) / 10
    return counted


def test_a_row_counts_frames_tracks_and_faces() -> None:
    table = SummaryTable()
    table.add(summary("a.mp4", 1, 1, 2))
    row = table.text().splitlines()[1].split()
    assert row == ["a.mp4", "3", "0", "10.0", "2", "3", "100.0%", "0.0%", "0.0%", "0.0%"]


def test_what_is_not_established_is_no_track() -> None:
    counted = summary("a.mp4", 1)
    light = make_face(2, is_established=False)
    counted.add(FrameResult(Frame(IMAGE, 1, 0.1), (light,)))
    assert counted.tracks == 1


def test_what_was_written_is_told_once() -> None:
    table = SummaryTable()
    for name in ("a.png", "b.png"):
        table.add(summary(name, 1, outcome="written: out"))
    assert table.text().splitlines()[3:] == ["written: out"]


def test_inputs_beyond_a_hundred_share_a_row() -> None:
    table = SummaryTable()
    for number in range(104):
        table.add(summary(f"{number}.mp4", 1, 2, outcome=f"written: {number}.mp4"))
    lines = table.text().splitlines()
    assert lines[100].split()[:2] == ["99.mp4", "2"]
    assert lines[101].split()[:5] == ["4", "more", "inputs", "8", "0"]
    assert lines[101].split()[6:8] == ["8", "8"]
    assert lines[-2:] == ["written: 99.mp4", "and 4 more"]


def test_only_frames_make_it_worth_printing() -> None:
    table = SummaryTable()
    table.add(Summary("a.mp4"))
    assert not table.has_frames
    table.add(summary("b.mp4", 1))
    assert table.has_frames


def test_counts_can_be_kept_in_a_file() -> None:
    counted = summary("a.mp4", 1, 3)
    again = Summary.from_json(json.loads(json.dumps(counted.as_json())))
    assert again.as_json() == counted.as_json()
    assert (again.tracks, again.labels) == (2, counted.labels)
