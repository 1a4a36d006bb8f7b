"""The folder in which a training keeps what it needs to continue."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.private_files import file_identity
from maskapp.files.shared_use import SharedUse

_LOCK_NAME = "in-use"


@contextmanager
def work_folder(output_dir: Path) -> Iterator[Path]:
    """Create the folder `work` of an output folder, and keep other trainings out meanwhile.

    A training that keeps nothing in either folder leaves none behind that was not there before.

    Args:
        output_dir: Created if needed.

    Yields:
        The folder `work`.

    Raises:
        OutputError: The folder cannot be created, or another training uses it.
    """
    work_dir = output_dir / "work"
    try:
        new = [folder for folder in (work_dir, *work_dir.parents) if not folder.exists()]
        work_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {work_dir} cannot be created: {error.strerror}.") from error
    lock_file = work_dir / _LOCK_NAME
    use = SharedUse(lock_file)
    if not _begin(use, lock_file):
        raise OutputError(
            f"Another training is writing to {output_dir}; wait until it ends, or use another "
            "output folder."
        )
    try:
        yield work_dir
    finally:
        _end(use, lock_file)
        with suppress(OSError):  # they hold something
            for folder in new:
                folder.rmdir()


def _begin(use: SharedUse, lock_file: Path) -> bool:
    """Begin a use; return whether it is the only one, else it has ended."""
    with suppress(OSError):  # `begin` meets it, too, and says so
        lock_file.touch(mode=0o600)
    found = file_identity(lock_file)
    try:
        # A training that ended meanwhile has removed the file, which locks out nobody any more.
        is_alone = use.begin(timeout_s=0) and file_identity(lock_file) == found
    except TimeoutError:
        return False
    if not is_alone:
        use.end()
    return is_alone


def _end(use: SharedUse, lock_file: Path) -> None:
    """End a use and remove its file, but never while another training has locked it."""
    if sys.platform == "win32":
        use.end()  # Windows removes nothing that anyone has open
        with suppress(OSError):
            lock_file.unlink()
    else:
        with suppress(OSError):
            lock_file.unlink()  # before others can lock it
        use.end()
