from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from maskapp.settings.fields import choice, number, path_problem, text


@dataclass(frozen=True)
class Sample:
    size: int = number(3, 1, 9)
    colour: str = choice("red", "green")
    folder: str = text("", path_problem)


def test_each_field_has_its_default_and_its_limits() -> None:
    assert Sample() == Sample(3, "red", "")
    size, colour, folder = (dict(each.metadata) for each in fields(Sample))
    assert size == {"least": 1, "most": 9}
    assert colour == {"choices": ("red", "green")}
    assert folder == {"problem": path_problem}


def test_an_empty_text_or_a_full_path_is_a_path(tmp_path: Path) -> None:
    assert path_problem("") is None
    assert path_problem(str(tmp_path)) is None


@pytest.mark.parametrize("value", ["door", "a\0b", "/a\ud800", "/" + "a" * 4001])
def test_other_texts_are_not(value: str) -> None:
    assert path_problem(value) is not None
