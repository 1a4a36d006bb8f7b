"""Reads plans of trainings from TOML."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import DatasetError
from maskapp.files.regular_files import read_regular_file
from maskapp.settings.number_limits import number_problem

Limits = Mapping[str, tuple[float, float]]
"""The smallest and the largest value by name; of a list, of each number in it."""


_LARGEST_BYTES = 1 << 20


def read_plan_values(file: Path, known: Mapping[str, object], limits: Limits) -> dict[str, Any]:
    """Read the values that a plan names.

    Args:
        file: The plan, TOML.
        known: The allowed names, with their types: int, float, or anything else for a list of
            whole numbers.
        limits: The limits of each.

    Raises:
        DatasetError: The file cannot be read, is not TOML, or has an unknown name or bad value.
    """
    try:
        values = tomllib.loads(read_regular_file(file, _LARGEST_BYTES).decode("utf-8"))
    except OSError as error:
        raise DatasetError(f"The plan {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DatasetError(f"The plan {file} is not TOML: {foreign_message(error)}.") from error
    for name, value in values.items():
        if name not in known:
            raise DatasetError(f"The plan {file} contains {name}, which is not a value of a plan.")
        if problem := _problem(known[name], value, *limits[name]):
            raise DatasetError(f"The plan {file} cannot be used: {name} {problem}.")
        if isinstance(value, list):
            values[name] = tuple(value)
    return values


def _problem(kind: object, value: object, least: float, most: float) -> str | None:
    if kind in (int, float):
        return number_problem(kind, value, least, most)
    if not isinstance(value, list):
        return "is not a list of whole numbers"
    problems = (number_problem(int, number, least, most) for number in value)
    return next((f"has a value that {problem}" for problem in problems if problem), None)
