"""Finds pictures of one photograph that a collection holds several times: turned, cut, blurred.

Such pictures must not be parted by a split, or the network is judged on what it has learned by
heart. `near_duplicates.csv` is what `make study KIND=duplicates` found.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from maskapp.opencv import cv2
from maskapp.pipeline.sources.pictures import read_picture
from maskapp.records import CLASS_LABELS, Image
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.batches import plain_crops
from maskapp.training.fitting.network import build_network
from maskapp.training.plan import TrainingPlan

_LIKELIEST = 4
"""Pictures that look most alike are compared with each one."""
_LEAST_ALIKE = 0.4  # cosine; far below that of most true pairs
_LEAST_POINTS = 12  # in agreement; unrelated faces reach 11
_SIDE_PX = 200
_MOST_POINTS = 300
_NEAREST_RATIO = 0.8  # Lowe 2004
_MOST_OFF_PX = 5.0
_LARGEST_ZOOM = 2.5
_BATCH = 512

Points = tuple[NDArray[np.float32], NDArray[np.uint8]]


def study_near_duplicates(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Write `near_duplicates.csv` (file, group) of the groups that belong together.

    Args:
        samples: In the groups of the collections, not yet joined.
        base_weights: ImageNet weights; None downloads them.
        plan: Says how large the faces are compared.
        output_dir: Gets the list.
    """
    network = build_network(base_weights, len(CLASS_LABELS), plan)
    pairs = _alike(_appearance(samples, network.layers[1], plan.input_size_px))
    read = lru_cache(maxsize=None)(lambda place: _points(read_picture(samples[place].path)))
    same = [
        pair
        for pair in tqdm(pairs, desc="comparing", unit="pair", disable=None)
        if same_photograph(read(pair[0]), read(pair[1]))
    ]
    members = defaultdict(list)
    for place, sample in enumerate(samples):
        members[sample.group].append(place)
    scenes = [(group[0], other) for group in members.values() for other in group[1:]]
    groups = [
        group
        for group in joined([*same, *scenes])
        if len({samples[place].group for place in group}) > 1
    ]
    with (output_dir / "near_duplicates.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["file", "group"])
        for group in groups:
            names = sorted(f"{samples[i].path.parent.name}/{samples[i].path.name}" for i in group)
            rows.writerows([name, names[0]] for name in names)
    print(f"{len(same)} pairs; {sum(map(len, groups))} pictures now in {len(groups)} groups")


def joined(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """The groups that pairs make, where whoever shares a member is one group."""
    group_of: dict[int, set[int]] = {}
    for first, second in pairs:
        merged = group_of.get(first, {first}) | group_of.get(second, {second})
        group_of.update(dict.fromkeys(merged, merged))
    return [group for member, group in sorted(group_of.items()) if member == min(group)]


def same_photograph(first: Points, second: Points) -> bool:
    """Whether one picture is the other turned, zoomed or shifted, by points that they share.

    Args:
        first: Where the points are, (n, 2), float32, and their SIFT descriptors, (n, 128), uint8.
        second: Likewise.
    """
    if min(len(first[0]), len(second[0])) < _LEAST_POINTS:
        return False
    nearest = cv2.BFMatcher().knnMatch(
        first[1].astype(np.float32), second[1].astype(np.float32), k=2
    )
    good = [a for a, b in nearest if a.distance < _NEAREST_RATIO * b.distance]
    if len(good) < _LEAST_POINTS:
        return False
    here = first[0][[match.queryIdx for match in good]]
    there = second[0][[match.trainIdx for match in good]]
    found = cv2.estimateAffinePartial2D(here, there, ransacReprojThreshold=_MOST_OFF_PX)
    matrix: Any = found[0]  # None where nothing agrees, which the stubs do not know
    if matrix is None:
        return False
    zoom = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    is_likely = 1 / _LARGEST_ZOOM < zoom < _LARGEST_ZOOM
    return is_likely and int(found[1].sum()) >= _LEAST_POINTS


def _appearance(samples: Sequence[Sample], base: keras.Model, size_px: int) -> NDArray[np.float32]:
    """What the faces look like to a network that knows nothing of masks; rows of length 1."""
    pooled = keras.Sequential([base, keras.layers.GlobalAveragePooling2D()])
    rows = np.concatenate(
        [
            pooled.predict(plain_crops(samples[start : start + _BATCH], size_px), verbose=0)
            for start in range(0, len(samples), _BATCH)
        ]
    )
    rows -= rows.mean(axis=0)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _alike(rows: NDArray[np.float32]) -> list[tuple[int, int]]:
    """The pairs that are worth a closer look."""
    pairs = set()
    for place, row in enumerate(rows):
        likeness = rows @ row
        likeness[place] = -1
        for other in np.argsort(-likeness)[:_LIKELIEST].tolist():
            if likeness[other] > _LEAST_ALIKE:
                pairs.add((min(place, other), max(place, other)))
    return sorted(pairs)


def _points(image: Image) -> Points:
    scale = _SIDE_PX / max(image.shape[:2])
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found, given = cv2.SIFT.create(_MOST_POINTS).detectAndCompute(grey, None)
    descriptors: Any = given  # None where there are no points, which the stubs do not know
    if descriptors is None:
        return np.empty((0, 2), np.float32), np.empty((0, 128), np.uint8)
    return np.array([point.pt for point in found], np.float32), np.asarray(descriptors, np.uint8)
