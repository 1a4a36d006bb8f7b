"""A task: what becomes one part, in whatever process and on whatever computer."""

import socket
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from maskapp import __version__, paths
from maskapp.commands.detect.sharing.fingerprints import model_fingerprint
from maskapp.commands.detect.sharing.parts import PartEnd, PartWriter, part_end, writing_part
from maskapp.errors import MaskappError, ModelError, OutputError
from maskapp.files.regular_files import is_regular_file
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


class Task(Protocol):
    """An input, or some pictures of a folder; it goes to other processes and computers."""

    @property
    def key(self) -> str:
        """The name of its part."""

    @property
    def text(self) -> str:
        """What it is about, for messages."""

    @property
    def file_count(self) -> int:
        """Number of files that are done when it is."""

    def do(self, plan: Plan, model: Path, part: PartWriter) -> PartEnd:
        """Do it, and return the end of the part.

        Args:
            plan: What all tasks have in common.
            model: The model's file on this computer.
            part: Receives the lines.

        Raises:
            MaskappError: An output cannot be written, or the model cannot be used.
        """


def do_task(plan: Plan, task: Task) -> None:
    """Do a task and write its part, unless that has been done before.

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
        part.finish(task.do(plan, model, part))


def give_up(plan: Plan, task: Task, message: str) -> None:
    """Write the part of a task that no worker could do.

    Raises:
        OutputError: It cannot be written.
    """
    with writing_part(plan.folder, task.key) as part:
        part.finish(PartEnd(error=message))


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
