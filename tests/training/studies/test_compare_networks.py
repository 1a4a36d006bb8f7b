import numpy as np
import pytest

from maskapp.records import CLASS_LABELS
from maskapp.training.fitting.training_loop import Validation
from maskapp.training.measuring.text_tables import as_text
from maskapp.training.studies.compare_networks import Form, measure_forms, networks_table


@pytest.fixture
def validation() -> Validation:
    """Two real faces and two rendered ones; each crop is filled with its label's column."""
    columns = [0, 1, 2, 0]
    crops = np.stack([np.full((4, 4, 3), column, np.float32) for column in columns])
    weights = np.array([0.4, 0.4, 0.1, 0.1])
    return Validation(crops, [CLASS_LABELS[column] for column in columns], weights)


def perfect(crops: np.ndarray) -> np.ndarray:
    return np.eye(3, dtype=np.float32)[crops[:, 0, 0, 0].astype(int)]


def always_masked(crops: np.ndarray) -> np.ndarray:
    return np.tile(np.array([1, 0, 0], np.float32), (len(crops), 1))


@pytest.fixture
def rows(validation: Validation) -> list[dict]:
    forms = {"good": Form(perfect, None), "bad": Form(always_masked, 2.5)}
    return measure_forms(forms, validation, real_faces=2, rounds=2)


def test_real_and_rendered_faces_are_measured_apart(rows) -> None:
    good, bad = rows
    assert (good["form"], good["right"], good["balanced"]) == ("good", 1, pytest.approx(1))
    assert (bad["right"], bad["right_real"], bad["right_rendered"]) == (0.5, 0.5, 0.5)
    assert bad["balanced"] == pytest.approx(0.5)


def test_one_and_eight_faces_are_timed(validation: Validation) -> None:
    batches = []

    def noting(crops: np.ndarray) -> np.ndarray:
        batches.append(len(crops))
        return perfect(crops)

    eight = Validation(np.repeat(validation.crops, 3, 0), validation.labels * 3, np.full(12, 1))
    (row,) = measure_forms({"noting": Form(noting, None)}, eight, real_faces=6, rounds=3)
    assert batches.count(8) > 3, "after a warm-up"
    assert row["ms_1"] > 0
    assert row["ms_8"] > 0


def test_the_table_has_a_row_for_each_form(rows) -> None:
    lines = as_text([networks_table([{"network": "width_1", **row} for row in rows])]).splitlines()
    assert lines[1].split()[:3] == ["network", "form", "MB"]
    assert lines[2].split()[:2] == ["width_1", "good"]
    assert lines[3].split()[:3] == ["width_1", "bad", "2.5"]
    assert lines[3].split()[-4:] == ["50.00%"] * 4
