"""Merging: the parts of whole inputs become the outputs, in the order of the inputs."""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from maskapp.commands.console import tell
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.input_task import InputTask
from maskapp.commands.detect.sharing.parts import (
    EVENT,
    PICTURE,
    REPORT,
    Drawn,
    PartEnd,
    part_lines,
    whole_end,
)
from maskapp.commands.detect.sharing.task import Plan, Task, give_up
from maskapp.commands.detect.table import Summary
from maskapp.display_names import printable
from maskapp.errors import SourceError
from maskapp.files.private_files import output_error


@dataclass(slots=True)
class Merger:
    """Adds parts to the outputs.

    Attributes:
        folder: Folder of the parts, which stay there.
        outputs: Receive their content.
    """

    folder: Path
    outputs: Outputs

    def add(self, key: str, text: str) -> None:
        """Add the part of the next input.

        Args:
            key: The name of the part.
            text: The input, as the user named it.

        Raises:
            SourceError: It is the only input, and could not be read.
            OutputError: An output cannot be written, or the part is gone.
        """
        end = whole_end(self.folder, key)
        try:
            self._add_lines(key, end)
        except OSError as error:
            raise output_error(self.folder, error) from error
        if end.summary is not None:
            end.summary.outcome = self._place_video(end.summary, end.drawn, text)
            self.outputs.table.add(end.summary)
        for problem in end.problems:
            tell(problem)
        if end.error:
            with self.outputs.failures.noted():
                raise SourceError(end.error)

    def _add_lines(self, key: str, end: PartEnd) -> None:
        files = {REPORT: self.outputs.report, EVENT: self.outputs.events}
        if end.summary is not None and end.summary.frames and self.outputs.events:
            self.outputs.events.begin()  # as `InputEvents` does at the first frame
        for letter, line in part_lines(self.folder, key):
            if letter == PICTURE:
                self._place_picture(end, line)
            elif file := files.get(letter):
                file.write_encoded(line)

    def _place_picture(self, end: PartEnd, line: bytes) -> None:
        if self.outputs.target is not None and end.drawn is not None:
            picture = json.loads(line)
            made = self.folder / end.drawn.folder / picture["file"]
            self.outputs.target.adopt_picture(picture["name"], made)

    def _place_video(self, summary: Summary, drawn: Drawn | None, text: str) -> str:
        """Place the video, if there is one, and return what became of the annotated output."""
        target = self.outputs.target
        if target is None or drawn is None:
            return ""
        path = target.path
        if drawn.video:
            made = self.folder / drawn.folder / drawn.video
            path = target.video_path(text, summary.name, made if drawn.state else None)
            if drawn.state:
                target.adopt_video(path, made)
        return f"{drawn.state}: {path}" if drawn.state else ""


@dataclass(frozen=True, slots=True, eq=False)
class WholeInput:
    """An input that is one task; see `SharedInput`.

    Attributes:
        task: The task.
        plan: What all tasks have in common.
    """

    task: InputTask
    plan: Plan
    file_count = 1

    def needed(self, _done: Set[str]) -> Sequence[Task]:
        """Return the task."""
        return [self.task]

    def lose(self, task: Task, reason: str) -> bool:
        """Write down that the task was lost."""
        give_up(self.plan, task, f"{printable(task.text)}: {reason}")
        return False

    def merge(self, outputs: Outputs) -> None:
        """Add the part to the outputs; see `Merger.add`."""
        Merger(self.plan.folder, outputs).add(self.task.key, self.task.text)
