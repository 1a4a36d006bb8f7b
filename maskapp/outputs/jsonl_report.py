"""The report of `detect --report`: JSON Lines, one object per frame."""

import contextlib
import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from maskapp.errors import OutputError
from maskapp.files.private_files import file_identity, open_private, output_error
from maskapp.records import Face, FrameResult


class ReportWriter:
    """A writer of one complete line per result, unbuffered. Only the user can read the file.

    Attributes:
        path: The report file.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, which may be a pipe or a device; an existing file is overwritten.

        Raises:
            OutputError: The file cannot be written.
        """
        self.path = path
        self._file = open_private(path, "wb")
        self._identity = file_identity(path)
        self._size_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, result: FrameResult, input_name: str | None = None) -> None:
        """Append the line of one frame.

        Args:
            result: The engine's result.
            input_name: Name of the input, if the report covers several.

        Raises:
            OutputError: The disk is full or fails. The lines written before stay complete.
        """
        line_content = report_line(result)
        if input_name is not None:
            line_content["input"] = input_name
        text = json.dumps(line_content, ensure_ascii=False, allow_nan=False)
        # File names that are not UTF-8 contain lone surrogates; JSON spells them `\udcxx`.
        line = memoryview(text.encode("utf-8", "backslashreplace") + b"\n")
        rest = line
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            with contextlib.suppress(OSError):  # a pipe cannot be truncated
                self._file.truncate(self._size_bytes)
            raise output_error(self.path, error) from error
        self._size_bytes += len(line)

    def close(self) -> None:
        """Close the file; does nothing if it is already closed.

        Raises:
            OutputError: The disk fails, or the file is gone.
        """
        if self._file.closed:
            return
        is_there = file_identity(self.path) == self._identity
        try:
            self._file.close()
        except OSError as error:
            raise output_error(self.path, error) from error
        if not is_there:
            raise OutputError(
                f"The report {self.path} was removed while it was being written, or its disk was"
                " disconnected"
            )


def report_line(result: FrameResult) -> dict[str, Any]:
    """Return the content of a frame's line, ready for JSON."""
    line: dict[str, Any] = {
        "frame": result.frame.index,
        "time_s": round(result.frame.time_s, 3),
        "faces": [_face_entry(face) for face in result.faces],
    }
    if result.frame.name is not None:
        line["file"] = result.frame.name
    return line


def _face_entry(face: Face) -> dict[str, Any]:
    return {
        "track": face.track,
        "box": [round(value, 1) for value in face.box],
        "label": face.label.value,
        "confidence": round(face.confidence, 4),
        "probabilities": {
            label.value: round(value, 4) for label, value in face.probabilities.items()
        },
    }
