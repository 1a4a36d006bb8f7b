"""How the program's network judges what is put on bare faces that it has not learned from."""

import json
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.paths import default_model
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, Box, Image, MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.data.sampling import split_by_group
from maskapp.training.plan import TrainingPlan
from maskapp.training.rendering.face_room import read_with_room
from maskapp.training.rendering.lower_half_donors import LowerHalfDonors
from maskapp.training.rendering.lower_half_transplant import Seam
from maskapp.training.rendering.occluders import Occluder, add_occluder
from maskapp.training.rendering.render_mask import Wear, can_render, random_style, render_mask

_SMALLEST_FACE_PX = 40  # below, a hand is a few pixels

Face = tuple[Image, NDArray[np.float32], Box]
Render = Callable[[Face, np.random.Generator], Image | None]


def study_rendered_things(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Print for each thing and each way to wear a mask how often it is judged rightly.

    The faces are the bare ones of the validation groups; things that are no mask leave them
    bare, a mask worn other than right makes them worn wrong. Real masks are lower halves of
    masked faces of the validation groups.
    """
    del base_weights
    _, held_out = split_by_group(samples, plan.validation_share, plan.seed)
    faces = [face for sample in held_out if (face := _usable(sample)) is not None]
    classifier = MaskClassifier(default_model())
    renders: dict[str, Render] = {"nothing": _as_it_is}
    renders |= {kind.value: partial(_with_occluder, kind) for kind in Occluder}
    renders |= {f"mask {wear.value}": partial(_with_mask, wear) for wear in Wear}
    donors = LowerHalfDonors(held_out, CLASS_LABELS)
    renders |= {f"real mask {seam.value}": partial(_with_real_mask, donors, seam) for seam in Seam}
    rows = {name: _row(classifier, faces, name, render) for name, render in renders.items()}
    text = json.dumps({"faces": len(faces), "judged": rows}, indent=2) + "\n"
    (output_dir / "rendered.json").write_text(text, "utf-8")
    print(f"{len(faces)} bare faces, 40 px high and more; judged as")
    print(f"{'with':<24}{'faces':>6}" + "".join(f"{label:>16}" for label in CLASS_LABELS))
    for name, shares in rows.items():
        print(
            f"{name:<24}{shares['faces']:>6}"
            + "".join(f"{shares[label.value]:>16.1%}" for label in CLASS_LABELS)
        )


def _usable(sample: Sample) -> Face | None:
    """A bare face that something can be rendered on, with room around it."""
    if sample.label is not MaskLabel.WITHOUT_MASK or sample.landmarks is None:
        return None
    assert sample.box is not None
    if sample.box.height < _SMALLEST_FACE_PX or not can_render(sample.landmarks, sample.box):
        return None
    image, box, landmarks = read_with_room(sample, cv2.BORDER_REPLICATE)
    assert landmarks is not None
    return image, landmarks, box


def _row(
    classifier: MaskClassifier, faces: Sequence[Face], name: str, render: Render
) -> dict[str, float]:
    """How many faces it could be rendered on, and the share of each label that they got."""
    judged = np.zeros(len(CLASS_LABELS), np.int64)
    for number, face in enumerate(faces):
        rng = np.random.default_rng((zlib.crc32(name.encode()), number))
        rendered = render(face, rng)
        if rendered is not None:
            judged[classifier.classify(rendered, [face[2]])[0].argmax()] += 1
    faces_judged = int(judged.sum())
    shares = (judged / max(faces_judged, 1)).tolist()
    names = [label.value for label in CLASS_LABELS]
    return {"faces": faces_judged, **dict(zip(names, shares, strict=True))}


def _as_it_is(face: Face, rng: np.random.Generator) -> Image:
    del rng
    return face[0]


def _with_occluder(kind: Occluder, face: Face, rng: np.random.Generator) -> Image:
    image, landmarks, box = face
    return add_occluder(image, landmarks, box, kind, rng)


def _with_real_mask(
    donors: LowerHalfDonors, seam: Seam, face: Face, rng: np.random.Generator
) -> Image | None:
    image, landmarks, box = face
    return donors.put_on(image, box, landmarks, seam, MaskLabel.WITH_MASK, rng)


def _with_mask(wear: Wear, face: Face, rng: np.random.Generator) -> Image:
    image, landmarks, box = face
    return render_mask(image, landmarks, box, wear, random_style(rng), rng)
