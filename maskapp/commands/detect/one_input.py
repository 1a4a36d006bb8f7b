"""The processing of one input, whatever takes its results and whatever process runs it."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TypeGuard

from tqdm import tqdm

from maskapp.commands.detect.drawing import Drawing
from maskapp.commands.detect.input_events import InputEvents
from maskapp.commands.detect.table import Summary
from maskapp.commands.interrupts import Stop
from maskapp.errors import PictureFormatError
from maskapp.live.session.swappable_engine import SwappableEngine
from maskapp.outputs.json_lines import Lines
from maskapp.outputs.jsonl_report import report_line
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.sources.source import DroppingSource, Source
from maskapp.records import Frame, FrameResult
from maskapp.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Options:
    """How every input is processed.

    Attributes:
        settings: The settings of the engine, and when a face is a violation.
        model: A `.tflite` file.
        max_frames: Limit for each input; None for no limit.
    """

    settings: Settings
    model: Path
    max_frames: int | None


@dataclass(frozen=True, slots=True)
class Sinks:
    """What takes the results of one input.

    Attributes:
        report: Takes a line per frame; None for no report.
        events: Takes a line per event; None for none.
        draw: Begins the annotated output of the source; None for none.
        tell: Takes a message about what was skipped or damaged.
        input_name: Name of the input in report and events, if they cover several.
        has_progress: Whether a terminal shows how far it is.
    """

    report: Lines | None
    events: Lines | None
    draw: Callable[[Source], Drawing] | None
    tell: Callable[[str], None]
    input_name: str | None
    has_progress: bool


def process_input(
    source: Source, summary: Summary, options: Options, sinks: Sinks, stop: Stop
) -> None:
    """Process frames until the end, the limit or a signal, and finish the outputs.

    Args:
        source: The input, opened.
        summary: Counts what is processed, also if an error ends it.
        options: The options of the command.
        sinks: Take the results.
        stop: Defers signals meanwhile.

    Raises:
        PictureFormatError: Pictures are too large to be annotated; all the others were. After a
            signal they are only told.
        MaskappError: The source is damaged or lost, an output cannot be written, or the model
            cannot be used.
    """
    is_stills = source.info.is_stills
    engine = Engine(options.settings, options.model, stills=is_stills)
    # As in the window, tracks go on after a gap between two frames that the tracker cannot bridge.
    numbered = SwappableEngine(engine, is_stills=is_stills)
    process_frames(source, numbered.process, summary, options, sinks, stop)


def process_frames(
    source: Source,
    process: Callable[[Frame], FrameResult],
    summary: Summary,
    options: Options,
    sinks: Sinks,
    stop: Stop,
) -> None:
    """Do the same by whatever finds the faces of a frame; see `process_input`."""
    drawing = sinks.draw(source) if sinks.draw else None
    events = None
    if sinks.events is not None:
        events = InputEvents(sinks.events, options.settings, source.info, sinks.input_name)
    run = _Run(source, process, drawing, events, options.max_frames, sinks, stop)
    run.go(summary)


@dataclass(slots=True)
class _Run:
    source: Source
    process: Callable[[Frame], FrameResult]
    drawing: Drawing | None
    events: InputEvents | None
    max_frames: int | None
    sinks: Sinks
    stop: Stop
    undrawn: list[str] = field(default_factory=list)

    def go(self, summary: Summary) -> None:
        try:
            self._process_and_finish(summary)
            # Of an interrupted input, that it was interrupted is its error.
            if self.undrawn and self.stop.number is None:
                raise PictureFormatError(self.undrawn.pop())
        finally:
            for problem in self.undrawn:
                self.sinks.tell(problem)

    def _process_and_finish(self, summary: Summary) -> None:
        # Reading a file is short, and must not be interrupted.
        wake = self.source.stop_reading if _drops_frames(self.source) else None
        with self.stop.deferred(wake):
            started = perf_counter()
            try:
                self._process_all(summary)
            finally:
                with self.stop.finishing():
                    summary.elapsed_s = perf_counter() - started
                    summary.dropped = self.source.dropped
                    self._finish(summary)

    def _process_all(self, summary: Summary) -> None:
        with self._progress() as progressed:
            for result in self._results():
                if self.drawing:
                    self._draw(self.drawing, result)
                if self.sinks.report is not None:
                    self.sinks.report.write_line(report_line(result, self.sinks.input_name))
                if self.events:
                    self.events.add(result)
                summary.add(result)
                progressed()

    def _draw(self, drawing: Drawing, result: FrameResult) -> None:
        try:
            drawing.write(result)
        except PictureFormatError as error:
            self.undrawn.append(str(error))

    def _finish(self, summary: Summary) -> None:
        try:
            if self.events:
                self.events.finish()
        finally:
            try:
                self._finish_drawing(summary)
            finally:
                for problem in self.source.problems:
                    self.sinks.tell(problem)

    def _finish_drawing(self, summary: Summary) -> None:
        if self.drawing:
            try:
                self.drawing.close()
            finally:
                state = self.drawing.state() if summary.frames else ""
                summary.outcome = f"{state}: {self.drawing.path}" if state else ""

    def _results(self) -> Iterator[FrameResult]:
        done = 0
        while self.stop.number is None and (self.max_frames is None or done < self.max_frames):
            frame = self.source.read()
            if frame is None:
                return
            yield self.process(frame)
            done += 1

    @contextlib.contextmanager
    def _progress(self) -> Iterator[Callable[[], object]]:
        """Yield what to call after each frame."""
        if not self.sinks.has_progress:
            yield lambda: None
            return
        info = self.source.info
        totals = [n for n in (info.frame_count, self.max_frames) if n is not None]
        with tqdm(
            total=min(totals, default=None),
            desc=info.name[-30:],
            unit="frame",
            disable=None,  # hidden unless standard error is a terminal
        ) as progress:
            yield progress.update


def _drops_frames(source: Source) -> TypeGuard[DroppingSource]:
    return source.info.is_live
