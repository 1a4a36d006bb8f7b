from pathlib import Path

import pytest

from maskapp.errors import DatasetError
from maskapp.training.plan_file import read_plan_values

KNOWN = {"steps": int, "rate": float, "sizes": tuple}
LIMITS = {"steps": (1, 9), "rate": (0, 1), "sizes": (1, 9)}


def values(tmp_path: Path, text: str) -> dict:
    file = tmp_path / "plan.toml"
    file.write_text(text)
    return read_plan_values(file, KNOWN, LIMITS)


def test_named_values_are_read(tmp_path: Path) -> None:
    assert values(tmp_path, "rate = 1\nsizes = [1, 2]") == {"rate": 1, "sizes": (1, 2)}
    assert values(tmp_path, "") == {}


@pytest.mark.parametrize("text", ["steps = 0", "steps = 1.5", "sizes = 3", "sizes = [10]", "a = 1"])
def test_bad_values_are_errors(tmp_path: Path, text: str) -> None:
    with pytest.raises(DatasetError, match=text.split(maxsplit=1)[0]):
        values(tmp_path, text)
