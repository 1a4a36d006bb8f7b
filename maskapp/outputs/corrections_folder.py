"""The folder of pictures whose labels the user has corrected, in the form that training reads.

It has `annotations.json` (COCO) and `images/`, as `maskapp train --data` takes them. Only the user
can read it. Of a picture, only the faces that the user has corrected are annotated: nobody has
checked the labels of the others. Pictures with blurred faces are left out, and so is what is not a
face: a classifier learns nothing from either.
"""

import contextlib
import json
from pathlib import Path
from typing import Any

from maskapp.errors import OutputError
from maskapp.files.private_files import output_error, replacing
from maskapp.files.regular_files import read_regular_file
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import Box

CORRECTIONS_FOLDER = "corrections"
"""Name of the folder inside the data folder."""

_ANNOTATIONS = "annotations.json"
_IMAGES = "images"
_LARGEST_BYTES = 100 << 20
_LABELS: list[TrueLabel] = [label for label in TrueLabel if label is not TrueLabel.NOT_A_FACE]
_Entry = dict[str, Any]


class CorrectionsFolder:
    """The folder; created when the first picture is put into it.

    Args:
        folder: Its path.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, snapshot: Snapshot) -> bool:
        """Add or replace a snapshot's picture with its corrected faces, or remove it.

        Returns:
            Whether the folder has the picture now.

        Raises:
            OutputError: A file cannot be read or written.
        """
        boxes = {
            face.track: face.box
            for face in snapshot.faces
            if snapshot.corrections.get(face.track) in _LABELS
        }
        picture = self._picture(snapshot)
        if not boxes or snapshot.is_blurred or not snapshot.plain.is_file():
            if picture.exists():
                self._write(self._without(picture.name))
                with contextlib.suppress(FileNotFoundError):
                    picture.unlink()
            return False
        self._copy(snapshot.plain, picture)
        content = self._without(picture.name)
        # Pictures of one hour often show the same people, which must not be split.
        group = f"{snapshot.source} {snapshot.taken_at:%Y-%m-%d %H}"
        image = {"id": _next_id(content["images"]), "file_name": picture.name, "group": group}
        content["images"].append(image)
        for track, box in boxes.items():
            size = (round(box.width, 1), round(box.height, 1))
            content["annotations"].append(
                {
                    "id": _next_id(content["annotations"]),
                    "image_id": image["id"],
                    "category_id": _LABELS.index(snapshot.corrections[track]) + 1,
                    "bbox": [round(box.x1, 1), round(box.y1, 1), *size],
                    "area": round(size[0] * size[1], 1),
                    "iscrowd": 0,
                }
            )
        self._write(content)
        return True

    def labels(self) -> dict[str, list[tuple[Box, TrueLabel]]]:
        """Return the corrected faces of each picture, by the name of its file.

        Raises:
            OutputError: The annotations cannot be read.
        """
        content = self._read()
        names = {image["id"]: image["file_name"] for image in content["images"]}
        labels: dict[str, list[tuple[Box, TrueLabel]]] = {}
        for face in content["annotations"]:
            # Anyone can edit the file.
            with contextlib.suppress(KeyError, TypeError, ValueError, IndexError):
                x, y, width, height = map(float, face["bbox"])
                label = _LABELS[range(1, len(_LABELS) + 1).index(face["category_id"])]
                box = Box(x, y, x + width, y + height)
                labels.setdefault(names[face["image_id"]], []).append((box, label))
        return labels

    def count(self) -> int:
        """Return the number of pictures.

        Raises:
            OutputError: The annotations cannot be read.
        """
        return len(self._read()["images"])

    def _picture(self, snapshot: Snapshot) -> Path:
        return self.folder / _IMAGES / snapshot.annotated.name

    def _copy(self, source: Path, target: Path) -> None:
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            content = source.read_bytes()
        except OSError as error:
            raise output_error(target, error) from error
        with replacing(target) as file:
            file.write(content)

    def _without(self, name: str) -> dict[str, list[_Entry]]:
        """Return the annotations without those of a picture."""
        content = self._read()
        ids = {image["id"] for image in content["images"] if image["file_name"] == name}
        content["images"] = [image for image in content["images"] if image["id"] not in ids]
        content["annotations"] = [
            face for face in content["annotations"] if face["image_id"] not in ids
        ]
        return content

    def _read(self) -> dict[str, list[_Entry]]:
        file = self.folder / _ANNOTATIONS
        categories = [
            {"id": number, "name": label.value} for number, label in enumerate(_LABELS, 1)
        ]
        try:
            content = json.loads(read_regular_file(file, _LARGEST_BYTES).decode("utf-8"))
            images = [dict(image) for image in content["images"]]
            if not all(isinstance(image["file_name"], str) for image in images):
                raise TypeError("a file name is not text")
            faces = [dict(face) for face in content["annotations"]]
            numbers = [each["id"] for each in (*images, *faces)]
            numbers += [face["image_id"] for face in faces]
            if not all(isinstance(number, int) for number in numbers):
                raise TypeError("an id is not a whole number")
        except FileNotFoundError:
            images, faces = [], []
        except OSError as error:
            raise OutputError(f"Cannot read {file}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise OutputError(
                f"{file} is damaged; move its folder elsewhere, and correct the labels again"
            ) from error
        return {"categories": categories, "images": images, "annotations": faces}

    def _write(self, content: dict[str, list[_Entry]]) -> None:
        with replacing(self.folder / _ANNOTATIONS) as file:
            file.write(json.dumps(content, indent=1).encode())


def _next_id(entries: list[_Entry]) -> int:
    return max((entry["id"] for entry in entries), default=0) + 1
