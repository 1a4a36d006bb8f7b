"""Many inputs at once: their tasks go to a crew, and the parts become the outputs in order.

What a command that ended early has done is kept beside the outputs; the same command goes on from
there.
"""

import contextlib
from collections import deque
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from maskapp.commands.detect.inputs import input_name
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.crew import Crew, Done
from maskapp.commands.detect.sharing.fingerprints import (
    file_size,
    fingerprint,
    is_folder,
    seen_file,
)
from maskapp.commands.detect.sharing.input_task import InputTask
from maskapp.commands.detect.sharing.merging import WholeInput
from maskapp.commands.detect.sharing.parts import has_parts, part_end
from maskapp.commands.detect.sharing.picture_folder import PictureFolder
from maskapp.commands.detect.sharing.task import Plan, Task
from maskapp.commands.interrupts import Stop
from maskapp.files.source_keys import path_key

_POLL_S = 0.1
"""How soon a signal is noticed."""


class SharedInput(Protocol):
    """An input as tasks, whose parts become the outputs."""

    @property
    def file_count(self) -> int:
        """Number of files in it."""

    def needed(self, done: Set[str]) -> Sequence[Task]:
        """Return the tasks that are needed, as far as is known.

        Args:
            done: The keys of the tasks that are done.

        Raises:
            OutputError: A part is gone.
        """

    def lose(self, task: Task, reason: str) -> bool:
        """Note that a task cannot be done.

        Returns:
            Whether others take its place; else its part says why.

        Raises:
            OutputError: It cannot be written down.
        """

    def merge(self, outputs: Outputs) -> None:
        """Add the parts to the outputs, when all that are needed are done.

        Raises:
            SourceError: It is the only input, and could not be read.
            OutputError: An output cannot be written, or a part is gone.
        """


class Archive:
    """The inputs of one command.

    Args:
        inputs: Names of files and folders, or "demo".
        plan: What the tasks have in common.
        outputs: Receive the content of the parts.
        is_elsewhere: Whether other computers open the inputs, which have another working folder.
    """

    def __init__(
        self, inputs: Sequence[str], plan: Plan, outputs: Outputs, *, is_elsewhere: bool
    ) -> None:
        self._plan = plan
        self._outputs = outputs
        self._is_elsewhere = is_elsewhere
        self._has_several = len(inputs) > 1
        by_text = {text: self._shared(text) for text in dict.fromkeys(inputs)}
        self._inputs: list[SharedInput] = [by_text[text] for text in inputs]
        self._done: set[str] = set()
        self._failed: set[str] = set()
        self._untouched = deque(self._inputs)
        self._waiting: deque[Task] = deque()
        self._owners: dict[str, SharedInput] = {}
        self._merged = 0
        self._find_done()

    def _shared(self, text: str) -> SharedInput:
        name = input_name(text) if self._has_several else None
        opened = path_key(Path(text)) if self._is_elsewhere and text != "demo" else None
        if is_folder(text):
            return PictureFolder(text, opened or text, name, self._plan)
        key = fingerprint(seen_file(text), text, name)
        return WholeInput(InputTask(key, text, name, file_size(text), opened), self._plan)

    def _find_done(self) -> None:
        """Note the parts of an earlier command; what failed is done again."""
        folder = self._plan.folder
        for shared in self._inputs if has_parts(folder) else ():
            new: set[str] | None = None
            while new is None or new:  # some tasks are known when others are done
                ends = {task.key: part_end(folder, task.key) for task in self._left_of(shared)}
                new = {key for key, end in ends.items() if end is not None and not end.error}
                self._done |= new

    def _left_of(self, shared: SharedInput) -> list[Task]:
        return [task for task in shared.needed(self._done) if task.key not in self._done]

    @property
    def file_count(self) -> int:
        """Number of files of all inputs."""
        return sum(shared.file_count for shared in self._inputs)

    @property
    def done_count(self) -> int:
        """Number of files that are done, and would not be done again by a later command."""
        return sum(map(self._done_files_of, self._inputs))

    def _done_files_of(self, shared: SharedInput) -> int:
        count = sum(
            task.file_count
            for task in shared.needed(self._done)
            if task.key in self._done and task.key not in self._failed
        )
        return min(count, shared.file_count)

    def run(self, crew: Crew, stop: Stop) -> None:
        """Do what is left, and write the outputs.

        Args:
            crew: Does the tasks.
            stop: Defers signals meanwhile.

        Raises:
            Interrupted: A signal ended it early; what is done is kept.
            MaskappError: An output or the model cannot be used; likewise.
        """
        with stop.deferred(), contextlib.closing(self._progress()) as progress:
            self._merge()
            while self._merged < len(self._inputs):
                while crew.has_room() and (task := self._next()) is not None:
                    crew.start(task)
                for done in crew.finished(_POLL_S):
                    progress.update(self._note(done))
                self._merge()
                stop.raise_noted()

    def _next(self) -> Task | None:
        """Return the next task, input by input, each once."""
        while not self._waiting and self._untouched:
            self._waiting.extend(self._new_of(self._untouched.popleft()))
        return self._waiting.popleft() if self._waiting else None

    def _new_of(self, shared: SharedInput) -> list[Task]:
        """Return the tasks of an input that nobody has waited for yet."""
        new = {task.key: task for task in self._left_of(shared) if task.key not in self._owners}
        self._owners |= dict.fromkeys(new, shared)
        return list(new.values())

    def _note(self, done: Done) -> int:
        """Note that a task is over, and return the number of its files; what it held up is next."""
        key, owner = done.task.key, self._owners[done.task.key]
        is_over = not (done.lost and owner.lose(done.task, done.lost))
        if is_over:
            end = part_end(self._plan.folder, key)
            if end is None or end.error:
                self._failed.add(key)
            self._done.add(key)
        self._waiting.extendleft(reversed(self._new_of(owner)))
        return done.task.file_count if is_over else 0

    def _merge(self) -> None:
        """Write the inputs whose parts are there, in their order."""
        while self._merged < len(self._inputs) and not self._left_of(self._inputs[self._merged]):
            self._inputs[self._merged].merge(self._outputs)
            self._merged += 1

    def _progress(self) -> "tqdm[None]":
        different = dict.fromkeys(self._inputs)
        return tqdm(
            total=sum(shared.file_count for shared in different),
            initial=sum(map(self._done_files_of, different)),
            unit="file",
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
