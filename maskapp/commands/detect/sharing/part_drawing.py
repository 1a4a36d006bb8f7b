"""The annotated output of one input in its part.

It gets its final name only when the parts are merged, since the inputs before it decide which
names are taken.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from maskapp.commands.detect.annotated_output import refuse_other_kind
from maskapp.commands.detect.drawing import Drawing, VideoDrawing, picture_name
from maskapp.commands.detect.sharing.parts import DRAWN_SUFFIX, Drawn, drawn_size
from maskapp.files.private_files import output_error, replacing
from maskapp.outputs.json_lines import Lines
from maskapp.outputs.picture_writer import (
    PICTURE_OUTPUT_SUFFIXES,
    encode_annotated,
    written_name,
)
from maskapp.pipeline.annotate import annotate
from maskapp.pipeline.sources.source import Source
from maskapp.records import FrameResult


@dataclass(slots=True)
class PartDrawing:
    """Begins the annotated output of one input, and tells afterwards what became of it.

    Attributes:
        output: The output that the user named, for messages.
        form: As returned by `output_form`.
        folder: Receives the files; it is created when the source is open.
        pictures: Takes a line for each picture, with its file and the name of the input picture.
    """

    output: Path
    form: str
    folder: Path
    pictures: Lines
    _drawing: Drawing | None = None

    @classmethod
    def of_task(cls, output: Path, form: str, parts: Path, key: str, pictures: Lines) -> Self:
        """Return the output of a task, in a folder beside its part.

        Args:
            output: The output that the user named.
            form: As returned by `output_form`.
            parts: Folder of the parts.
            key: The name of the part.
            pictures: Takes a line for each picture.
        """
        folder = parts / f"{key}-{secrets.token_hex(4)}{DRAWN_SUFFIX}"
        return cls(output, form, folder, pictures)

    def begin(self, source: Source) -> Drawing:
        """Begin the output.

        Raises:
            OutputError: The output cannot hold such a source, or cannot be written.
        """
        if source.info.is_stills:
            return self.begin_pictures()
        self._make_folder(is_stills=False)
        video = self.folder / f"video{self.form or '.mp4'}"
        self._drawing = VideoDrawing(video, source.info.fps)
        return self._drawing

    def begin_pictures(self) -> Drawing:
        """Begin the output of pictures; see `begin`."""
        self._make_folder(is_stills=True)
        suffix = self.form if self.form in PICTURE_OUTPUT_SUFFIXES else ""
        self._drawing = _Pictures(self.folder, suffix, self.pictures)
        return self._drawing

    def _make_folder(self, *, is_stills: bool) -> None:
        refuse_other_kind(self.output, self.form, is_stills=is_stills)
        try:
            self.folder.mkdir(mode=0o700)
        except OSError as error:
            raise output_error(self.folder, error) from error

    def drawn(self, *, has_frames: bool) -> Drawn | None:
        """Return what was written, once it is closed; None if nothing was begun."""
        if self._drawing is None:
            return None
        path = self._drawing.path
        video = "" if path == self.folder else path.name
        state = self._drawing.state() if has_frames else ""
        return Drawn(self.folder.name, state, video, drawn_size(self.folder))


class _Pictures:
    """Numbered pictures, each in the format of its final file.

    Args:
        path: The folder.
        suffix: Of all files; "" if it follows from the names of the input pictures.
        lines: Takes a line for each.
    """

    def __init__(self, path: Path, suffix: str, lines: Lines) -> None:
        self.path = path
        self._suffix = suffix
        self._lines = lines
        self._count = 0

    def write(self, result: FrameResult) -> None:
        name = picture_name(result)
        suffix = self._suffix or Path(written_name(name)).suffix
        path = self.path / f"{self._count:06}{suffix}"
        drawn = annotate(result.frame.image, result.faces)
        data = encode_annotated(drawn, Path(name).with_suffix(suffix))
        with replacing(path, is_durable=False) as file:
            file.write(data)
        self._lines.write_line({"name": name, "file": path.name})
        self._count += 1

    def close(self) -> None:
        pass

    def state(self) -> str:
        return "written" if self._count else ""
