"""The studies behind the network: `python -m maskapp.training.studies KIND --data DIR …`.

duplicates finds pictures of one photograph; the list becomes near_duplicates.csv
noise      judges every picture by a network that has not seen it, and lists those whose label
           it doubts, for a person to look at; what is wrong goes into label_corrections.csv
sources    trains without one collection at a time and judges that one
networks   trains networks of several sizes alike and compares judgement, size and time
forms      compares the network of the program as Keras and as the program runs it
rendered   shows the network of the program hands, beards, scarves and masks of all kinds

Those that train are stopped and gone on with as `maskapp train` is. The trainings are shorter
than that of the network that comes with the program: their numbers are for comparing.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskapp.errors import MaskappError
from maskapp.files.private_files import replacing
from maskapp.paths import default_model, training_plan
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS
from maskapp.training.data.dataset import locate_faces, read_samples
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.batches import drawn_shares
from maskapp.training.fitting.calibrate import prior_shift, shifted
from maskapp.training.fitting.model_files import describe
from maskapp.training.fitting.train import refuse_other_task, start_of
from maskapp.training.measuring.evaluate_faces import JudgedFaces, faces_report
from maskapp.training.measuring.html_gallery import gallery_page
from maskapp.training.measuring.mistake_examples import faces_sections
from maskapp.training.measuring.report_tables import faces_summary, faces_tables
from maskapp.training.plan import TrainingPlan, read_plan
from maskapp.training.studies.compare_networks import compare_forms, compare_networks
from maskapp.training.studies.cross_validation import group_folds, judged_by_others
from maskapp.training.studies.near_duplicates import study_duplicates
from maskapp.training.studies.rendered_things import study_rendered

_FOLDS = 3
_STEPS = 80
_FINE_EPOCHS = 2
_DOUBTED_BELOW = 0.5


def study_noise(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """List the pictures whose label is doubted in `doubted.csv`, the most doubted first.

    `doubted.html` shows them.
    """
    folds = group_folds(samples, _FOLDS, plan.seed)
    judged = judged_by_others(samples, folds, CLASS_LABELS, base_weights, plan, output_dir)
    of_label = judged[np.arange(len(samples)), [CLASS_LABELS.index(s.label) for s in samples]]
    doubted = [i for i in np.argsort(of_label) if of_label[i] < _DOUBTED_BELOW]
    with (output_dir / "doubted.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "label", "judged", "probability_of_label"])
        for i in doubted:
            name = f"{samples[i].path.parent.name}/{samples[i].path.name}"
            guess = CLASS_LABELS[int(judged[i].argmax())]
            rows.writerow([name, samples[i].label, guess, f"{of_label[i]:.4f}"])
    faces = JudgedFaces(samples, judged)
    report = faces_report(faces)
    sections = faces_sections(faces, MaskClassifier(default_model()), len(doubted))
    page = gallery_page(
        "Labels that are doubted", [], faces_summary(report), faces_tables(report), {}, sections
    )
    with replacing(output_dir / "doubted.html") as html:
        html.write(page.encode())
    print(f"{len(doubted)} of {len(samples)} labels are doubted; see {output_dir}/doubted.html")


def study_sources(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Print how each collection is judged by a network that has seen the others only.

    As in the network of the program, the labels are expected as often as before a camera.
    """
    folds = [sample.source for sample in samples]
    judged = judged_by_others(samples, folds, CLASS_LABELS, base_weights, plan, output_dir)
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
    return faces_report(JudgedFaces([samples[i] for i in chosen], judged[list(chosen)]))


_STUDIES = {
    "duplicates": study_duplicates,
    "noise": study_noise,
    "sources": study_sources,
    "networks": compare_networks,
    "forms": compare_forms,
    "rendered": study_rendered,
}
_WITH_TRAININGS = ("noise", "sources", "networks")


def main() -> int:
    """Run the study that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=_STUDIES)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--base-weights", type=Path, metavar="FILE")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        pictures = read_samples(options.data, joins_copies=options.kind != "duplicates")
        samples = locate_faces(pictures, options.output / "faces.npz")
        plan = replace(read_plan(training_plan()), steps=_STEPS, fine_epochs=_FINE_EPOCHS)
        if options.kind in _WITH_TRAININGS:
            start, data = start_of(options.base_weights, None), describe(samples)
            refuse_other_task({"plan": asdict(plan), "start": start, "data": data}, options.output)
        _STUDIES[options.kind](samples, options.base_weights, plan, options.output)
    except MaskappError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
