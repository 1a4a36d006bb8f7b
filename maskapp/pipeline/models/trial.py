"""The trial of a model on a few faces of known label, which come with the program."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from maskapp import paths
from maskapp.files.picture_files import read_picture
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.model_spec import InputRange, spec_file
from maskapp.records import CLASS_LABELS, Box, Image, MaskLabel

_RANGES: tuple[InputRange, ...] = ((-1.0, 1.0), (0.0, 1.0), (0.0, 255.0))
_FACES: Mapping[MaskLabel, tuple[str, str]] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: ("masked faces", "masked"),
        MaskLabel.WITHOUT_MASK: ("bare faces", "bare"),
        MaskLabel.INCORRECT_MASK: ("faces with the mask worn wrong", "masked wrong"),
    }
)
"""What the faces of a label are called, and what a model calls them."""


@dataclass(frozen=True, slots=True)
class TrialFace:
    """A face of known label.

    Attributes:
        image: (height, width, 3), uint8, BGR.
        box: The face in it, as the detector returns it.
        label: Its label.
    """

    image: Image
    box: Box
    label: MaskLabel


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The result of a trial.

    Attributes:
        is_doubtful: Whether the model is wrong on more than half of the faces of a label.
        message: What it does, to follow "It …", and what may be the cause.
    """

    is_doubtful: bool
    message: str


def trial_faces() -> list[TrialFace]:
    """Read the faces that come with the program: four of each label."""
    folder = paths.trial_faces_dir()
    listed = json.loads((folder / "faces.json").read_text(encoding="utf-8"))
    return [
        TrialFace(read_picture(folder / face["file"]), Box(*face["box"]), MaskLabel(face["label"]))
        for face in listed
    ]


def try_on_faces(
    classifier: MaskClassifier, model: Path, faces: Sequence[TrialFace]
) -> TrialResult:
    """Try a model.

    Args:
        classifier: The model's.
        model: The file that the user knows, beside which a spec may be written.
        faces: Those of labels that the model does not have are left out.
    """
    labels = classifier.spec.labels
    known = [face for face in faces if face.label in labels]
    truth = [labels.index(face.label) for face in known]
    called = _likeliest(classifier, known)
    wrong = Counter(
        (true, given) for true, given in zip(truth, called, strict=True) if true != given
    )
    n_right = len(known) - wrong.total()
    totals = Counter(truth)
    mistaken = Counter(true for true, _ in wrong.elements())
    if all(2 * mistaken[index] <= totals[index] for index in totals):
        which = "all" if n_right == len(known) else f"{n_right} of"
        return TrialResult(False, f"labels {which} {len(known)} trial faces correctly.")
    cause = _cause(classifier, known, truth, n_right, spec_file(model).name)
    if len(set(called)) == 1:
        return TrialResult(True, f"calls all trial faces {_FACES[labels[called[0]]][1]}: {cause}")
    mistakes = " and ".join(
        f"{count} of {totals[true]} {_FACES[labels[true]][0]} {_FACES[labels[given]][1]}"
        for (true, given), count in wrong.most_common(2)
    )
    return TrialResult(True, f"calls {mistakes}: {cause}")


def _likeliest(classifier: MaskClassifier, faces: Sequence[TrialFace]) -> list[int]:
    """Return the output that is highest for each face."""
    crops = [classifier.crop(face.image, face.box) for face in faces]
    columns = [CLASS_LABELS.index(label) for label in classifier.spec.labels]
    probabilities: NDArray[np.float32] = classifier.classify_crops(crops)[:, columns]
    return [int(index) for index in probabilities.argmax(axis=1)]


def _cause(
    classifier: MaskClassifier,
    faces: Sequence[TrialFace],
    truth: Sequence[int],
    n_right: int,
    spec_name: str,
) -> str:
    """Return what to change: the label order or the input range with which it would be right."""
    labels, current = classifier.spec.labels, classifier.spec.input_range
    best = (n_right, tuple(range(len(labels))), current)
    for input_range in (current, *(other for other in _RANGES if other != current)):
        called = _likeliest(classifier.with_input_range(input_range), faces)
        for order in permutations(range(len(labels))):
            right = sum(order[given] == true for true, given in zip(truth, called, strict=True))
            if right > best[0]:
                best = (right, order, input_range)
    right, order, input_range = best
    if 4 * right < 3 * len(faces):
        return "are the input range and the label order right?"
    stated: dict[str, list[str] | list[int]] = {}
    if order != tuple(range(len(labels))):
        stated["labels"] = [labels[index].value for index in order]
    if input_range != current:
        stated["input_range"] = [int(end) for end in input_range]
    suspected = " and the ".join(
        {"labels": "label order", "input_range": "input range"}[name] for name in stated
    )
    return (
        f"{'are' if len(stated) > 1 else 'is'} the {suspected} right? With {json.dumps(stated)} in "
        f"{spec_name} it would label {right} of {len(faces)} correctly."
    )
