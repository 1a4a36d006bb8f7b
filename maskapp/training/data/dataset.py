"""Labelled pictures of a folder, and the faces in them."""

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from maskapp.display_names import printable
from maskapp.errors import DatasetError, SourceError
from maskapp.files.content_kind import kind_of_file
from maskapp.files.file_kinds import PICTURE_SUFFIXES
from maskapp.files.picture_files import open_picture
from maskapp.paths import face_detector
from maskapp.pipeline.detect import FaceDetector, LiteRTFaceDetector
from maskapp.pipeline.models.label_names import label_named
from maskapp.records import CLASS_LABELS, Box, Detection, intersection_over_union
from maskapp.training.data.annotation_checks import is_outside
from maskapp.training.data.coco import ANNOTATIONS, read_scenes
from maskapp.training.data.corrections import with_corrected_labels, with_joined_groups
from maskapp.training.data.fingerprint import fingerprint
from maskapp.training.data.manifest import MANIFEST, read_manifest
from maskapp.training.data.sample import Sample
from maskapp.training.data.saved_files import read_cache, write_arrays

_DETECTION_SIDES_PX = (320, 640)  # at least, for close-ups, and at most, for whole pictures
_SCORE_THRESHOLD = 0.3
_MATCH_IOU = 0.3
_MAX_NAMED = 5


def read_collections(data_dirs: Sequence[Path]) -> list[Sample]:
    """List the labelled faces of several folders, each as in `read_samples`."""
    return [sample for folder in data_dirs for sample in read_samples(folder)]


def collection_name(data_dir: Path) -> str:
    """Return the name of a folder, which may have been named as `.` or `..`."""
    return data_dir.resolve().name if data_dir.name in {"", ".."} else data_dir.name


def read_samples(data_dir: Path) -> list[Sample]:
    """List the labelled faces of a folder.

    The folder either has `annotations.json` (COCO) and `images/`, whose pictures hold any number of
    faces, or one sub-folder for each label, with pictures of one face.

    A `manifest.csv` (file, label, source, group, x1, y1, x2, y2), if there is one, lists these
    pictures. Without one, all pictures in the sub-folders and below are listed; each is a group of
    its own and has no box yet. Sub-folders whose names are not known as labels are named on
    standard error.

    Args:
        data_dir: The folder.

    Raises:
        DatasetError: There is no such folder, it has no pictures, or the manifest is bad.
    """
    if not data_dir.is_dir():
        raise DatasetError(f"There is no folder {data_dir}.")
    if (data_dir / ANNOTATIONS).is_file():
        return _from_scenes(data_dir)
    manifest = data_dir / MANIFEST
    has_manifest = manifest.is_file()
    samples = (
        with_corrected_labels(read_manifest(manifest)) if has_manifest else _from_folders(data_dir)
    )
    if not samples:
        raise DatasetError(
            f"{data_dir} has no pictures; put them in its folders {', '.join(CLASS_LABELS)}."
        )
    return with_joined_groups(samples) if has_manifest else samples


def _from_scenes(data_dir: Path) -> list[Sample]:
    return [
        Sample(scene.file, face.label, collection_name(data_dir), scene.group, face.box)
        for scene in read_scenes(data_dir)
        for face in scene.faces
    ]


def _from_folders(data_dir: Path) -> list[Sample]:
    try:
        folders = sorted(path for path in data_dir.iterdir() if path.is_dir())
    except OSError as error:
        raise DatasetError(f"{data_dir} cannot be read: {error.strerror}.") from error
    labels = {folder: label_named(folder.name) for folder in folders}
    unknown = [
        folder for folder, label in labels.items() if label is None and folder.name[0] != "."
    ]
    if len(unknown) == len(folders):
        _refuse_unknown(data_dir, unknown)
    if unknown:
        print(
            f"{printable(str(data_dir))}: left out, because the folder's name is no label"
            f" ({', '.join(CLASS_LABELS)}): {_some([folder.name for folder in unknown])}",
            file=sys.stderr,
        )
    name = collection_name(data_dir)
    return [
        Sample(path, label, name, path.relative_to(data_dir).as_posix(), None)
        for wanted in CLASS_LABELS
        for folder, label in labels.items()
        if label is wanted
        for path in _pictures_below(folder)
    ]


def _refuse_unknown(data_dir: Path, unknown: Sequence[Path]) -> None:
    """Raise if there are folders, but none of them is a label's."""
    if not unknown:
        return
    nested = [folder for folder in unknown if _has_labels(folder)]
    advice = f"name {nested[0]} instead" if nested else f"call them {', '.join(CLASS_LABELS)}"
    raise DatasetError(
        f"{data_dir} has no folder named like a label, but"
        f" {_some([folder.name for folder in unknown])}; {advice}."
    )


def _has_labels(folder: Path) -> bool:
    try:
        return (folder / ANNOTATIONS).is_file() or any(
            path.is_dir() and label_named(path.name) for path in folder.iterdir()
        )
    except OSError:
        return False


