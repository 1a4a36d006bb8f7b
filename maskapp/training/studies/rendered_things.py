"""Measurement of the network on masks and occluders rendered onto held-out bare faces."""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.paths import default_model
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, Box, Image, MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import held_out_by_all
from maskapp.training.measuring.text_tables import Cell, Row, Table, as_text
from maskapp.training.plan import TrainingPlan
from maskapp.training.rendering.busy_faces import add_before_mask, render_busy
from maskapp.training.rendering.face_room import read_with_room
from maskapp.training.rendering.lower_half_donors import LowerHalfDonors
from maskapp.training.rendering.lower_half_transplant import Seam
from maskapp.training.rendering.mask_styles import random_style
from maskapp.training.rendering.occluders.add_occluder import Occluder, add_occluder
from maskapp.training.rendering.render_mask import Wear, can_render, render_mask

_MIN_FACE_PX = 40  # below, a hand is a few pixels

Face = tuple[Image, NDArray[np.float32], Box]
"""An image, and the landmarks and box of its face."""
Render = Callable[[Face, np.random.Generator], Image | None]


def study_rendered_things(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Print how each thing rendered onto a face is labelled; write it as `rendered.json`.

    The faces are the bare ones that the training held out. With an occluder they stay *without
    mask*; a mask under the nose, for example, makes them *worn wrong*. Real masks are the lower
    halves of held-out masked faces.

    Args:
        samples: Each has a box; a face without landmarks is not used.
        base_weights: Not used: the network is the program's.
        plan: Its seed and share determine which faces are held out.
        output_dir: The folder for the numbers.
    """
    del base_weights
    held_out = held_out_by_all(samples, plan.validation_share, plan.seed)
    faces, rows = measure_rendered(held_out, MaskClassifier(default_model()))
    text = json.dumps({"faces": faces, "labels": rows}, indent=2) + "\n"
    (output_dir / "rendered.json").write_text(text, "utf-8")
    print(as_text([_table(faces, rows)]))


def measure_rendered(
    held_out: Sequence[Sample], classifier: MaskClassifier
) -> tuple[int, dict[str, dict[str, float]]]:
    """Render every thing onto every usable bare face and classify the results.

    Args:
        held_out: The samples to take bare faces, and the donors of real masks, from.
        classifier: The network.

    Returns:
        The number of usable faces; and by the name of each thing, on how many `faces` it could
        be rendered and the share of them that got each label.
    """
    faces = [face for sample in held_out if (face := _usable(sample)) is not None]
    renders: dict[str, Render] = {"nothing": _unchanged}
    renders |= {kind.value: partial(_with_occluder, kind) for kind in Occluder}
    renders |= {f"mask {wear.value}": partial(_with_mask, wear) for wear in Wear}
    renders["mask under_chin, busy"] = _busy
    renders |= {
        f"mask {wear.value}, busy": partial(_busy_with_mask, wear)
        for wear in (Wear.PROPER, Wear.UNDER_NOSE)
    }
    donors = LowerHalfDonors(held_out, CLASS_LABELS)
    renders |= {f"real mask {seam.value}": partial(_with_real_mask, donors, seam) for seam in Seam}
    rows = {name: _row(classifier, faces, name, render) for name, render in renders.items()}
    return len(faces), rows


def _table(faces: int, rows: Mapping[str, Mapping[str, float]]) -> Table:
    return Table(
        f"{faces} bare faces, {_MIN_FACE_PX} px high and more, by the label they got",
        ("with", "faces", *CLASS_LABELS),
        tuple(
            Row(
                name,
                (
                    Cell(str(row["faces"])),
                    *(Cell(f"{row[label.value]:.1%}") for label in CLASS_LABELS),
                ),
            )
            for name, row in rows.items()
        ),
    )


def _usable(sample: Sample) -> Face | None:
    """Return a bare face that can be rendered on, with room around it."""
    if sample.label is not MaskLabel.WITHOUT_MASK or sample.landmarks is None:
        return None
    assert sample.box is not None
    if sample.box.height < _MIN_FACE_PX or not can_render(sample.landmarks, sample.box):
        return None
    image, box, landmarks = read_with_room(sample, cv2.BORDER_REPLICATE)
    assert landmarks is not None
    return image, landmarks, box


def _row(
    classifier: MaskClassifier, faces: Sequence[Face], name: str, render: Render
) -> dict[str, float]:
    """Return how many faces it could be rendered on, and the share of each label."""
    counts = np.zeros(len(CLASS_LABELS), np.int64)
    for number, face in enumerate(faces):
        rng = np.random.default_rng((zlib.crc32(name.encode()), number))
        rendered = render(face, rng)
        if rendered is not None:
            counts[classifier.classify(rendered, [face[2]])[0].argmax()] += 1
    total = int(counts.sum())
    shares = (counts / max(total, 1)).tolist()
    names = [label.value for label in CLASS_LABELS]
    return {"faces": total, **dict(zip(names, shares, strict=True))}


def _unchanged(face: Face, rng: np.random.Generator) -> Image:
    del rng
    return face[0]


def _with_occluder(kind: Occluder, face: Face, rng: np.random.Generator) -> Image:
    image, landmarks, box = face
    return add_occluder(image, landmarks, box, kind, rng)


def _busy(face: Face, rng: np.random.Generator) -> Image:
    image, landmarks, box = face
    return render_busy(image, landmarks, box, random_style(rng), rng)


def _busy_with_mask(wear: Wear, face: Face, rng: np.random.Generator) -> Image | None:
    _, landmarks, box = face
    masked = _with_mask(wear, face, rng)
    busy = add_before_mask(masked, landmarks, box, rng)
    return None if busy is masked else busy


def _with_real_mask(
    donors: LowerHalfDonors, seam: Seam, face: Face, rng: np.random.Generator
) -> Image | None:
    image, landmarks, box = face
    return donors.transplant_at(seam, MaskLabel.WITH_MASK, image, box, landmarks, rng)


def _with_mask(wear: Wear, face: Face, rng: np.random.Generator) -> Image:
    image, landmarks, box = face
    return render_mask(image, landmarks, box, wear, random_style(rng), rng)
