"""Measurement of how a network trained without a collection classifies that collection."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from maskapp.records import CLASS_LABELS
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.batches import drawn_shares
from maskapp.training.fitting.calibrate import prior_shift, shifted
from maskapp.training.measuring.evaluate_faces import ClassifiedFaces, faces_report
from maskapp.training.measuring.text_tables import NOTHING, Cell, Row, Table, as_text
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.cross_validation import cross_validate


def study_unseen_collections(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Print a table for each collection, and write all numbers as `sources.json`.

    As in the program's network, labels are expected as often as in front of a camera. Faces whose
    group is in another collection too are left out: the network may have learned from a copy.

    Args:
        samples: Each has a box.
        base_weights: ImageNet weights of the base; None downloads them.
        plan: How each network is trained.
        output_dir: The folder for the numbers and the trained networks.
    """
    collections = [sample.source for sample in samples]
    probabilities = cross_validate(
        samples, collections, CLASS_LABELS, base_weights, plan, output_dir
    )
    drawn = drawn_shares(samples, CLASS_LABELS, plan.seed)
    probabilities = shifted(probabilities, prior_shift(drawn, CLASS_LABELS))
    reports = {}
    for name in sorted(set(collections)):
        seen = {sample.group for sample in samples if sample.source != name}
        inside = [
            i
            for i, sample in enumerate(samples)
            if sample.source == name and sample.group not in seen
        ]
        if not inside:
            print(f"\n{name} has no face without a copy in another collection")
            continue
        faces = ClassifiedFaces([samples[i] for i in inside], probabilities[inside])
        reports[name] = faces_report(faces)
        print(f"\n{as_text([_table(name, reports[name])])}")
    (output_dir / "sources.json").write_text(json.dumps(reports, indent=2) + "\n", "utf-8")


def _table(name: str, report: Mapping[str, Any]) -> Table:
    """Return the recall of each label, over all heights and by height."""
    rows = {"all": report["by_source"][name]} | report["by_height"]
    uncertain = report["uncertain"]
    of_right, of_errors = uncertain["share_of_right"], uncertain["share_of_errors"]
    return Table(
        f"without {name}: {report['accuracy']:.2%} of {report['samples']}",
        ("face height", "faces", *CLASS_LABELS),
        tuple(Row(height, _cells(row)) for height, row in rows.items()),
        f"uncertain, below {uncertain['below']:.0%}: "
        f"{NOTHING if of_right is None else f'{of_right:.1%}'} of the correct"
        + ("" if of_errors is None else f", {of_errors:.0%} of the mistakes"),
    )


def _cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    recalls = (row["recall"].get(label.value) for label in CLASS_LABELS)
    texts = [NOTHING if recall is None else f"{recall:.1%}" for recall in recalls]
    return Cell(str(row["samples"])), *map(Cell, texts)
