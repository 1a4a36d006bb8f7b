from pathlib import Path

import pytest

from maskapp import paths
from maskapp.errors import DatasetError
from maskapp.training.detector_plan import FULL_CHANNELS, DetectorPlan, read_detector_plan


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "plan.toml"
    file.write_text(text)
    return file


def test_what_is_not_named_keeps_its_default(tmp_path: Path) -> None:
    plan = read_detector_plan(written(tmp_path, "epochs = 3\nrate = 1e-4"))
    assert plan == DetectorPlan(epochs=3, rate=1e-4)
    assert plan.channels == FULL_CHANNELS


def test_the_programs_own_plan_is_a_smaller_network() -> None:
    plan = read_detector_plan(paths.detector_plan())
    assert sum(plan.channels) < 0.5 * sum(FULL_CHANNELS)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("channels = [1, 2]", "channels must be 17 numbers"),
        (
            f"channels = {[0, *FULL_CHANNELS[1:]]}",
            "has a value that is not between 1 and 960",
        ),
        (f"channels = {[33, *FULL_CHANNELS[1:]]}", "no more than 32, 96"),
        ("channels = 5", "channels is not a list of whole numbers"),
        ("channels = [1.5]", "channels has a value that is not a whole number"),
        ("frame_px = 100", "multiple of 32"),
        ("epochs = 0", "epochs is not between 1 and"),
        ("epochs = 1.5", "epochs is not a whole number"),
        ("epoch = 1", "contains epoch"),
    ],
)
def test_a_plan_that_makes_no_sense_is_told(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DatasetError, match=problem):
        read_detector_plan(written(tmp_path, text))
