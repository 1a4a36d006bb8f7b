"""The snapshots' picture files, as the exports name and read them."""

from pathlib import Path

from maskapp.errors import OutputError
from maskapp.outputs.snapshots.records import Snapshot


def picture_names(snapshot: Snapshot) -> tuple[str, str]:
    """Return the names of the annotated and the plain picture.

    They are relative to the ZIP archive, and to the folder of the log.
    """
    return f"pictures/{snapshot.annotated.name}", f"pictures/{snapshot.plain.name}"


def clip_name(snapshot: Snapshot) -> str:
    """Return the name of the clip of an event, likewise; "" if there is none."""
    return "" if snapshot.clip is None else f"pictures/{snapshot.clip.name}"


def picture_bytes(path: Path) -> bytes | None:
    """Return the content of a picture file; None if it is missing, or is no file but a link.

    Raises:
        OutputError: The file exists but cannot be read.
    """
    try:
        is_file = path.is_file() and not path.is_symlink()
        return path.read_bytes() if is_file else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"Cannot read {path}: {error.strerror}") from error
