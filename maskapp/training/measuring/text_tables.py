"""Tables of measured numbers, for the terminal and for an HTML page."""

from collections.abc import Sequence
from dataclasses import dataclass

NOTHING = "-"
"""The text of a cell without a measurement."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: The number.
        detail: A second number: what the first is a share of, or the share that it makes.
        shade: Rating of the number, from bad (-1) to good (1); 0 for no shade.
    """

    text: str
    detail: str = ""
    shade: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a part is indented under the last row that is not a part."""

    name: str
    cells: tuple[Cell, ...]
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its first column holds the names of the rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


def percent(share: float | None) -> str:
    """Return a share as text; only a share of exactly 1 becomes 100.0%."""
    if share is None:
        return NOTHING
    text = f"{share:.1%}"
    return "99.9%" if text == "100.0%" and share < 1 else text


def as_text(tables: Sequence[Table]) -> str:
    """Return tables as text in aligned columns, with an empty line between tables."""
    return "\n\n".join("\n".join(_lines(table)) for table in tables)


def as_markdown(tables: Sequence[Table]) -> str:
    """Return tables in Markdown, with an empty line between tables."""
    return "\n\n".join("\n".join(_markdown_lines(table)) for table in tables)


def _markdown_lines(table: Table) -> list[str]:
    rows = [table.columns, ("---",) * len(table.columns)]
    rows += [
        (row.name, *(f"{cell.text} {cell.detail}".rstrip() for cell in row.cells))
        for row in table.rows
    ]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [f"{table.title}:", "", *lines, *(["", table.note] if table.note else [])]


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
    """Return a column's head and cells, with the details aligned to each other."""
    cells = [row.cells[place] for row in table.rows]
    width = max((len(cell.detail) for cell in cells), default=0)
    texts = [f"{cell.text} {cell.detail:>{width}}" if width else cell.text for cell in cells]
    return [table.columns[place + 1], *texts]
