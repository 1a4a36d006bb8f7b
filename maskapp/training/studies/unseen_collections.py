"""Measures how well each collection is classified by a network trained on the others."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskapp.records import CLASS_LABELS
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.batches import drawn_shares
from maskapp.training.fitting.calibrate import prior_shift, shifted
from maskapp.training.measuring.evaluate_faces import ClassifiedFaces, faces_report
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.cross_validation import cross_validate


def study_unseen_collections(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Print how each collection is judged by a network that has seen the others only.

    As in the network of the program, the labels are expected as often as before a camera.
    """
    folds = [sample.source for sample in samples]
    judged = cross_validate(samples, folds, CLASS_LABELS, base_weights, plan, output_dir)
    drawn = drawn_shares(samples, CLASS_LABELS, plan.seed)
    judged = shifted(judged, prior_shift(drawn, CLASS_LABELS))
    measured = {}
    for source in sorted(set(folds)):
        inside = [i for i, fold in enumerate(folds) if fold == source]
        measured[source] = _report(samples, judged, inside)
        print(f"\nwithout {source}: {measured[source]['accuracy']:.2%} of {len(inside)}")
        rows = {"all": measured[source]["by_source"][source]} | measured[source]["by_height"]
        for band, row in rows.items():
            recall = ", ".join(f"{label} {value:.1%}" for label, value in row["recall"].items())
            print(f"  {band:<8}{row['samples']:>6}  {recall}")
        unsure = measured[source]["uncertain"]
        mistakes = unsure["share_of_errors"]
        print(
            f"  uncertain, below {unsure['below']:.0%}: {unsure['share_of_right']:.1%} of the right"
            + ("" if mistakes is None else f", {mistakes:.0%} of the mistakes")
        )
    (output_dir / "sources.json").write_text(json.dumps(measured, indent=2) + "\n", "utf-8")


def _report(
    samples: Sequence[Sample], judged: NDArray[np.float32], chosen: Sequence[int]
) -> dict[str, Any]:
    return faces_report(ClassifiedFaces([samples[i] for i in chosen], judged[list(chosen)]))
