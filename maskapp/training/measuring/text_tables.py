"""Tables of measured numbers, for the terminal and for a page."""

from collections.abc import Sequence
from dataclasses import dataclass

NOTHING = "-"
"""Stands where there is nothing to measure."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table.

    Attributes:
        text: The number.
        detail: What it is a share of, or which share it is.
        shade: How good (up to 1) or bad (down to -1) the number is; 0 says nothing.
    """

    text: str
    detail: str = ""
    shade: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a part belongs to the row before it that is none."""

    name: str
    cells: tuple[Cell, ...]
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first of its columns names the rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


def percent(share: float | None) -> str:
    """A share for people; only what is whole is called so."""
    if share is None:
        return NOTHING
    text = f"{share:.1%}"
    return "99.9%" if text == "100.0%" and share < 1 else text


def as_text(tables: Sequence[Table]) -> str:
    """The tables for a terminal, in aligned columns, a line of space between them."""
    return "\n\n".join("\n".join(_lines(table)) for table in tables)


def _lines(table: Table) -> list[str]:
    names = [f"  {row.name}" if row.is_part else row.name for row in table.rows]
    first = max(map(len, (table.columns[0], *names)))
    columns = [_column(table, place) for place in range(len(table.columns) - 1)]
    lines = [table.title, table.columns[0].ljust(first)]
    lines += [name.ljust(first) for name in names]
    for column in columns:
        width = max(map(len, column))
        lines[1:] = [
            f"{line}  {text:>{width}}" for line, text in zip(lines[1:], column, strict=True)
        ]
    return [line.rstrip() for line in (*lines, table.note) if line]


def _column(table: Table, place: int) -> list[str]:
    """A column's head and its cells, the details aligned among themselves."""
    cells = [row.cells[place] for row in table.rows]
    width = max((len(cell.detail) for cell in cells), default=0)
    texts = [f"{cell.text} {cell.detail:>{width}}" if width else cell.text for cell in cells]
    return [table.columns[place + 1], *texts]
