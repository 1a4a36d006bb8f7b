"""Collects what the detector finds in pictures, with what it shows in truth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from tqdm import tqdm

from maskapp.pipeline.detect import FaceDetector
from maskapp.records import Detection, Image
from maskapp.settings.settings import EngineSettings
from maskapp.training.data.annotation_checks import read_annotated
from maskapp.training.detector.check.features import Trunk
from maskapp.training.detector.check.truth import (
    Flags,
    is_ignored,
    shows_annotated,
    shows_nothing,
)
from maskapp.training.detector.check.views import Areas, View, areas_of, plain_view, views
from maskapp.training.detector.pictures import AnnotatedPicture, Floats, Listed, as_rows

MIN_SCORE = 0.1
"""Of the detections that are collected: those with a lower score than is checked teach, too."""

_SIZE_PX = EngineSettings().detection_size_px
_BATCH = 64  # of crops; the trunk takes 2.6 GB for these, and 8 GB for 256


@dataclass(frozen=True, slots=True, eq=False)
class KnownDetections:
    """KnownDetections of the detector whose truth is known.

    Attributes:
        scores: (n,), float32, 0 to 1.
        features: (n, f), float32; see `Trunk`.
        is_face: (n,): whether it shows a face; otherwise it shows none.
        groups: The group of each detection's picture.
    """

    scores: Floats
    features: Floats
    is_face: Flags
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Harvest:
    """What training pictures gave.

    Attributes:
        detections: To learn from.
        left_out: The number of detections that may or may not show a face.
    """

    detections: KnownDetections
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    score: float
    is_face: bool
    group: str
    crop: Image


def training_detections(
    pictures: Sequence[AnnotatedPicture], detector: FaceDetector, trunk: Trunk, seed: int
) -> Harvest:
    """Collect the detections in three views of each picture, of which two are random.

    Args:
        pictures: The pictures.
        detector: Detects with the threshold `MIN_SCORE`.
        trunk: Gives the features.
        seed: Determines the random views.

    Raises:
        DatasetError: A picture cannot be read.
    """
    left_out = 0

    def known() -> Iterator[_Known]:
        nonlocal left_out
        shown = tqdm(pictures, desc="detecting faces", unit="picture", disable=None)
        for number, picture in enumerate(shown):
            image = read_annotated(picture.path, ())
            rng = np.random.default_rng([seed, number])
            for view in views(image, areas_of(picture), rng):
                found = detector.detect(view.frame, _SIZE_PX)
                boxes = as_rows([face.box for face in found])
                is_face = shows_annotated(boxes, view.areas.annotated)
                is_known = is_face | shows_nothing(boxes, view.areas)
                left_out += len(found) - int(is_known.sum())
                yield from _kept(view, found, is_face, is_known, picture.group, trunk)

    detections = _with_features(known(), trunk)
    return Harvest(detections, left_out)


def validation_detections(
    pictures: Sequence[Listed], detector: FaceDetector, trunk: Trunk
) -> tuple[KnownDetections, list[Image]]:
    """Collect the detections in the plain view of each picture, and their crops.

    Here, what matches no annotation is no face, as where the detector is measured; what is in
    ignored areas is left out.

    Args:
        pictures: Held-out pictures as listed, without what the teacher adds.
        detector: Detects with the threshold `MIN_SCORE`.
        trunk: Gives the features.

    Raises:
        DatasetError: A picture cannot be read.
    """
    crops: list[Image] = []

    def known() -> Iterator[_Known]:
        shown = tqdm(pictures, desc="validating", unit="picture", disable=None)
        for picture in shown:
            image = read_annotated(picture.path, ())
            view = plain_view(image, Areas(picture.boxes, as_rows(()), picture.ignored))
            found = detector.detect(view.frame, _SIZE_PX)
            boxes = as_rows([face.box for face in found])
            is_face = shows_annotated(boxes, view.areas.annotated)
            is_known = is_face | ~is_ignored(boxes, view.areas.ignored)
            for detection in _kept(view, found, is_face, is_known, picture.group, trunk):
                crops.append(detection.crop)
                yield detection

    return _with_features(known(), trunk), crops


def _kept(
    view: View,
    found: Sequence[Detection],
    is_face: Flags,
    is_known: Flags,
    group: str,
    trunk: Trunk,
) -> Iterator[_Known]:
    for face, flag, is_kept in zip(found, is_face.tolist(), is_known.tolist(), strict=True):
        if is_kept:
            yield _Known(face.score, flag, group, trunk.crop(view.frame, face.box))


def _with_features(detections: Iterator[_Known], trunk: Trunk) -> KnownDetections:
    """Run the trunk on the crops, batch by batch."""
    scores: list[float] = []
    is_face: list[bool] = []
    groups: list[str] = []
    features = [trunk.features(())]
    while batch := list(islice(detections, _BATCH)):
        scores += [detection.score for detection in batch]
        is_face += [detection.is_face for detection in batch]
        groups += [detection.group for detection in batch]
        features.append(trunk.features([detection.crop for detection in batch]))
    return KnownDetections(
        np.array(scores, np.float32),
        np.concatenate(features),
        np.array(is_face, np.bool_),
        tuple(groups),
    )
