"""The processing of one input."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.commands.detect.one_input import Options, Sinks, process_frames, process_input
from maskapp.commands.detect.table import Summary
from maskapp.commands.interrupts import Stop
from maskapp.errors import OutputError, PictureFormatError
from maskapp.pipeline.sources.source import open_source
from maskapp.records import FrameResult, Image
from maskapp.settings.settings import Settings
from tests.support.command_line import write_picture


class ListedLines(list):
    """Takes lines into a list."""

    write_line = list.append

    def begin(self) -> None:
        pass


def process(
    path: Path, max_frames: int | None = None, events: ListedLines | None = None
) -> tuple[Summary, ListedLines, list[str]]:
    """Process a file; return its counts, the lines of its report, and its problems."""
    lines, problems = ListedLines(), []
    summary = Summary("it")
    options = Options(Settings(), paths.default_model(), max_frames)
    sinks = Sinks(lines, events, None, problems.append, "its name", has_progress=False)
    with open_source(str(path)) as source:
        process_input(source, summary, options, sinks, Stop())
    return summary, lines, problems


def test_results_go_to_any_sink(portrait_clip: Path) -> None:
    summary, lines, problems = process(portrait_clip, max_frames=3)
    assert summary.frames == len(lines) == 3
    assert summary.elapsed_s > 0
    assert {line["input"] for line in lines} == {"its name"}
    assert problems == []


class NotedEnd:
    """An annotated output that notes its end, which may fail."""

    def __init__(self, path: Path, error: OutputError | None = None) -> None:
        self.path = path
        self.error = error
        self.is_closed = False

    def write(self, _result: FrameResult) -> None:
        pass

    def close(self) -> None:
        self.is_closed = True
        if self.error:
            raise self.error

    def state(self) -> str:
        return "written"


class TooLarge(NotedEnd):
    """One for which every picture is too large."""

    def write(self, result: FrameResult) -> None:
        raise PictureFormatError(f"{result.frame.index} is too large")


def run_and_tell(
    folder: Path, drawing: NotedEnd, tell: Callable[[str], None], stop: Stop | None = None
) -> Summary:
    summary = Summary("it")
    stop = stop or Stop()
    options = Options(Settings(), paths.default_model(), None)
    sinks = Sinks(None, None, lambda _: drawing, tell, None, has_progress=False)
    with open_source(str(folder)) as source:
        process_frames(source, lambda it: FrameResult(it, ()), summary, options, sinks, stop)
    return summary


@pytest.fixture
def damaged_folder(tmp_path: Path) -> Path:
    write_picture(tmp_path / "in" / "1.png")
    (tmp_path / "in" / "2.png").write_bytes(b"")
    return tmp_path / "in"


def test_outputs_are_finished_before_anything_is_told(damaged_folder: Path) -> None:
    drawing = NotedEnd(damaged_folder)

    def tell(_problem: str) -> None:
        assert drawing.is_closed
        raise OSError("nobody reads it")

    with pytest.raises(OSError, match="nobody"):
        run_and_tell(damaged_folder, drawing, tell)
    assert drawing.is_closed


def test_what_was_skipped_is_told_though_the_outputs_fail(damaged_folder: Path) -> None:
    problems: list[str] = []
    drawing = NotedEnd(damaged_folder, OutputError("the disk is full"))
    with pytest.raises(OutputError, match="full"):
        run_and_tell(damaged_folder, drawing, problems.append)
    assert len(problems) == 1


@pytest.fixture
def two_pictures(tmp_path: Path) -> Path:
    for name in ("1.png", "2.png"):
        write_picture(tmp_path / "in" / name)
    return tmp_path / "in"


def test_the_last_picture_that_is_too_large_is_the_error(two_pictures: Path) -> None:
    problems: list[str] = []
    with pytest.raises(PictureFormatError, match="1 is too large"):
        run_and_tell(two_pictures, TooLarge(two_pictures), problems.append)
    assert problems == ["0 is too large"]


def test_a_signal_is_not_hidden_by_a_picture_that_is_too_large(two_pictures: Path) -> None:
    problems: list[str] = []
    stop = Stop()

    class Interrupting(TooLarge):
        def write(self, result: FrameResult) -> None:
            stop.number = signal.SIGINT
            super().write(result)

    run_and_tell(two_pictures, Interrupting(two_pictures), problems.append, stop)
    assert problems == ["0 is too large"]


def test_pictures_that_are_too_large_are_told_beside_another_error(two_pictures: Path) -> None:
    problems: list[str] = []
    drawing = TooLarge(two_pictures, OutputError("the disk is full"))
    with pytest.raises(OutputError, match="full"):
        run_and_tell(two_pictures, drawing, problems.append)
    assert problems == ["0 is too large", "1 is too large"]


def test_what_was_skipped_is_told(tmp_path: Path) -> None:
    write_picture(tmp_path / "1.png")
    (tmp_path / "2.png").write_bytes(b"")
    summary, lines, (problem,) = process(tmp_path)
    assert summary.frames == len(lines) == 1
    assert "2.png" in problem


@pytest.mark.parametrize(
    "times_s",
    [
        [2.0 * index for index in range(6)],
        [index / 25 + 1.7 * (index // 25) for index in range(75)],
        [2.0 * index + (index % 2) for index in range(6)],
    ],
    ids=["slow", "stalling", "uneven"],
)
def test_who_stays_in_place_is_followed_through_gaps(
    write_clip, portrait: Image, tmp_path: Path, times_s: list[float]
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", [portrait] * len(times_s), times_s)
    events = ListedLines()
    summary, lines, _ = process(clip, events=events)
    assert summary.frames == len(times_s)
    assert {face["track"] for line in lines for face in line["faces"]} == {1}
    (event,) = events
    assert (event["person"], event["start_s"], event["ended"]) == (1, 0.0, "source_ended")
    assert event["length_s"] == pytest.approx(times_s[-1])


def test_nobody_is_followed_through_a_long_gap(write_clip, portrait: Image, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", [portrait] * 4, [0, 60, 120, 180])
    events = ListedLines()
    _, lines, _ = process(clip, events=events)
    assert [[face["track"] for face in line["faces"]] for line in lines] == [[1], [2], [3], [4]]
    assert events == []
