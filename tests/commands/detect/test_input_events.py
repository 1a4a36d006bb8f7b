"""The events that `detect --events` writes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from maskapp.commands.detect.input_events import InputEvents
from maskapp.errors import OutputError
from maskapp.outputs.json_lines import JsonLinesFile
from maskapp.outputs.local_time import local_now
from maskapp.records import Frame, FrameResult, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.detect_runs import read_report, run_detect
from tests.support.worker_fakes import make_face

SETTINGS = Settings(violation_after_s=1.0)
BARE, MASK, WRONG = MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK, MaskLabel.INCORRECT_MASK
IMAGE = np.zeros((24, 32, 3), np.uint8)


@pytest.fixture
def file(tmp_path):
    with JsonLinesFile(tmp_path / "events.jsonl") as opened:
        yield opened


def show(events: InputEvents, start_s: float, end_s: float, **labels: MaskLabel) -> None:
    """Show faces, named `p1` and so on, ten times a second."""
    faces = tuple(make_face(int(name[1:]), label) for name, label in labels.items())
    for tenth in range(round(start_s * 10), round(end_s * 10)):
        events.add(FrameResult(Frame(IMAGE, tenth, tenth / 10), faces))


def make_events(file, *, is_live=False, name=None, clock=local_now) -> InputEvents:
    info = SourceInfo("door", 32, 24, 10.0, None, is_live=is_live, is_stills=False)
    return InputEvents(file, SETTINGS, info, name, clock)


def test_each_event_is_a_line_in_the_time_of_the_video(file):
    events = make_events(file)
    show(events, 5, 6, p1=MASK, p2=WRONG)
    show(events, 6, 9, p1=BARE, p2=WRONG)
    show(events, 9, 10, p1=MASK, p2=WRONG)
    events.finish()
    assert read_report(file.path) == [
        {"person": 1, "label": "without_mask", "start_s": 6.0, "length_s": 3.0, "ended": "put_on"},
        {
            "person": 2,
            "label": "incorrect_mask",
            "start_s": 5.0,
            "length_s": 4.9,
            "ended": "source_ended",
        },
    ]


def test_a_line_is_written_as_soon_as_its_event_ends(file):
    events = make_events(file)
    show(events, 0, 2, p1=BARE)
    show(events, 2, 2.5, p1=MASK)
    assert read_report(file.path) == []
    show(events, 2.5, 2.8, p1=MASK)
    assert len(read_report(file.path)) == 1


def test_those_of_a_live_source_have_their_clock_time(file):
    before = datetime.now().astimezone()
    events = make_events(file, is_live=True)
    show(events, 100, 103, p1=BARE)
    show(events, 103, 110, p2=MASK)
    (line,) = read_report(file.path)
    start = datetime.fromisoformat(line["start"])
    assert start.tzinfo is not None
    assert before - timedelta(milliseconds=1) <= start <= datetime.now().astimezone()
    assert (line["start_s"], line["ended"]) == (100.0, "left")


def test_a_clock_that_is_set_changes_the_clock_times_alone(file):
    """As after the sleep of a laptop, which no time of a frame contains."""
    now = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    events = make_events(file, is_live=True, clock=lambda: now)
    show(events, 0, 1, p1=MASK)
    now += timedelta(hours=8)
    show(events, 1, 3, p1=BARE)
    now -= timedelta(hours=1)
    show(events, 3, 5, p1=MASK)
    (line,) = read_report(file.path)
    assert (line["start_s"], line["length_s"]) == (1.0, 2.0)
    assert datetime.fromisoformat(line["start"]) == datetime(2026, 5, 4, 20, 0, tzinfo=UTC)


def test_they_name_the_input_if_there_are_several(file):
    for name in ("a.mp4", "b.mp4"):
        events = make_events(file, name=name)
        show(events, 0, 2, p1=BARE)
        events.finish()
    assert [line["input"] for line in read_report(file.path)] == ["a.mp4", "b.mp4"]


def test_an_input_without_frames_has_none(file):
    make_events(file).finish()
    assert read_report(file.path) == []


def test_a_video_that_ends_with_a_bare_face_has_its_event(portrait_clip: Path, tmp_path: Path):
    path = tmp_path / "events.jsonl"
    run_detect(portrait_clip, events=path, settings=Settings(violation_after_s=0.5))
    (event,) = read_report(path)
    assert (event["person"], event["label"], event["ended"]) == (1, "without_mask", "source_ended")
    assert event["start_s"] < 0.3
    assert event["length_s"] >= 0.5


@pytest.mark.parametrize("other", ["output", "report"])
def test_they_need_a_file_of_their_own(portrait_clip: Path, tmp_path: Path, other):
    path = tmp_path / "both.mp4"
    with pytest.raises(OutputError, match=f"cannot be both the {other} and the events"):
        run_detect(portrait_clip, events=path, **{other: path})


def test_they_do_not_overwrite_an_input(portrait_clip: Path):
    with pytest.raises(OutputError, match="would overwrite an input"):
        run_detect(portrait_clip, events=portrait_clip)
