import numpy as np
import pytest

from maskapp.records import CLASS_LABELS
from maskapp.training.fitting.training_loop import Validation
from maskapp.training.studies import compare_networks as compare


@pytest.fixture
def validation() -> Validation:
    """Two real faces and two rendered ones; each crop is filled with its label's column."""
    columns = [0, 1, 2, 0]
    crops = np.stack([np.full((4, 4, 3), column, np.float32) for column in columns])
    weights = np.array([0.4, 0.4, 0.1, 0.1])
    return Validation(crops, [CLASS_LABELS[column] for column in columns], weights)


def test_forms_are_judged_and_timed_side_by_side(validation, monkeypatch, capsys) -> None:
    monkeypatch.setattr(compare, "_ROUNDS", 2)
    batches = []

    def perfect(crops: np.ndarray) -> np.ndarray:
        batches.append(len(crops))
        return np.eye(3, dtype=np.float32)[crops[:, 0, 0, 0].astype(int)]

    def masked(crops: np.ndarray) -> np.ndarray:
        return np.tile(np.array([1, 0, 0], np.float32), (len(crops), 1))

    forms = {"good": compare._Form(perfect, None), "bad": compare._Form(masked, 2.5)}
    good, bad = compare._rows(forms, validation, n_real=2)
    assert (good["right"], good["balanced"]) == (1, pytest.approx(1))
    assert (bad["right"], bad["right_real"], bad["right_rendered"]) == (0.5, 0.5, 0.5)
    assert bad["balanced"] == pytest.approx(0.5)
    assert good["ms_1"] > 0
    assert bad["ms_8"] > 0
    assert {1, 4} <= set(batches)
    compare._print_table([good, bad])
    lines = capsys.readouterr().out.splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "2.5" in lines[2]
    assert "50.00%" in lines[2]
