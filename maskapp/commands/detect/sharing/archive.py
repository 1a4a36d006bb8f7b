"""Many inputs at once: their tasks go to a crew, and the parts become the outputs in order.

What a command that ended early has done is kept beside the outputs; the same command goes on from
there.
"""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from maskapp.commands.detect.inputs import input_name
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.crew import Crew, Done
from maskapp.commands.detect.sharing.fingerprints import file_size, fingerprint, seen_file
from maskapp.commands.detect.sharing.merging import Merger
from maskapp.commands.detect.sharing.parts import part_end
from maskapp.commands.detect.sharing.parts_folder import PartsFolder
from maskapp.commands.detect.sharing.task import Plan, Task, give_up
from maskapp.commands.interrupts import Interrupted, Stop
from maskapp.display_names import printable
from maskapp.files.source_keys import path_key

_POLL_S = 0.1
"""How soon a signal is noticed."""


class Archive:
    """The inputs of one command.

    Args:
        inputs: Names of files and folders, or "demo".
        folder: Receives the parts.
        plan: What the tasks have in common.
        outputs: Receive the content of the parts.
        is_elsewhere: Whether other computers open the inputs, which have another working folder.
    """

    def __init__(
        self,
        inputs: Sequence[str],
        folder: PartsFolder,
        plan: Plan,
        outputs: Outputs,
        *,
        is_elsewhere: bool,
    ) -> None:
        self._inputs = inputs
        self._folder = folder
        self._plan = plan
        self._is_elsewhere = is_elsewhere
        self._merger = Merger(folder.path, outputs)
        self._keys = [self._key(text) for text in inputs]
        self._done = self._done_before()
        self._failed: set[str] = set()
        self._merged = 0

    def _key(self, text: str) -> str:
        return fingerprint(seen_file(text), text, self._name(text))

    def _name(self, text: str) -> str | None:
        return input_name(text) if len(self._inputs) > 1 else None

    def _done_before(self) -> set[str]:
        """Return the keys of the parts of an earlier command; what failed is done again."""
        if not self._folder.has_parts():
            return set()
        ends = ((key, part_end(self._folder.path, key)) for key in self._keys)
        return {key for key, end in ends if end is not None and not end.error}

    @property
    def done_count(self) -> int:
        """Number of inputs that are done, and would not be done again by a later command."""
        return sum(key in self._done and key not in self._failed for key in self._keys)

    def run(self, crew: Crew, stop: Stop) -> None:
        """Do what is left, and write the outputs.

        Args:
            crew: Does the tasks.
            stop: Defers signals meanwhile.

        Raises:
            Interrupted: A signal ended it early; what is done is kept.
            MaskappError: An output or the model cannot be used; likewise.
        """
        waiting = self._waiting()
        with stop.deferred(), contextlib.closing(self._progress()) as progress:
            task = next(waiting, None)
            self._merge()
            while self._merged < len(self._inputs):
                while task is not None and crew.has_room():
                    crew.start(task)
                    task = next(waiting, None)
                for done in crew.finished(_POLL_S):
                    self._note(done)
                    progress.update()
                self._merge()
                if stop.number is not None:
                    raise Interrupted(stop.number)

    def _waiting(self) -> Iterator[Task]:
        """Yield the tasks that are left, each once, even if its input is named twice."""
        begun = set(self._done)
        for key, text in zip(self._keys, self._inputs, strict=True):
            if key not in begun:
                begun.add(key)
                opened = path_key(Path(text)) if self._is_elsewhere and text != "demo" else text
                yield Task(key, opened, self._name(text), file_size(text))

    def _note(self, done: Done) -> None:
        if done.lost:
            give_up(self._plan, done.task, f"{printable(done.task.text)}: {done.lost}")
        end = part_end(self._folder.path, done.task.key)
        if end is None or end.error:
            self._failed.add(done.task.key)
        self._done.add(done.task.key)

    def _merge(self) -> None:
        """Write the parts that are next in the order of the inputs."""
        while self._merged < len(self._inputs) and self._keys[self._merged] in self._done:
            self._merger.add(self._keys[self._merged], self._inputs[self._merged])
            self._merged += 1

    def _progress(self) -> "tqdm[None]":
        return tqdm(
            total=len(set(self._keys)),
            initial=len(self._done),
            unit="input",
            disable=None,  # hidden unless standard error is a terminal
        )


def parts_path(outputs: Sequence[Path]) -> Path | None:
    """Return the folder for the parts: beside the first output that is a file or folder.

    Returns:
        None if there is no such output, but only pipes or devices.
    """
    for output in outputs:
        path = Path(path_key(output))
        if path.name and (path.is_file() or path.is_dir() or not path.exists()):
            return path.with_name(f"{path.name}.parts")
    return None
