"""`maskapp detect`: labels the faces of files, cameras and streams, and writes the results."""

import contextlib
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from tqdm import tqdm

from maskapp import paths
from maskapp.commands.detect_events import InputEvents
from maskapp.commands.detect_output import (
    AnnotatedOutput,
    Drawing,
    is_existing,
    refuse_overwriting,
)
from maskapp.commands.failed_inputs import FailedInputs
from maskapp.commands.interrupts import Interrupted, Stop, stop_on_signals
from maskapp.display_names import hide_secrets, printable
from maskapp.errors import OutputError
from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.json_lines import JsonLinesFile
from maskapp.outputs.jsonl_report import ReportWriter
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.sources.source import Source, open_source
from maskapp.records import FrameResult, MaskLabel
from maskapp.settings.settings import Settings


@dataclass(slots=True)
class Summary:
    """The counts of one input, for the table at the end."""

    name: str
    frames: int = 0
    dropped: int = 0
    elapsed_s: float = 0.0
    tracks: set[int] = field(default_factory=set)
    labels: Counter[MaskLabel] = field(default_factory=Counter)
    outcome: str = ""

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
    events: Path | None,
    max_frames: int | None,
) -> None:
    """Process each input in turn and print a table.

    Ctrl+C, SIGTERM and SIGHUP finish all output files and stop. Ctrl+C is how a live source is
    usually ended. Of several inputs, one that cannot be read is reported on standard error, and the
    next follows.

    Args:
        inputs: Sources, as `open_source` takes them.
        settings: The settings of the engine.
        model: A `.tflite` file.
        output: The file or folder for annotated videos or pictures; None for neither.
        report: The file for a line of JSON per frame; None for no report.
        events: The file for a line of JSON per event; None for no such file.
        max_frames: Limit for each input; None for no limit.

    Raises:
        Interrupted: A signal ended it early; not raised if Ctrl+C ended a live source.
        MaskappError: An input, an output or the model cannot be used. Everything written
            before is kept, and its table is printed first. `ReportedError` for inputs that were
            reported before.
    """
    _refuse_one_file_for_many(inputs, output)
    named = [paths.demo_clip() if text == "demo" else Path(text) for text in inputs]
    files = [path for path in named if is_existing(path)]
    for written in (report, events):
        if written:
            refuse_overwriting(written, files)
    _refuse_one_name_for_two({"output": output, "report": report, "events": events})
    target = AnnotatedOutput(output, files) if output else None
    summaries: list[Summary] = []
    failures = FailedInputs(len(inputs))
    with contextlib.ExitStack() as stack:
        stop = stack.enter_context(stop_on_signals())
        writer = stack.enter_context(ReportWriter(report)) if report else None
        event_file = stack.enter_context(JsonLinesFile(events)) if events else None
        try:
            for text in inputs:
                is_live = False
                with failures.noted(), open_source(text) as source:
                    summaries.append(Summary(source.info.name))
                    engine = Engine(settings, model, stills=source.info.is_stills)
                    drawing = target.drawing(text, source) if target else None
                    name = _input_name(text) if len(inputs) > 1 else None
                    found = (
                        InputEvents(event_file, settings, source.info, name) if event_file else None
                    )
                    run = _Run(source, engine, drawing, writer, found, max_frames, stop)
                    run.go(summaries[-1], name)
                    is_live = source.info.is_live
                if stop.number == signal.SIGINT and is_live:
                    break
                if stop.number is not None:
                    raise Interrupted(stop.number)
        finally:
            if any(summary.frames for summary in summaries):
                _print_table(summaries, may_fail=stop.number is not None)
    failures.raise_any()


def _refuse_one_name_for_two(outputs: Mapping[str, Path | None]) -> None:
    named: dict[Path, str] = {}
    for kind, path in outputs.items():
        other = named.setdefault(path.absolute(), kind) if path else kind
        if other != kind:
            raise OutputError(
                f"{path} cannot be both the {other} and the {kind}; use different names"
            )


def _refuse_one_file_for_many(inputs: Sequence[str], output: Path | None) -> None:
    if output and len(inputs) > 1 and output.suffix and not output.is_dir():
        raise OutputError(f"{output} cannot hold {len(inputs)} inputs; name a folder")


def _input_name(text: str) -> str:
    """Return an input as the user named it, but an address without secrets."""
    is_file = "://" not in text and is_existing(Path(text))
    return text if is_file else hide_secrets(text)


@dataclass(slots=True)
class _Run:
    """The processing of one input."""

    source: Source
    engine: Engine
    drawing: Drawing | None
    report: ReportWriter | None
    events: InputEvents | None
    max_frames: int | None
    stop: Stop

    def go(self, summary: Summary, input_name: str | None) -> None:
        """Process frames until the end, the limit or a signal, and finish the output."""
        with self.stop.deferred():
            started = perf_counter()
            try:
                self._process_all(summary, input_name)
            finally:
                summary.elapsed_s = perf_counter() - started
                summary.dropped = self.source.dropped
                self._finish(summary)

    def _process_all(self, summary: Summary, input_name: str | None) -> None:
        with contextlib.closing(_progress(self.source, self.max_frames)) as progress:
            for result in self._results():
                if self.drawing:
                    self.drawing.write(result)
                if self.report:
                    self.report.write(result, input_name)
                if self.events:
                    self.events.add(result)
                summary.add(result)
                progress.update()

    def _finish(self, summary: Summary) -> None:
        for problem in self.source.problems:
            print(problem, file=sys.stderr)
        try:
            if self.events:
                self.events.finish()
        finally:
            self._finish_drawing(summary)

    def _finish_drawing(self, summary: Summary) -> None:
        if self.drawing:
            try:
                self.drawing.close()
            finally:
                summary.outcome = self.drawing.outcome() if summary.frames else ""

    def _results(self) -> Iterator[FrameResult]:
        done = 0
        while self.stop.number is None and (self.max_frames is None or done < self.max_frames):
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


def _print_table(summaries: Sequence[Summary], *, may_fail: bool) -> None:
    # After SIGHUP the terminal is gone.
    with contextlib.suppress(OSError) if may_fail else contextlib.nullcontext():
        print(_table(summaries), flush=may_fail)


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
    lines += [printable(summary.outcome) for summary in summaries if summary.outcome]
    return "\n".join(lines)
