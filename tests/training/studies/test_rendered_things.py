import json
from dataclasses import replace

import numpy as np

from maskapp.records import CLASS_LABELS
from maskapp.training.data.split import is_held_out
from maskapp.training.plan import TrainingPlan
from maskapp.training.rendering.occluders.add_occluder import Occluder
from maskapp.training.studies.rendered_things import measure_rendered, study_rendered_things

WITH, WITHOUT, WRONG = CLASS_LABELS


class UnchangedIsBare:
    """Labels the first image it sees *without mask* and every other one *with mask*."""

    def __init__(self) -> None:
        self._first: np.ndarray | None = None

    def classify(self, image, boxes):
        if self._first is None:
            self._first = image
        is_first = np.array_equal(image, self._first)
        return np.array([[0.0, 1, 0] if is_first else [1.0, 0, 0]])


def test_every_thing_is_rendered_and_counted(bare_sample) -> None:
    held_out = [bare_sample, replace(bare_sample, label=WITH), replace(bare_sample, landmarks=None)]
    faces, rows = measure_rendered(held_out, UnchangedIsBare())
    assert faces == 1
    assert rows["nothing"] == {"faces": 1, WITH: 0, WITHOUT: 1, WRONG: 0}
    assert all(rows[kind.value][WITH] == 1 for kind in Occluder)
    assert rows["mask under_nose"][WITH] == 1
    assert rows["real mask under_nose"] == {"faces": 1, WITH: 1, WITHOUT: 0, WRONG: 0}


def test_the_study_measures_the_held_out_faces(bare_sample, tmp_path, capsys) -> None:
    plan = TrainingPlan(validation_share=0.3, seed=1)
    names = [str(number) for number in range(20)]
    apart = [name for name in names if is_held_out(name, plan.validation_share, plan.seed)]
    samples = [replace(bare_sample, group=name) for name in names if name not in apart[1:]]
    study_rendered_things(samples, None, plan, tmp_path)
    written = json.loads((tmp_path / "rendered.json").read_text())
    assert written["faces"] == 1
    assert written["labels"]["nothing"][WITHOUT] == 1
    printed = capsys.readouterr().out
    assert printed.startswith("1 bare faces, 40 px high and more, by the label they got\n")
    assert "mask under_chin" in printed
