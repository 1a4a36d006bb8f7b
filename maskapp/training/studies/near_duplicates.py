"""A search for pictures made from one photograph: rotated, cropped, blurred.

Copies of a photograph on both sides of the split would validate the network on what it has
memorised. `make study KIND=duplicates` wrote `near_duplicates.csv` and `near_duplicate_scenes.csv`
in `maskapp/training/data/`.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from tqdm import tqdm

from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Image
from maskapp.training.data.corrections import (
    IMAGES,
    NEAR_DUPLICATE_SCENES,
    NEAR_DUPLICATES,
    listed_groups,
    listed_name,
)
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import place_in_split
from maskapp.training.fitting.batches import plain_crops
from maskapp.training.fitting.network import build_network
from maskapp.training.plan import TrainingPlan

_CANDIDATES = 6  # most similar pictures that each one is compared with
_MIN_SIMILARITY = 0.4  # cosine; most true pairs are far above it
_MIN_SHARED_POINTS = 12  # unrelated faces reach 11
_MARGIN = 0.45  # on each side of a face, as a share of its box
_SIDE_PX = 200
_MAX_POINTS = 300
_NEAREST_RATIO = 0.8  # Lowe 2004, "Distinctive Image Features from Scale-Invariant Keypoints"
_MAX_OFFSET_PX = 5.0
_MAX_ZOOM = 2.5
_BATCH_SIZE = 512

Points = tuple[NDArray[np.float32], NDArray[np.uint8]]
"""Positions (n, 2), float32, pixels, and SIFT descriptors (n, 128), uint8, of an image."""


def appearance(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan
) -> NDArray[np.float32]:
    """Return features of a network that has not learned masks, (n, size), float32, of length 1.

    Args:
        samples: Each has a box.
        base_weights: ImageNet weights of the base; None downloads them.
        plan: Its `input_size_px` is the size of the faces.
    """
    base = build_network(base_weights, len(CLASS_LABELS), plan).layers[1]
    pooled = keras.Sequential([base, keras.layers.GlobalAveragePooling2D()])
    crops = (
        plain_crops(samples[start : start + _BATCH_SIZE], plan.input_size_px)
        for start in range(0, len(samples), _BATCH_SIZE)
    )
    rows = np.concatenate([pooled.predict(batch, verbose=0) for batch in crops])
    rows -= rows.mean(axis=0)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def study_near_duplicates(
    samples: Sequence[Sample],
    base_weights: Path | None,
    plan: TrainingPlan,
    output_dir: Path,
    features: Callable[..., NDArray[np.float32]] = appearance,
) -> None:
    """Write `near_duplicates.csv` and `near_duplicate_scenes.csv` with further groups joined.

    The lists (file, group) are those of `maskapp/training/data/`, extended. A joined group takes
    the name of the part that is farthest from being held out, so that what earlier networks were
    trained on does not become validation.

    Args:
        samples: The samples; groups that the lists join are joined already.
        base_weights: ImageNet weights of the base; None downloads them.
        plan: Its `input_size_px` is the size at which faces are compared, its seed that of the
            split.
        output_dir: The folder for the lists.
        features: Describes the samples; takes the parameters of `appearance`.
    """
    candidates = similar_pairs(features(samples, base_weights, plan))
    points_at = lru_cache(maxsize=None)(lambda i: image_points(_face_with_margin(samples[i])))
    same = [
        (i, j)
        for i, j in tqdm(candidates, desc="comparing", unit="pair", disable=None)
        if samples[i].path != samples[j].path and is_same_photograph(points_at(i), points_at(j))
    ]
    renamed = _renamed_groups(samples, same, plan.seed)
    for list_file, lists_scenes in ((NEAR_DUPLICATES, False), (NEAR_DUPLICATE_SCENES, True)):
        groups = {
            name: renamed.get(group, group) for name, group in listed_groups(list_file).items()
        }
        for sample in samples:
            path, is_in_scene = sample.path, sample.path.parent.name == IMAGES
            if sample.group in renamed and is_in_scene is lists_scenes:
                groups[path.name if is_in_scene else listed_name(path)] = renamed[sample.group]
        _write_groups(groups, output_dir / list_file.name)
    print(f"{len(same)} pairs; {len(renamed)} groups are now {len(set(renamed.values()))}")


def _face_with_margin(sample: Sample) -> Image:
    """Cut out a face, with as much around it as the close-ups of most collections show."""
    image = read_picture(sample.path)
    if sample.box is None:
        return image
    x1, y1, x2, y2 = sample.box
    width, height = (x2 - x1) * _MARGIN, (y2 - y1) * _MARGIN
    rows = slice(max(0, int(y1 - height)), int(y2 + height) + 1)
    columns = slice(max(0, int(x1 - width)), int(x2 + width) + 1)
    return image[rows, columns]


def _renamed_groups(
    samples: Sequence[Sample], same: Sequence[tuple[int, int]], seed: int
) -> dict[str, str]:
    """Map the names of the groups that become one to the name that they share from now on."""
    names = list(dict.fromkeys(sample.group for sample in samples))
    numbers = {name: number for number, name in enumerate(names)}
    pairs = [(numbers[samples[i].group], numbers[samples[j].group]) for i, j in same]
    renamed: dict[str, str] = {}
    for group in connected_groups([(i, j) for i, j in pairs if i != j], len(names)):
        parts = [names[number] for number in group]
        renamed |= dict.fromkeys(parts, max(parts, key=lambda name: place_in_split(name, seed)))
    return renamed


def _write_groups(groups: Mapping[str, str], target: Path) -> None:
    with target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "group"])
        for group, name in sorted((group, name) for name, group in groups.items()):
            writer.writerow([name, group])


def connected_groups(pairs: Sequence[tuple[int, int]], count: int) -> list[NDArray[np.int64]]:
    """Return the groups of two or more that pairs of numbers below `count` connect.

    Groups are ordered by their smallest number, and so are the numbers of a group.
    """
    first, second = np.array(pairs, np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(first), np.bool_), (first, second)), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    by_component: defaultdict[int, list[int]] = defaultdict(list)
    for number, index in enumerate(component.tolist()):
        by_component[index].append(number)
    return [np.array(group) for group in by_component.values() if len(group) > 1]


def is_same_photograph(first: Points, second: Points) -> bool:
    """Return whether one image is the other rotated, zoomed or shifted, by points they share.

    Args:
        first: As returned by `image_points`.
        second: Likewise.
    """
    if min(len(first[0]), len(second[0])) < _MIN_SHARED_POINTS:
        return False
    nearest = cv2.BFMatcher().knnMatch(
        first[1].astype(np.float32), second[1].astype(np.float32), k=2
    )
    good = [a for a, b in nearest if a.distance < _NEAREST_RATIO * b.distance]
    if len(good) < _MIN_SHARED_POINTS:
        return False
    here = first[0][[match.queryIdx for match in good]]
    there = second[0][[match.trainIdx for match in good]]
    found = cv2.estimateAffinePartial2D(here, there, ransacReprojThreshold=_MAX_OFFSET_PX)
    matrix: Any = found[0]  # OpenCV's stubs do not say that this may be None
    if matrix is None:
        return False
    zoom = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    is_plausible = 1 / _MAX_ZOOM < zoom < _MAX_ZOOM
    return is_plausible and int(found[1].sum()) >= _MIN_SHARED_POINTS


def image_points(image: Image) -> Points:
    """Return the SIFT points of an image (height, width, 3), uint8, BGR, scaled to one size."""
    scale = _SIDE_PX / max(image.shape[:2])
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found, given = cv2.SIFT.create(_MAX_POINTS).detectAndCompute(grey, None)
    descriptors: Any = given  # OpenCV's stubs do not say that this may be None
    if descriptors is None:
        return np.empty((0, 2), np.float32), np.empty((0, 128), np.uint8)
    return np.array([point.pt for point in found], np.float32), np.asarray(descriptors, np.uint8)


def similar_pairs(features: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Return the pairs of rows (i, j), i < j, similar enough to be compared point by point.

    Args:
        features: (n, size), float32, of length 1 each.
    """
    pairs = set()
    for i, row in enumerate(features):
        similarity = features @ row
        similarity[i] = -1
        for j in np.argsort(-similarity)[:_CANDIDATES].tolist():
            if similarity[j] > _MIN_SIMILARITY:
                pairs.add((min(i, j), max(i, j)))
    return sorted(pairs)
