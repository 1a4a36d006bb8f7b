"""Lists pictures whose label is doubted by networks that have not seen them."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

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
    """List the pictures whose label is doubted in `doubted.csv`, the most doubted first.

    `doubted.html` shows them.
    """
    folds = group_folds(samples, _FOLDS, plan.seed)
    judged = cross_validate(samples, folds, CLASS_LABELS, base_weights, plan, output_dir)
    of_label = judged[np.arange(len(samples)), [CLASS_LABELS.index(s.label) for s in samples]]
    doubted = [i for i in np.argsort(of_label) if of_label[i] < _DOUBTED_BELOW]
    with (output_dir / "doubted.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "label", "judged", "probability_of_label"])
        for i in doubted:
            name = f"{samples[i].path.parent.name}/{samples[i].path.name}"
            guess = CLASS_LABELS[int(judged[i].argmax())]
            rows.writerow([name, samples[i].label, guess, f"{of_label[i]:.4f}"])
    faces = ClassifiedFaces(samples, judged)
    report = faces_report(faces)
    sections = faces_sections(faces, MaskClassifier(default_model()), len(doubted))
    page = gallery_page(
        "Labels that are doubted", [], faces_summary(report), faces_tables(report), {}, sections
    )
    with replacing(output_dir / "doubted.html") as html:
        html.write(page.encode())
    print(f"{len(doubted)} of {len(samples)} labels are doubted; see {output_dir}/doubted.html")
