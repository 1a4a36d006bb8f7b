"""Parameters of addresses: checked, bounded, and refused in words."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from starlette.exceptions import HTTPException

from maskapp.outputs.figures.period import CALENDAR, Period, Unit
from maskapp.outputs.local_time import local_midnight
from maskapp.outputs.snapshots.records import KIND_NAMES, SnapshotFilter

LARGEST_ID = 2**63 - 1
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNITS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)
_LONGEST_NAME = 1000
_MOST_DIGITS = 19

Parameters = Mapping[str, str]


def number(parameters: Parameters, name: str, usual: int, most: int = LARGEST_ID) -> int:
    """Return a number of at least 1.

    Args:
        parameters: Those of the address.
        name: Name of the number.
        usual: The number if it is not given.
        most: The largest one allowed.

    Raises:
        HTTPException: It is no such number (400).
    """
    text = parameters.get(name, "")
    if not text:
        return usual
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    if not is_number or not 1 <= int(text) <= most:
        raise HTTPException(400, f'"{name}" must be a whole number from 1 to {most}')
    return int(text)


def snapshot_id(text: str) -> int | None:
    """Return the id in the path of an address; None for what no snapshot can have."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number and int(text) <= LARGEST_ID else None


def day(parameters: Parameters, name: str = "day") -> date | None:
    """Return a day; None if it is not given.

    Raises:
        HTTPException: It is no day, or one that no clock reaches (400).
    """
    text = parameters.get(name, "")
    if not text:
        return None
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not CALENDAR[0] <= found <= CALENDAR[1]:
        raise HTTPException(400, f'"{name}" must be a day such as 2026-01-31')
    return found


def period(parameters: Parameters, today: date) -> Period:
    """Return the period that figures are asked for: this day unless said otherwise.

    Raises:
        HTTPException: The unit or the day is unknown (400).
    """
    text = parameters.get("period", "") or Unit.DAY.value
    unit = next((unit for unit in _UNITS if unit.value == text), None)
    if unit is None:
        raise HTTPException(400, f'"period" must be one of {", ".join(_UNITS)}')
    return Period.containing(unit, day(parameters) or today)


def name(parameters: Parameters, key: str = "source") -> str | None:
    """Return a name; None if it is not given.

    Raises:
        HTTPException: It is too long (400).
    """
    text = parameters.get(key, "")
    if len(text) > _LONGEST_NAME:
        raise HTTPException(400, f'"{key}" is longer than {_LONGEST_NAME} characters')
    return text.encode("utf-8", "replace").decode() or None


def snapshot_filter(parameters: Parameters) -> SnapshotFilter:
    """Return which snapshots are asked for: all unless said otherwise.

    Raises:
        HTTPException: A value is unknown (400).
    """
    text = parameters.get("kind", "")
    kind = next((kind for kind in KIND_NAMES if kind == text), None)
    if text and kind is None:
        raise HTTPException(400, f'"kind" must be one of {", ".join(KIND_NAMES)}')
    wanted = day(parameters)
    since = None if wanted is None else local_midnight(wanted)
    until = None if wanted is None else local_midnight(wanted + timedelta(days=1))
    return SnapshotFilter(kind=kind, source=name(parameters), since=since, until=until)
