"""The command: checks what is asked for, and processes the inputs one after the other."""

import contextlib
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path

from maskapp.commands.console import tell
from maskapp.commands.detect.annotated_output import AnnotatedOutput, output_form
from maskapp.commands.detect.failed_inputs import FailedInputs
from maskapp.commands.detect.inputs import existing_inputs, input_name, require_files
from maskapp.commands.detect.one_input import Options, Sinks, process_input
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.share import share
from maskapp.commands.detect.table import Summary, SummaryTable
from maskapp.commands.interrupts import Stop, stop_on_signals
from maskapp.errors import OutputError, SourceError
from maskapp.files.regular_files import is_folder
from maskapp.files.source_keys import names_file
from maskapp.outputs.json_lines import JsonLinesFile
from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.pipeline.sources.pictures import list_pictures
from maskapp.pipeline.sources.source import open_source
from maskapp.settings.settings import Settings


def detect(
    inputs: Sequence[str],
    settings: Settings,
    model: Path,
    output: Path | None,
    report: Path | None,
    events: Path | None,
    max_frames: int | None,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> None:
    """Process each input and print a table.

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
        jobs: Number of processes that share the inputs, and go on where an earlier command was
            stopped; None to process them here, one after the other.
        scheduler: The address of a Dask scheduler whose workers share the inputs instead.

    Raises:
        Interrupted: A signal ended it early; not raised if Ctrl+C ended a live source.
        MaskappError: An input, an output or the model cannot be used. Everything written
            before is kept, and its table is printed first. `ReportedError` for inputs that were
            reported before.
    """
    _refuse_one_file_for_many(inputs, output, max_frames)
    files = existing_inputs(inputs)
    for written in (output, report, events):
        if written:
            refuse_overwriting(written, files)
    _refuse_one_name_for_two({"output": output, "report": report, "events": events})
    target = AnnotatedOutput(output, files) if output else None
    failures = FailedInputs(len(inputs))
    is_shared = jobs is not None or scheduler is not None
    if is_shared:
        require_files(inputs)
    with contextlib.ExitStack() as stack:
        stop = stack.enter_context(stop_on_signals())
        lines = stack.enter_context(JsonLinesFile(report)) if report else None
        event_lines = stack.enter_context(JsonLinesFile(events)) if events else None
        table = stack.enter_context(_printed_table(stop))
        options = Options(settings, model, max_frames)
        outputs = Outputs(lines, event_lines, target, failures, table)
        if is_shared:
            share(inputs, options, outputs, stop, jobs=jobs or 1, scheduler=scheduler)
        else:
            _InTurn(inputs, options, outputs, stop).go()
        failures.raise_any()


@dataclass(slots=True)
class _InTurn:
    """The inputs, one after the other, with all outputs written as the frames are processed."""

    inputs: Sequence[str]
    options: Options
    outputs: Outputs
    stop: Stop

    def go(self) -> None:
        for text in self.inputs:
            is_live = False
            with self.outputs.failures.noted():
                is_live = self._process(text)
            if self.stop.number == signal.SIGINT and is_live:
                self.stop.conclude()  # the files are still to be closed
                break
            self.stop.raise_noted()

    def _process(self, text: str) -> bool:
        """Process an input and return whether it is live."""
        with open_source(text) as source:
            summary = Summary(source.info.name)
            outputs, target = self.outputs, self.outputs.target
            draw = partial(target.drawing, text) if target else None
            name = input_name(text) if len(self.inputs) > 1 else None
            sinks = Sinks(outputs.report, outputs.events, draw, tell, name, has_progress=True)
            try:
                process_input(source, summary, self.options, sinks, self.stop)
            finally:
                outputs.table.add(summary)
            return source.info.is_live


@contextlib.contextmanager
def _printed_table(stop: Stop) -> Iterator[SummaryTable]:
    """Yield a table that is printed at the end, however that comes, if there were any frames."""
    table = SummaryTable()
    try:
        yield table
    finally:
        if table.has_frames:
            may_fail = stop.number is not None
            # After SIGHUP the terminal is gone.
            with contextlib.suppress(OSError) if may_fail else contextlib.nullcontext():
                print(table.text(), flush=may_fail)


def _refuse_one_name_for_two(outputs: Mapping[str, Path | None]) -> None:
    named = [(kind, path) for kind, path in outputs.items() if path]
    for (kind, path), (other, other_path) in combinations(named, 2):
        if _is_one_file(path, other_path):
            raise OutputError(
                f"{other_path} cannot be both the {kind} and the {other}; use different names"
            )


def _is_one_file(path: Path, other: Path) -> bool:
    """Return whether two outputs are one file, by whatever names; or one name, of whatever."""
    if path.absolute() == other.absolute():
        return True
    if path.exists() and other.exists():
        return path.is_file() and path.samefile(other)
    return os.path.realpath(path) == os.path.realpath(other)  # `resolve` refuses links in a circle


def _refuse_one_file_for_many(
    inputs: Sequence[str], output: Path | None, max_frames: int | None
) -> None:
    if not output or not output_form(output):
        return
    if len(inputs) > 1:
        raise OutputError(f"{output} cannot hold {len(inputs)} inputs; name a folder")
    folder = Path(inputs[0])
    if names_file(inputs[0]) and is_folder(folder) and max_frames != 1:
        with contextlib.suppress(SourceError):  # opening the folder says why
            count = len(list_pictures(folder).paths)
            if count > 1:
                raise OutputError(
                    f"{output} cannot hold the {count} pictures of a folder; name a folder"
                )
