"""A folder of pictures, shared among tasks, and merged as if it had been read in one go."""

import json
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice, repeat
from pathlib import Path

from maskapp.commands.console import tell
from maskapp.commands.detect.annotated_output import AnnotatedOutput
from maskapp.commands.detect.drawing import picture_name
from maskapp.commands.detect.one_input import Options, Sinks, process_frames
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.fingerprints import fingerprint
from maskapp.commands.detect.sharing.folder_tasks import (
    DrawingTask,
    PicturesTask,
    PictureState,
    found_in,
    lines_of,
)
from maskapp.commands.detect.sharing.found_pictures import FoundPicture, FoundPictures
from maskapp.commands.detect.sharing.parts import PICTURE, PartEnd, whole_end
from maskapp.commands.detect.sharing.task import Plan, Task, give_up
from maskapp.commands.detect.table import Summary
from maskapp.commands.interrupts import Stop
from maskapp.display_names import printable
from maskapp.errors import SourceError
from maskapp.pipeline.sources.pictures import PicturesSource, list_pictures
from maskapp.pipeline.sources.source import Source
from maskapp.records import FrameResult

_USUAL, _MOST = 24, 48
"""How many pictures a task has: some seconds of work, so that parts stay few and no process waits
long for the last one."""


class PictureFolder:
    """A folder whose pictures are done by several tasks.

    Which pictures share a task depends on their own names only: if one comes, goes or changes, the
    others' tasks remain, and so do their parts.

    Args:
        text: The folder, as the user named it.
        folder: The folder, as it is opened.
        input_name: Name of the input in report and events, if they cover several.
        plan: What the tasks have in common.
    """

    def __init__(self, text: str, folder: str, input_name: str | None, plan: Plan) -> None:
        self._text = text
        self._input_name = input_name
        self._plan = plan
        self._ends: dict[str, PartEnd] = {}
        self._drawings: list[DrawingTask] = []
        self._error = ""
        self._finding: list[PicturesTask] = []
        self.file_count = 1
        """Number of pictures, or 1 if there is nothing but an error."""
        try:
            self._listed = list_pictures(Path(text), plan.folder)
        except SourceError as error:
            self._error = str(error)
            return
        states = [_state_of(path) for path in self._listed.paths]
        self._finding = [PicturesTask.of(text, folder, batch) for batch in _batches(states)]
        limit = plan.max_frames
        self.file_count = len(states) if limit is None else min(limit, len(states))

    def needed(self, done: Set[str]) -> Sequence[Task]:
        """Return the tasks that are needed, as far as is known.

        Args:
            done: The keys of the tasks that are done.
        """
        finding = self._needed_finding(done)
        if self._plan.output is None or not all(task.key in done for task in finding):
            return finding
        self._drawings = self._drawings or self._drawings_of(finding)
        return [*finding, *self._drawings]

    def _needed_finding(self, done: Set[str]) -> list[PicturesTask]:
        """Return the first tasks that have as many pictures as are wanted, if all can be read."""
        limit = self._plan.max_frames
        if limit is None:
            return self._finding
        needed, frames = [], 0
        for task in self._finding:
            if frames >= limit:
                break
            needed.append(task)
            frames += self._counts(task.key).frames if task.key in done else task.file_count
        return needed

    def _drawings_of(self, finding: Iterable[PicturesTask]) -> list[DrawingTask]:
        drawings, frames, tracks = [], 0, 0
        for task in finding:
            counts = self._counts(task.key)
            limit = self._plan.max_frames
            count = counts.frames if limit is None else min(counts.frames, limit - frames)
            if count:
                drawings.append(DrawingTask.after(task, tracks, count))
            frames += count
            tracks += counts.tracks
        return drawings

    def lose(self, task: Task, reason: str) -> bool:
        """Note that a task was lost; see `SharedInput`.

        Several pictures are tried again by halves, until it is known which one ends its process.
        """
        for place, finding in enumerate(self._finding):
            if finding.key == task.key and finding.file_count > 1:
                self._finding[place : place + 1] = finding.halves()
                return True
        give_up(self._plan, task, reason)
        return False

    def merge(self, outputs: Outputs) -> None:
        """Add what was found to the outputs, once all tasks that are needed are done.

        Raises:
            SourceError: It is the only input, and could not be read, or not all of it.
            OutputError: An output cannot be written, or a part is gone.
        """
        with outputs.failures.noted():
            if self._error:
                raise SourceError(self._error)
            parts = _FolderParts(self._plan.folder, self._finding, self._drawings)
            found = FoundPictures(parts.found())
            with PicturesSource(Path(self._text), self._listed, found.open_picture) as source:
                self._merge(source, found, parts, outputs)
            if parts.lost:
                raise SourceError(f"{printable(self._text)}: {parts.lost}")

    def _merge(
        self, source: Source, found: FoundPictures, parts: "_FolderParts", outputs: Outputs
    ) -> None:
        target, draw = outputs.target, None
        if target is not None:
            draw = partial(_Adopting, target, self._text, parts.drawn())
        summary = Summary(source.info.name)
        no_model = Path()  # the faces are found
        options = Options(self._plan.settings, no_model, self._plan.max_frames)
        report, events = outputs.report, outputs.events
        sinks = Sinks(report, events, draw, tell, self._input_name, has_progress=False)
        try:
            process_frames(source, found.process, summary, options, sinks, Stop())
        finally:
            summary.elapsed_s = parts.elapsed_s
            outputs.table.add(summary)
        for problem in parts.problems:
            tell(problem)

    def _counts(self, key: str) -> Summary:
        """Return the counts of a task that is done; none if it was lost."""
        if key not in self._ends:
            self._ends[key] = whole_end(self._plan.folder, key)
        return self._ends[key].summary or Summary("")


