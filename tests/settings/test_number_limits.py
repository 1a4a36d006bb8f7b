import math

import pytest

from maskapp.settings.number_limits import number_problem


@pytest.mark.parametrize(
    ("kind", "value"), [(int, 1), (int, 5), (float, 1), (float, 2.5), (float, 5.0)]
)
def test_numbers_within_the_limits_are_accepted(kind: type, value: float) -> None:
    assert number_problem(kind, value, 1, 5) is None


@pytest.mark.parametrize("value", [0.99, 5.01, -1, math.inf, -math.inf, math.nan, 10**400])
def test_numbers_outside_the_limits_are_refused(value: float) -> None:
    assert number_problem(float, value, 1, 5) == "is not between 1 and 5"


@pytest.mark.parametrize("value", [None, True, "1", [], 1j])
def test_only_numbers_are_accepted(value: object) -> None:
    assert number_problem(float, value, 0, 5) == "is not a number"


@pytest.mark.parametrize("value", [None, True, "1", 1.0, math.nan])
def test_only_whole_numbers_are_accepted_for_int(value: object) -> None:
    assert number_problem(int, value, 0, 5) == "is not a whole number"
