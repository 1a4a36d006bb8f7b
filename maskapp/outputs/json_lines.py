"""Files in JSON Lines: one object per line, each written at once."""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from maskapp.errors import OutputError
from maskapp.files.private_files import file_identity, is_own, open_alone, output_error


class Lines(Protocol):
    """What takes lines of JSON, one after the other."""

    def begin(self) -> None:
        """Remove what an earlier run left, as the first line does; twice is allowed."""

    def write_line(self, content: Mapping[str, Any]) -> None:
        """Append a line of values that JSON has."""


def json_line(content: Mapping[str, Any]) -> bytes:
    """Return values that JSON has as a line in UTF-8, its end included."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    # File names that are not UTF-8 contain lone surrogates; JSON spells them `\udcxx`.
    return text.encode("utf-8", "backslashreplace") + b"\n"


class JsonLinesFile:
    """A file of complete lines, unbuffered. Only the user can read it.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, which may be a pipe or a device.

        What is in it stays until `begin`, the first line, or a `with` block's end without an error.

        Raises:
            OutputError: The file cannot be written, or another program writes to it.
        """
        self.path = path
        self._file = open_alone(path)
        self._is_own = is_own(self._file)
        self._has_begun = not self._is_own
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
        try:
            if kind is None:
                self.begin()
        finally:
            self.close()

    def begin(self) -> None:
        """Remove what an earlier run left; does nothing once that is done.

        Raises:
            OutputError: The disk fails.
        """
        if self._has_begun:
            return
        self._has_begun = True
        try:
            self._file.truncate(0)
        except OSError as error:
            raise output_error(self.path, error) from error

    def write_line(self, content: Mapping[str, Any]) -> None:
        """Append a line.

        Args:
            content: Values that JSON has.

        Raises:
            OutputError: The disk is full or fails. The lines written before stay complete.
        """
        self.write_encoded(json_line(content))

    def write_encoded(self, line: bytes) -> None:
        """Append a line that `json_line` returned.

        Raises:
            OutputError: See `write_line`.
        """
        self.begin()
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            if self._is_own:
                with contextlib.suppress(OSError):
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
                f"The file {self.path} was removed while it was being written, or its disk was"
                " disconnected"
            )
