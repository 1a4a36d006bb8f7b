from pathlib import Path

import pytest

from maskapp.errors import DatasetError
from maskapp.paths import training_plan
from maskapp.training.plan import TrainingPlan, read_plan


def test_the_plan_of_the_program_is_read() -> None:
    plan = read_plan(training_plan())
    assert plan.input_size_px == 128
    assert plan.fine_rate == pytest.approx(3e-4)


def test_what_is_not_named_keeps_its_default(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("fine_epochs = 2\nhead_rate = 1\n")
    assert read_plan(file) == TrainingPlan(fine_epochs=2, head_rate=1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("epochs = 3", "contains epochs"),
        ("steps = 1.5", "steps is not a whole number"),
        ("steps = true", "steps is not a whole number"),
        ("seed = -1", "seed is not between"),
        ("steps = ", "not TOML"),
        ('head_rate = "fast"', "head_rate is not a number"),
        ("batch_size = 0", "batch_size is not between 1 and 10000"),
        ("steps = 0", "steps is not between"),
        ("validation_share = 2", "validation_share is not between"),
        ("validation_share = nan", "validation_share is not between"),
        ("input_size_px = 20", "input_size_px is not between 32 and"),
        ("head_epochs = 0\nfine_epochs = 0", "head_epochs or fine_epochs"),
    ],
)
def test_a_plan_that_cannot_be_used_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(text)
    with pytest.raises(DatasetError, match=told):
        read_plan(file)


def test_a_missing_plan_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        read_plan(tmp_path / "none.toml")
