"""A list of pictures whose label is doubted by networks that have not seen them."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.files.private_files import replacing
from maskapp.paths import default_model
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS
from maskapp.training.data.sample import Sample
from maskapp.training.measuring.evaluate_faces import ClassifiedFaces, faces_report
from maskapp.training.measuring.html_gallery import gallery_page
from maskapp.training.measuring.mistake_examples import faces_sections
from maskapp.training.measuring.report_tables import faces_summary, faces_tables
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.cross_validation import cross_validate, group_folds

_FOLDS = 3
_DOUBTED_BELOW = 0.5


def study_label_noise(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Write the doubted labels as `doubted.csv`, the most doubted first, and `doubted.html`.

    Args:
        samples: Each has a box.
        base_weights: ImageNet weights of the base; None downloads them.
        plan: How each fold's network is trained.
        output_dir: The folder for both files and the trained networks.
    """
    folds = group_folds(samples, _FOLDS, plan.seed)
    probabilities = cross_validate(samples, folds, CLASS_LABELS, base_weights, plan, output_dir)
    columns = [CLASS_LABELS.index(sample.label) for sample in samples]
    of_label = probabilities[np.arange(len(samples)), columns]
    doubted = [i for i in np.argsort(of_label).tolist() if of_label[i] < _DOUBTED_BELOW]
    list_file = output_dir / "doubted.csv"
    with list_file.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "label", "likeliest", "probability_of_label"])
        for i in doubted:
            name = f"{samples[i].path.parent.name}/{samples[i].path.name}"
            likeliest = CLASS_LABELS[int(probabilities[i].argmax())]
            rows.writerow([name, samples[i].label, likeliest, f"{of_label[i]:.4f}"])
    page = _gallery(samples, probabilities, len(doubted))
    with replacing(output_dir / "doubted.html") as html:
        html.write(page.encode())
    print(f"{len(doubted)} of {len(samples)} labels are doubted; see {output_dir}/doubted.html")


def _gallery(
    samples: Sequence[Sample], probabilities: NDArray[np.float32], doubted_count: int
) -> str:
    """Return a page with all mistakes of the networks."""
    faces = ClassifiedFaces(samples, probabilities)
    report = faces_report(faces)
    sections = faces_sections(faces, MaskClassifier(default_model()), doubted_count)
    return gallery_page(
        "Doubted labels", [], faces_summary(report), faces_tables(report), {}, sections
    )