@dataclass(slots=True)
class _FolderParts:
    """The parts of a folder, read in the order of its pictures.

    Attributes:
        folder: Folder of the parts.
        finding: The tasks that found the faces.
        drawings: The tasks that drew them.
        lost: Why pictures are missing in the parts read so far, or the last reason of several; ""
            if none are.
        problems: The other reasons, and what is to be said of annotated pictures read so far.
        elapsed_s: The time that these parts took.
    """

    folder: Path
    finding: Sequence[PicturesTask]
    drawings: Sequence[DrawingTask]
    lost: str = ""
    problems: list[str] = field(default_factory=list)
    elapsed_s: float = 0.0

    def found(self) -> Iterator[FoundPicture]:
        """Yield what came of each picture."""
        for task in self.finding:
            end = self._begin(task)
            known = chain(found_in(self.folder, task), repeat(None))
            for (name, _, _), found in zip(task.pictures, known, strict=False):
                if found is None:
                    self._lose(end.error)
                yield found or FoundPicture(None, error=f"{printable(name)}: {end.error}")

    def drawn(self) -> Iterator[Path | None]:
        """Yield the annotated picture of each that could be read; None if there is none."""
        for task in self.drawings:
            end = self._begin(task)
            self.problems += end.problems
            if end.error:
                self._lose(end.error)
            known = chain(lines_of(self.folder, task.key, PICTURE), repeat(None))
            for line in islice(known, task.count):
                name = json.loads(line)["file"] if line else ""
                yield self.folder / end.drawn.folder / name if name and end.drawn else None

    def _lose(self, reason: str) -> None:
        if self.lost not in {"", reason}:
            self.problems.append(self.lost)
        self.lost = reason

    def _begin(self, task: Task) -> PartEnd:
        end = whole_end(self.folder, task.key)
        self.elapsed_s += end.summary.elapsed_s if end.summary else 0.0
        return end


class _Adopting:
    """The annotated output of a folder, whose pictures were made before; see `Drawing`."""

    def __init__(
        self, target: AnnotatedOutput, text: str, made: Iterator[Path | None], source: Source
    ) -> None:
        self.path = target.drawing(text, source).path
        self._target = target
        self._made = made
        self._has_written = False

    def write(self, result: FrameResult) -> None:
        made = next(self._made)
        if made is not None:
            self._target.adopt_picture(picture_name(result), made)
            self._has_written = True

    def close(self) -> None:
        pass

    def state(self) -> str:
        return "written" if self._has_written else ""


def _state_of(path: Path) -> PictureState:
    try:
        status = path.stat()
    except OSError:  # it has just gone; reading it says so
        return path.name, 0, 0
    return path.name, status.st_size, status.st_mtime_ns


def _batches(states: Sequence[PictureState]) -> Iterator[tuple[PictureState, ...]]:
    """Yield the pictures in batches, each of which ends where a picture's name says so."""
    batch: list[PictureState] = []
    for state in states:
        batch.append(state)
        if int(fingerprint(state[0]), 16) % _USUAL == 0 or len(batch) == _MOST:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)
