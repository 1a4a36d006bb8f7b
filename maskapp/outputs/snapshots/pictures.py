"""The files of the snapshot log: two JPEG pictures per snapshot and the clip of an event.

Each is complete or absent.

The annotated picture is written last and carries the snapshot's facts in a JPEG comment. If it
exists, the snapshot is complete, and its database row can be rebuilt from it.
"""

import contextlib
import dataclasses
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.abandoned_files import PARTIAL_PREFIX
from maskapp.files.file_names import free_path
from maskapp.files.held_files import claimed
from maskapp.files.picture_files import encode_picture
from maskapp.files.private_files import (
    make_private_folder,
    output_error,
    replacing,
    sync_folder,
)
from maskapp.files.regular_files import is_regular_file
from maskapp.outputs.snapshots.records import (
    NewSnapshot,
    SavedFace,
    SnapshotFacts,
    facts_from_json,
    storable,
)
from maskapp.outputs.snapshots.rows import STEM_PATTERN, checked_facts
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import Image

_JPEG_QUALITY = 90
_SUFFIX = ".jpg"
_PLAIN_SUFFIX = "-plain.jpg"
_CLIP_SUFFIX = ".mp4"
_NAME = re.compile(rf"({STEM_PATTERN})(-plain)?\.jpg", re.ASCII)
_CLIP_NAME = re.compile(rf"({STEM_PATTERN})\.mp4", re.ASCII)
_JPEG_HEAD_BYTES = 20
"""Size of the start marker and the JFIF header, which must precede a comment."""
_COMMENT_MARKER = b"\xff\xfe"
_LONGEST_COMMENT = 0xFFFF - 2
"""A segment's 16-bit length includes its own two bytes (ITU-T T.81, B.2.4.5)."""
_COMMENT_KEY = "maskapp_snapshot"


@dataclass(frozen=True, slots=True)
class FoundPictures:
    """The log's picture files in the folder, by stem.

    Attributes:
        complete: Stems with an annotated picture.
        halves: Stems with only a plain picture.
        clips: Stems with a clip.
    """

    complete: frozenset[str]
    halves: frozenset[str]
    clips: frozenset[str]


