"""The folder in which a training keeps what it needs to continue."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from maskapp.errors import OutputError
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
    use = SharedUse(work_dir / _LOCK_NAME)
    try:
        use.begin(timeout_s=0)
    except TimeoutError as error:
        raise OutputError(
            f"Another training is writing to {output_dir}; wait until it ends, or use another "
            "output folder."
        ) from error
    try:
        yield work_dir
    finally:
        # Before others can take the lock: what they lock must not be removed.
        with suppress(OSError):  # Windows keeps a file that is open
            (work_dir / _LOCK_NAME).unlink()
        use.end()
        with suppress(OSError):  # they hold something
            for folder in new:
                folder.rmdir()
