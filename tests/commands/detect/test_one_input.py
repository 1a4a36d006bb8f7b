"""The processing of one input."""

from pathlib import Path

from maskapp import paths
from maskapp.commands.detect.one_input import Options, Sinks, process_input
from maskapp.commands.detect.table import Summary
from maskapp.commands.interrupts import Stop
from maskapp.pipeline.sources.source import open_source
from maskapp.settings.settings import Settings
from tests.support.command_line import write_picture


class ListedLines(list):
    """Takes lines into a list."""

    write_line = list.append

    def begin(self) -> None:
        pass


def process(path: Path, max_frames: int | None = None) -> tuple[Summary, ListedLines, list[str]]:
    """Process a file; return its counts, the lines of its report, and its problems."""
    lines, problems = ListedLines(), []
    summary = Summary("it")
    options = Options(Settings(), paths.default_model(), max_frames)
    sinks = Sinks(lines, None, None, problems.append, "its name", has_progress=False)
    with open_source(str(path)) as source:
        process_input(source, summary, options, sinks, Stop())
    return summary, lines, problems


def test_results_go_to_any_sink(portrait_clip: Path) -> None:
    summary, lines, problems = process(portrait_clip, max_frames=3)
    assert summary.frames == len(lines) == 3
    assert summary.elapsed_s > 0
    assert {line["input"] for line in lines} == {"its name"}
    assert problems == []


def test_what_was_skipped_is_told(tmp_path: Path) -> None:
    write_picture(tmp_path / "1.png")
    (tmp_path / "2.png").write_bytes(b"")
    summary, lines, (problem,) = process(tmp_path)
    assert summary.frames == len(lines) == 1
    assert "2.png" in problem