class SnapshotPictures:
    """The folder of the pictures. Only the user can read it and its files."""

    def __init__(self, folder: Path) -> None:
        """Create the folder, and the log's folder above it, if they are missing.

        Raises:
            OutputError: The folder cannot be created.
        """
        self.folder = folder
        try:
            make_private_folder(folder)
        except OSError as error:
            raise output_error(folder, error) from error

    def annotated(self, stem: str) -> Path:
        """Return the path of the picture with boxes and labels."""
        return self.folder / f"{stem}{_SUFFIX}"

    def plain(self, stem: str) -> Path:
        """Return the path of the picture without boxes and labels."""
        return self.folder / f"{stem}{_PLAIN_SUFFIX}"

    def clip(self, stem: str) -> Path:
        """Return the path of the video of an event, which may not exist."""
        return self.folder / f"{stem}{_CLIP_SUFFIX}"

    def found_clip(self, stem: str) -> Path | None:
        """Return the video of an event; None if there is none, or no file but a link."""
        path = self.clip(stem)
        return path if is_regular_file(path) and not path.is_symlink() else None

    def write_clip(self, stem: str, content: bytes) -> None:
        """Write the video of an event.

        Raises:
            OutputError: It cannot be written; nothing is left behind.
        """
        with replacing(self.clip(stem)) as file:
            file.write(content)

    def write_new(self, new: NewSnapshot) -> tuple[str, SnapshotFacts]:
        """Write the pictures of a new snapshot; they alone are enough to restore it.

        Returns:
            The stem of their file names, and the facts for the row.

        Raises:
            OutputError: See `write`.
        """
        faces = tuple(map(SavedFace.of, new.faces))
        source = storable(new.source)
        facts = SnapshotFacts(
            new.taken_at, new.kind, source, faces, event=new.event, is_blurred=new.is_blurred
        )
        return self.write(facts, new.annotated, new.plain), facts

    def write(self, facts: SnapshotFacts, annotated: Image, plain: Image) -> str:
        """Write both pictures and flush them to the disk.

        Args:
            facts: Written into the annotated picture.
            annotated: (height, width, 3), uint8, BGR.
            plain: Same shape and format as `annotated`.

        Returns:
            The stem of their file names, made from the local time.

        Raises:
            OutputError: A picture cannot be written; neither is left behind.
        """
        stem = self._free_stem(facts.taken_at)
        contents = (
            (self.plain(stem), _jpeg(plain, self.plain(stem))),
            (self.annotated(stem), _with_facts(_jpeg(annotated, self.annotated(stem)), facts)),
        )
        try:
            for path, content in contents:
                with replacing(path) as file:
                    file.write(content)
        except OutputError:
            with contextlib.suppress(OutputError):
                self.remove([stem])
            raise
        return stem

    def write_event(self, stem: str, event: ViolationEvent) -> None:
        """Replace the event in the facts that an annotated picture carries, if it has any.

        Raises:
            OutputError: The picture cannot be written; it is as before.
        """
        facts = self.facts(stem)
        if facts is None:
            return
        path = self.annotated(stem)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise output_error(path, error) from error
        length = int.from_bytes(content[_JPEG_HEAD_BYTES + 2 : _JPEG_HEAD_BYTES + 4], "big")
        jpeg = content[:_JPEG_HEAD_BYTES] + content[_JPEG_HEAD_BYTES + 2 + length :]
        with replacing(path) as file:
            file.write(_with_facts(jpeg, dataclasses.replace(facts, event=event)))

    def size_bytes(self, stem: str) -> int:
        """Return the size of pictures and clip together; a missing one counts as 0.

        Raises:
            OutputError: The disk fails.
        """
        size = 0
        for path in (self.annotated(stem), self.plain(stem), self.clip(stem)):
            try:
                size += path.stat().st_size
            except FileNotFoundError:
                pass
            except OSError as error:
                raise output_error(path, error) from error
        return size

    def remove(self, stems: Iterable[str]) -> None:
        """Remove pictures and clips; some may already be gone.

        Raises:
            OutputError: A picture cannot be removed.
        """
        for stem in stems:
            # The annotated one first: without it the snapshot does not count as complete.
            for path in (self.annotated(stem), self.plain(stem), self.clip(stem)):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise OutputError(f"Cannot remove {path}: {error.strerror}") from error
        sync_folder(self.folder)

    def find(self) -> FoundPictures:
        """Find the log's picture files; others are ignored, and so are links and folders.

        Raises:
            OutputError: The folder cannot be read.
        """
        complete: set[str] = set()
        plain: set[str] = set()
        clips: set[str] = set()
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if not entry.is_file(follow_symlinks=False):
                        continue
                    if match := _NAME.fullmatch(entry.name):
                        (plain if match[2] else complete).add(match[1])
                    elif match := _CLIP_NAME.fullmatch(entry.name):
                        clips.add(match[1])
        except OSError as error:
            raise OutputError(f"Cannot read {self.folder}: {error.strerror}") from error
        return FoundPictures(frozenset(complete), frozenset(plain - complete), frozenset(clips))

    def has_any(self) -> bool:
        """Return whether there is any picture of the log; if not, its disk may be elsewhere."""
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            return any(_NAME.fullmatch(entry.name) for entry in entries)
        return False

    def remove_partial(self) -> None:
        """Remove the incomplete files that a crash left behind, but none that is being written."""
        with contextlib.suppress(OSError):
            for path in self.folder.glob(f"{PARTIAL_PREFIX}*"):
                with contextlib.suppress(OSError), claimed(path):
                    path.unlink(missing_ok=True)

    def facts(self, stem: str) -> SnapshotFacts | None:
        """Read the facts from an annotated picture.

        Returns:
            The facts; None if the picture carries none or cannot be read.
        """
        path = self.annotated(stem)
        if not is_regular_file(path):  # opening a pipe would wait for its other end
            return None
        try:
            with path.open("rb") as file:
                file.seek(_JPEG_HEAD_BYTES)
                marker, length = file.read(2), int.from_bytes(file.read(2), "big")
                comment = file.read(max(0, length - 2))
        except OSError:
            return None
        if marker != _COMMENT_MARKER:
            return None
        try:
            return checked_facts(facts_from_json(json.loads(comment)[_COMMENT_KEY]))
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
            return None

    def _free_stem(self, taken_at: datetime) -> str:
        moment = f"{taken_at.year:04}-{taken_at:%m-%d_%H-%M-%S}"  # %Y may have fewer digits
        first = self.annotated(f"{moment}.{taken_at.microsecond // 1000:03}")
        try:
            return free_path(first, self._is_taken).stem
        except OSError as error:
            raise output_error(first, error) from error

    def _is_taken(self, annotated: Path) -> bool:
        return annotated.exists() or self.plain(annotated.stem).exists()


def _jpeg(image: Image, path: Path) -> bytes:
    return encode_picture(image, path, jpeg_quality=_JPEG_QUALITY)


def _with_facts(jpeg: bytes, facts: SnapshotFacts) -> bytes:
    text = json.dumps({_COMMENT_KEY: facts.facts_as_json()}, separators=(",", ":"))
    comment = text.encode("ascii")
    if len(comment) > _LONGEST_COMMENT:  # about 600 faces; then only the row has them
        return jpeg
    length = (len(comment) + 2).to_bytes(2, "big")
    head, rest = jpeg[:_JPEG_HEAD_BYTES], jpeg[_JPEG_HEAD_BYTES:]
    return head + _COMMENT_MARKER + length + comment + rest
