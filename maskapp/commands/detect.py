"""`maskapp detect`: labels the faces of files, cameras and streams, and writes the results."""

import contextlib
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import FrameType

from tqdm import tqdm

from maskapp import paths
from maskapp.commands.detect_output import (
    AnnotatedOutput,
    Drawing,
    is_existing,
    refuse_overwriting,
)
from maskapp.commands.failed_inputs import FailedInputs
from maskapp.display_names import hide_secrets, printable
from maskapp.errors import OutputError
from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.jsonl_report import ReportWriter
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.sources.source import Source, open_source
from maskapp.records import FrameResult, MaskLabel
from maskapp.settings import Settings


@dataclass(slots=True)
class Summary:
    """The counts of one input, for the table at the end."""

    name: str
    frames: int = 0
    dropped: int = 0
    elapsed_s: float = 0.0
    tracks: set[int] = field(default_factory=set)
    labels: Counter[MaskLabel] = field(default_factory=Counter)
    written: Path | None = None

    def add(self, result: FrameResult) -> None:
        """Count a frame."""
        self.frames += 1
        self.tracks.update(face.track for face in result.faces)
        self.labels.update(face.label for face in result.faces)


def detect(
    inputs: Sequence[str],
    settings: Settings,
    model: Path,
    output: Path | None,
    report: Path | None,
    max_frames: int | None,
) -> None:
    """Process each input in turn and print a table.

    Ctrl+C finishes all output files and stops. That is how a live source is usually ended. Of
    several inputs, one that cannot be read is reported on standard error, and the next follows.

    Args:
        inputs: Sources, as `open_source` takes them.
        settings: The settings of the engine.
        model: A `.tflite` file.
        output: The file or folder for annotated videos or pictures; None for neither.
        report: The file for a line of JSON per frame; None for no report.
        max_frames: Limit for each input; None for no limit.

    Raises:
        KeyboardInterrupt: A file or folder was interrupted by Ctrl+C.
        MaskappError: An input, an output or the model cannot be used. Everything written
            before is kept, and its table is printed first. `ReportedError` for inputs that were
            reported before.
    """
    _refuse_one_file_for_many(inputs, output)
    named = [paths.demo_clip() if text == "demo" else Path(text) for text in inputs]
    files = [path for path in named if is_existing(path)]
    if report:
        refuse_overwriting(report, files)
    if report and output and report.absolute() == output.absolute():
        raise OutputError(f"{report} cannot be both the output and the report; use different names")
    target = AnnotatedOutput(output, files) if output else None
    summaries: list[Summary] = []
    failures = FailedInputs(len(inputs))
    was_stopped = False
    with contextlib.ExitStack() as stack:
        writer = stack.enter_context(ReportWriter(report)) if report else None
        try:
            for text in inputs:
                with failures.noted(), open_source(text) as source:
                    summaries.append(Summary(source.info.name))
                    engine = Engine(settings, model, stills=source.info.is_stills)
                    drawing = target.drawing(text, source) if target else None
                    run = _Run(source, engine, drawing, writer, max_frames)
                    was_stopped = run.go(
                        summaries[-1], _input_name(text) if len(inputs) > 1 else None
                    )
                    if was_stopped and not source.info.is_live:
                        raise KeyboardInterrupt
                if was_stopped:
                    break
        finally:
            if any(summary.frames for summary in summaries):
                print(_table(summaries))
    failures.raise_any()


def _refuse_one_file_for_many(inputs: Sequence[str], output: Path | None) -> None:
    if output and len(inputs) > 1 and output.suffix and not output.is_dir():
        raise OutputError(f"{output} cannot hold {len(inputs)} inputs; name a folder")


def _input_name(text: str) -> str:
    """Return an input as the user named it, but an address without secrets."""
    is_file = "://" not in text and is_existing(Path(text))
    return text if is_file else hide_secrets(text)


@dataclass(slots=True)
class _Stop:
    """The user's request to stop."""

    is_asked: bool = False


@contextlib.contextmanager
def _stop_on_interrupt() -> Iterator[_Stop]:
    """Turn the first Ctrl+C into a request to stop; the second one interrupts immediately."""
    stop = _Stop()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.is_asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class _Run:
    """The processing of one input."""

    source: Source
    engine: Engine
    drawing: Drawing | None
    report: ReportWriter | None
    max_frames: int | None

    def go(self, summary: Summary, input_name: str | None) -> bool:
        """Process frames until the end, the limit or Ctrl+C; return whether it was Ctrl+C."""
        started = perf_counter()
        try:
            with (
                _stop_on_interrupt() as stop,
                contextlib.closing(_progress(self.source, self.max_frames)) as progress,
            ):
                for result in self._results(stop):
                    if self.drawing:
                        self.drawing.write(result)
                    if self.report:
                        self.report.write(result, input_name)
                    summary.add(result)
                    progress.update()
                return stop.is_asked
        finally:
            summary.elapsed_s = perf_counter() - started
            summary.dropped = self.source.dropped
            for problem in self.source.problems:
                print(problem, file=sys.stderr)
            if self.drawing:
                self.drawing.close()
                summary.written = self.drawing.path if summary.frames else None

    def _results(self, stop: _Stop) -> Iterator[FrameResult]:
        done = 0
        while not stop.is_asked and (self.max_frames is None or done < self.max_frames):
            frame = self.source.read()
            if frame is None:
                return
            yield self.engine.process(frame)
            done += 1


def _progress(source: Source, max_frames: int | None) -> "tqdm[None]":
    totals = [n for n in (source.info.frame_count, max_frames) if n is not None]
    return tqdm(
        total=min(totals, default=None),
        desc=source.info.name[-30:],
        unit="frame",
        disable=None,  # hidden unless standard error is a terminal
    )


def _table(summaries: Sequence[Summary]) -> str:
    """Return the final table: frames, tracks, and how often each label was given."""
    header = ["input", "frames", "dropped", "frames/s", "tracks", "faces"]
    rows = [[*header, *LABEL_WORDS.values()]]
    for summary in summaries:
        faces = sum(summary.labels.values())
        rate = summary.frames / summary.elapsed_s if summary.elapsed_s else 0.0
        counts = [summary.frames, summary.dropped, f"{rate:.1f}", len(summary.tracks), faces]
        shares = [f"{summary.labels[label] / max(faces, 1):.1%}" for label in LABEL_WORDS]
        rows.append([summary.name, *map(str, counts), *shares])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    lines += [f"written: {printable(str(s.written))}" for s in summaries if s.written]
    return "\n".join(lines)
