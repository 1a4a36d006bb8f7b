"""The tasks of a folder of pictures: finding the faces in some of them, and drawing these.

Drawing comes second, since annotated pictures show the numbers of the faces, which count on through
the folder.
"""

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Self

from maskapp.commands.detect.annotated_output import is_existing, refuse_other_kind
from maskapp.commands.detect.sharing.fingerprints import fingerprint
from maskapp.commands.detect.sharing.found_pictures import NO_IMAGE, FoundPicture
from maskapp.commands.detect.sharing.part_drawing import PartDrawing
from maskapp.commands.detect.sharing.parts import (
    FOUND,
    PICTURE,
    PartEnd,
    PartWriter,
    part_lines,
)
from maskapp.commands.detect.sharing.task import Plan
from maskapp.commands.detect.table import Summary
from maskapp.display_names import printable
from maskapp.errors import PictureFormatError, SourceError
from maskapp.files.picture_files import open_picture
from maskapp.files.private_files import output_error
from maskapp.files.source_keys import path_key
from maskapp.pipeline.engine import Engine
from maskapp.records import Frame, FrameResult

PictureState = tuple[str, int, int]
"""File name, size in bytes and time of change in ns, by which a picture is known again."""


@dataclass(frozen=True, slots=True)
class PicturesTask:
    """Finding the faces in some pictures of a folder, without their numbers.

    Attributes:
        key: The name of its part.
        text: The folder, as the user named it.
        folder: The folder, as it is opened.
        pictures: The pictures, in the order of the folder.
    """

    key: str
    text: str
    folder: str
    pictures: tuple[PictureState, ...]

    @classmethod
    def of(cls, text: str, folder: str, pictures: tuple[PictureState, ...]) -> Self:
        """Return the task of these pictures."""
        key = fingerprint(text, path_key(Path(text)), pictures)
        return cls(key, text, folder, pictures)

    @property
    def file_count(self) -> int:
        """Number of pictures."""
        return len(self.pictures)

    def halves(self) -> list["PicturesTask"]:
        """Return the tasks that do the same; one if there is only one picture."""
        middle = len(self.pictures) // 2
        halves = (self.pictures[:middle], self.pictures[middle:])
        return [PicturesTask.of(self.text, self.folder, half) for half in halves if half]

    def do(self, plan: Plan, model: Path, part: PartWriter) -> PartEnd:
        """Write a line of what was found in each picture; see `Task`."""
        folder = Path(self.folder)
        if not is_existing(folder):
            return PartEnd(
                error=f"{socket.gethostname()} cannot see this folder, which has been removed, or"
                " which not every computer of the cluster reaches by this path"
            )
        lines, summary, error = part.lines(FOUND), Summary(""), ""
        engine = None
        started = perf_counter()
        for name, _, _ in self.pictures:
            if summary.frames == plan.max_frames:
                break
            try:
                picture = open_picture(folder / name)
            except SourceError as failure:
                error = str(failure)
                lines.write_line(FoundPicture.unreadable(failure).as_json())
                continue
            if engine is None:
                engine = Engine(plan.settings, model, stills=True)
                if plan.output:
                    refuse_other_kind(plan.output, plan.form, is_stills=True)
            result = engine.process(Frame(picture.image, summary.frames, 0.0, name))
            lines.write_line(FoundPicture.with_faces(picture, result.faces).as_json())
            summary.add(result)
        summary.elapsed_s = perf_counter() - started
        return PartEnd(summary, error=error if not summary.frames else "")


@dataclass(frozen=True, slots=True)
class DrawingTask:
    """Drawing the faces that a `PicturesTask` found.

    Attributes:
        key: The name of its part.
        of: The task that found them.
        after_track: The last number before these faces.
        count: How many pictures to draw, of those that could be read.
    """

    key: str
    of: PicturesTask
    after_track: int
    count: int
    file_count = 0

    @classmethod
    def after(cls, of: PicturesTask, after_track: int, count: int) -> Self:
        """Return the task."""
        return cls(fingerprint(of.key, after_track, count), of, after_track, count)

    @property
    def text(self) -> str:
        """The folder, as the user named it."""
        return self.of.text

    def do(self, plan: Plan, _model: Path, part: PartWriter) -> PartEnd:
        """Write the annotated pictures, and a line for each; see `Task`."""
        assert plan.output is not None
        lines, summary = part.lines(PICTURE), Summary("")
        drawing = PartDrawing.of_task(plan.output, plan.form, plan.folder, self.key, lines)
        pictures = drawing.begin_pictures()
        problems, undrawn = [], []
        started = perf_counter()
        for result in self._results(plan):
            name = result.frame.name or ""
            try:
                image = open_picture(Path(self.of.folder) / name).image
            except SourceError as error:
                problems.append(f"{printable(self.text)}: not annotated, since later: {error}")
                lines.write_line({"name": name, "file": ""})
                continue
            try:
                pictures.write(replace(result, frame=replace(result.frame, image=image)))
            except PictureFormatError as error:
                undrawn.append(str(error))
                lines.write_line({"name": name, "file": ""})
        summary.elapsed_s = perf_counter() - started
        drawn = drawing.drawn(has_frames=True)
        return PartEnd(summary, problems + undrawn[:-1], "".join(undrawn[-1:]), drawn)

    def _results(self, plan: Plan) -> Iterator[FrameResult]:
        """Yield what is to be drawn, without the pixels."""
        track = self.after_track
        found = zip(self.of.pictures, found_in(plan.folder, self.of), strict=False)
        readable = ((name, picture) for (name, _, _), picture in found if picture.faces is not None)
        for index, (name, picture) in enumerate(islice(readable, self.count)):
            faces = picture.numbered(track)
            track += len(faces)
            yield FrameResult(Frame(NO_IMAGE, index, 0.0, name), faces)


def found_in(parts: Path, task: PicturesTask) -> Iterator[FoundPicture]:
    """Yield what a task found, picture by picture, as far as it got.

    Raises:
        OutputError: Its part cannot be read.
    """
    for line in lines_of(parts, task.key, FOUND):
        yield FoundPicture.from_json(json.loads(line))


def lines_of(parts: Path, key: str, letter: bytes) -> Iterator[bytes]:
    """Yield the lines of one kind in a part.

    Raises:
        OutputError: It cannot be read.
    """
    try:
        for other, line in part_lines(parts, key):
            if other == letter:
                yield line
    except OSError as error:
        raise output_error(parts, error) from error
