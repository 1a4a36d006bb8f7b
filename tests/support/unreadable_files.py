"""Files that cannot be read for a moment."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from maskapp.files import regular_files

_MOST_STANDARD_FILES = 3
"""Standard input, output and error."""


@contextlib.contextmanager
def cannot_be_read(path: Path) -> Iterator[None]:
    """Let a file fail to open for the body, as a network drive does."""

    def open_file(wanted: Path, flags: int) -> int:
        if wanted == path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return os.open(wanted, flags)

    class FailingOs:
        def __getattr__(self, name: str) -> object:
            return open_file if name == "open" else getattr(os, name)

    really_open = Path.open

    def open_path(wanted: Path, *args: Any, **options: Any) -> IO[Any]:
        if wanted == path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return really_open(wanted, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", open_path)
        patch.setattr(regular_files, "os", FailingOs())
        yield


@contextlib.contextmanager
def no_more_files() -> Iterator[None]:
    """Let no file at all be opened in the body, as when too many are open; skips on Windows."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_STANDARD_FILES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