def _pictures_below(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _is_hidden(path, folder) and _is_picture(path)
    ]


def _is_picture(path: Path) -> bool:
    if path.suffix.lower() in PICTURE_SUFFIXES:
        return True
    try:
        return kind_of_file(path).is_picture
    except OSError:
        return False


def _some(names: Sequence[str]) -> str:
    """Return the first names and the number of the others."""
    named = ", ".join(printable(name) for name in names[:_MAX_NAMED])
    return f"{named} and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else named


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def locate_faces(
    samples: Sequence[Sample],
    cache_file: Path | None = None,
    make_detector: Callable[..., FaceDetector] = LiteRTFaceDetector,
) -> list[Sample]:
    """Return the samples with the boxes and landmarks of the program's detector.

    The detector's boxes are a bit higher and wider than hand-drawn ones, and the network has to
    learn from the boxes that it will get. A face that the detector misses keeps the manifest's box;
    without one its picture is left out.

    Args:
        samples: As returned by `read_samples`.
        cache_file: An `.npz` file that keeps the detections for the next call; None for none.
        make_detector: Creates the detector.

    Raises:
        DatasetError: A picture cannot be read, or a box is mostly outside of it.
        OutputError: The cache cannot be written.
    """
    key = _fingerprint(samples) if cache_file else ""
    cached = read_cache(cache_file) if cache_file else None
    if cached is not None and str(cached["key"]) == key:
        return _with_faces(samples, _floats(cached["boxes"]), _floats(cached["landmarks"]))
    boxes = np.full((len(samples), 4), np.nan, np.float32)
    landmarks = np.full((len(samples), 5, 2), np.nan, np.float32)
    detector = make_detector(score_threshold=_SCORE_THRESHOLD)
    unreadable: list[str] = []
    damaged: list[str] = []
    outside: list[str] = []
    places = defaultdict(list)
    for i, sample in enumerate(samples):
        places[sample.path].append(i)
    for path, inside in tqdm(places.items(), desc="detecting faces", unit="picture", disable=None):
        try:
            picture = open_picture(path)
        except SourceError:
            unreadable.append(str(path))
            continue
        if picture.is_damaged:
            damaged.append(str(path))
        image = picture.image
        smallest_px, largest_px = _DETECTION_SIDES_PX
        side_px = min(max(smallest_px, *image.shape[:2]), largest_px)
        faces = detector.detect(image, side_px)
        annotated = [box for i in inside if (box := samples[i].box) is not None]
        if any(is_outside(box, image) for box in annotated):
            outside.append(str(path))
        for i in inside:
            found = _matching(faces, samples[i])
            if found is not None:
                boxes[i], landmarks[i] = found.box, found.landmarks
    _refuse_unreadable(unreadable)
    _refuse_outside(outside)
    if damaged:
        print(
            f"Damaged pictures, of which only parts could be read: {_some(damaged)}; repair or"
            " remove them.",
            file=sys.stderr,
        )
    if cache_file:
        cache_file.parent.mkdir(parents=True, exist_ok=True)
        write_arrays(cache_file, {"key": np.array(key), "boxes": boxes, "landmarks": landmarks})
    return _with_faces(samples, boxes, landmarks)


def _refuse_unreadable(pictures: Sequence[str]) -> None:
    if pictures:
        raise DatasetError(
            f"Pictures that cannot be read: {_some(pictures)}; repair or remove them."
        )


def _refuse_outside(pictures: Sequence[str]) -> None:
    if pictures:
        raise DatasetError(
            f"Pictures with a box that is mostly outside of them: {_some(pictures)}; correct or"
            " remove these boxes. Boxes are those of the upright picture."
        )


def _floats(array: NDArray[np.generic]) -> NDArray[np.float32]:
    return np.asarray(array, np.float32)


def _fingerprint(samples: Sequence[Sample]) -> str:
    """Return a hash of the samples and of the detector that finds their faces."""
    detector = sha256(face_detector().read_bytes()).hexdigest()
    return fingerprint((sample.path, f",{sample.box},{detector}") for sample in samples)


def _matching(found: list[Detection], sample: Sample) -> Detection | None:
    """Return the detection on the sample's box; the largest one if it has no box."""
    if sample.box is None:
        return max(found, key=lambda face: face.box.height, default=None)
    box = sample.box
    best = max(found, key=lambda face: intersection_over_union(face.box, box), default=None)
    if best is None or intersection_over_union(best.box, box) < _MATCH_IOU:
        return None
    return best


def _with_faces(
    samples: Sequence[Sample], boxes: NDArray[np.float32], landmarks: NDArray[np.float32]
) -> list[Sample]:
    located = []
    for sample, box, points in zip(samples, boxes, landmarks, strict=True):
        if not np.isnan(box[0]):
            located.append(replace(sample, box=Box(*map(float, box)), landmarks=points))
        elif sample.box is not None:
            located.append(sample)
    return located
