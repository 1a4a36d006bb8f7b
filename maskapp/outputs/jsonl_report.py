"""The report of a run: JSON Lines, one object a frame."""

import contextlib
import json
from pathlib import Path
from types import TracebackType
from typing import Self

from maskapp.files.private_files import open_private, output_error
from maskapp.records import FrameResult


class ReportWriter:
    """Writes each result as one line, at once and whole. Only the user can read the file.

    Attributes:
        path: The report.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file; an existing one is overwritten. Pipes and devices work too.

        Raises:
            OutputError: The file cannot be written.
        """
        self.path = path
        self._file = open_private(path, "wb")
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
        """Adds one frame.

        Args:
            result: What the engine says of it.
            input_name: Which input it is of, where one report covers several.

        Raises:
            OutputError: The disk is full or fails; the lines before stay whole.
        """
        line_content = result.as_report()
        if input_name is not None:
            line_content["input"] = input_name
        text = json.dumps(line_content, ensure_ascii=False, allow_nan=False)
        # A file name that is not UTF-8 comes with lone surrogates: in JSON they are `\udcxx`.
        line = memoryview(text.encode("utf-8", "backslashreplace") + b"\n")
        rest = line
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            with contextlib.suppress(OSError):  # a pipe cannot take back half a line
                self._file.truncate(self._size_bytes)
            raise output_error(self.path, error) from error
        self._size_bytes += len(line)

    def close(self) -> None:
        """Closes the file; a second time does nothing.

        Raises:
            OutputError: The disk fails.
        """
        try:
            self._file.close()
        except OSError as error:
            raise output_error(self.path, error) from error
