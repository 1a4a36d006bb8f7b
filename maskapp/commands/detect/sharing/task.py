"""A task: one input, whose results become a part, in whatever process and on whatever computer."""

import secrets
import socket
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from maskapp import __version__, paths
from maskapp.commands.detect.one_input import Options, Sinks, process_input
from maskapp.commands.detect.sharing.fingerprints import file_size, model_fingerprint
from maskapp.commands.detect.sharing.part_drawing import PartDrawing
from maskapp.commands.detect.sharing.parts import (
    DRAWN_SUFFIX,
    EVENT,
    PICTURE,
    REPORT,
    PartEnd,
    PartWriter,
    part_end,
    writing_part,
)
from maskapp.commands.detect.table import Summary
from maskapp.commands.interrupts import Stop
from maskapp.display_names import printable
from maskapp.errors import MaskappError, ModelError, OutputError, SourceError
from maskapp.files.regular_files import is_regular_file
from maskapp.pipeline.sources.source import open_source
from maskapp.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """What all tasks of a command have in common.

    Attributes:
        version: The version of Maskapp.
        folder: Receives the parts; a full path.
        mark: Name of a file in that folder, by which a worker knows that it sees the same one.
        settings: The settings of the engine, and when a face is a violation.
        model: A `.tflite` file; None for the built-in one, wherever it is installed.
        fingerprint: That of the model.
        max_frames: Limit for each input; None for no limit.
        has_report: Whether a report is wanted.
        has_events: Whether events are wanted.
        output: The annotated output; None for none.
        form: As returned by `output_form`.
    """

    version: str
    folder: Path
    mark: str
    settings: Settings
    model: Path | None
    fingerprint: str
    max_frames: int | None
    has_report: bool
    has_events: bool
    output: Path | None
    form: str


@dataclass(frozen=True, slots=True)
class Task:
    """One input.

    Attributes:
        key: The name of its part.
        text: The input, as it is opened.
        input_name: Name of the input in report and events, if they cover several.
        size_bytes: Size of the file; None for a folder, or if there is none.
    """

    key: str
    text: str
    input_name: str | None
    size_bytes: int | None


def do_task(plan: Plan, task: Task) -> None:
    """Process an input and write its part, unless that has been done before.

    An input that cannot be read, or not to its end, is no error: its part tells.

    Raises:
        MaskappError: The part cannot be written, the model cannot be used, or this computer has
            another version of Maskapp or does not see the folder of the parts.
    """
    model = _usable_model(plan)
    done = part_end(plan.folder, task.key)
    if done is not None and not done.error:
        return
    with writing_part(plan.folder, task.key) as part:
        part.finish(_process(plan, task, model, part))


def give_up(plan: Plan, task: Task, message: str) -> None:
    """Write the part of an input that no worker could do.

    Raises:
        OutputError: It cannot be written.
    """
    with writing_part(plan.folder, task.key) as part:
        part.finish(PartEnd(error=message))


def _process(plan: Plan, task: Task, model: Path, part: PartWriter) -> PartEnd:
    drawn_folder = plan.folder / f"{task.key}-{secrets.token_hex(4)}{DRAWN_SUFFIX}"
    drawing = None
    if plan.output:
        drawing = PartDrawing(plan.output, plan.form, drawn_folder, part.lines(PICTURE))
    problems: list[str] = []
    sinks = Sinks(
        part.lines(REPORT) if plan.has_report else None,
        part.lines(EVENT) if plan.has_events else None,
        drawing.begin if drawing else None,
        problems.append,
        task.input_name,
        has_progress=False,
    )
    summary, message = None, ""
    try:
        _require_same_file(task)
        with open_source(task.text) as source:
            summary = Summary(source.info.name)
            options = Options(plan.settings, model, plan.max_frames)
            process_input(source, summary, options, sinks, Stop())
    except SourceError as error:
        message = str(error)
    has_frames = summary is not None and summary.frames > 0
    drawn = drawing.drawn(has_frames=has_frames) if drawing else None
    return PartEnd(summary, problems, message, drawn)


def _require_same_file(task: Task) -> None:
    """Check that a file is the one that the command saw."""
    if task.size_bytes is None:
        return
    size_bytes = file_size(task.text)
    if size_bytes is None:
        raise SourceError(
            f"{printable(task.text)}: {socket.gethostname()} cannot see this file, which has been"
            " removed, or which not every computer of the cluster reaches by this path"
        )
    if size_bytes != task.size_bytes:
        raise SourceError(
            f"{printable(task.text)}: has changed, or is another file on {socket.gethostname()}"
        )


@lru_cache(maxsize=4)
def _usable_model(plan: Plan) -> Path:
    """Return the model's file after a check that this computer fits the plan."""
    host = socket.gethostname()
    if plan.version != __version__:
        raise MaskappError(
            f"{host} has Maskapp {__version__}, and not {plan.version}; install the same version"
        )
    if not is_regular_file(plan.folder / plan.mark):
        raise OutputError(
            f"{host} cannot see {plan.folder}, where the parts are kept; write the results to a"
            " folder that all computers of the cluster reach by the same path"
        )
    model = plan.model or paths.default_model()
    if model_fingerprint(model) != plan.fingerprint:
        raise ModelError(f"The model {model} on {host} is another one; copy the same file there.")
    return model
