"""An evaluation as one HTML page that loads nothing and runs no scripts."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from maskapp.label_style import LABEL_WORDS
from maskapp.records import MaskLabel
from maskapp.training.measuring.mistake_examples import Example, Section
from maskapp.training.measuring.text_tables import Table

_TEMPLATE = "gallery.html.jinja"
_WIDE_COLUMNS = 5
"""A table of shares with this many columns does not fit beside another table."""


def gallery_page(
    title: str,
    facts: Sequence[tuple[str, str]],
    summary: Sequence[tuple[str, str]],
    tables: Sequence[Table],
    charts: Mapping[str, str],
    sections: Sequence[Section],
) -> str:
    """Return the page as HTML. All texts are escaped, except for `charts`.

    Args:
        title: The page's heading.
        facts: Names and values of what was measured.
        summary: The main numbers, each with its caption.
        tables: All numbers.
        charts: SVG elements by the title of the table whose numbers they show; trusted.
        sections: The faces to show; sections without any are left out.
    """
    return (
        _environment()
        .get_template(_TEMPLATE)
        .render(
            title=title,
            facts=facts,
            summary=summary,
            tables=tables,
            charts=charts,
            sections=[section for section in sections if section.examples],
            LABEL_WORDS=LABEL_WORDS,
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["base64"] = lambda content: base64.b64encode(content).decode()
    environment.filters["outcome"] = _outcome
    environment.filters["score_class"] = _score_class
    environment.tests["wide"] = _is_wide
    return environment


def _is_wide(table: Table) -> bool:
    has_shares = any(cell.detail for row in table.rows for cell in row.cells)
    return has_shares and len(table.columns) >= _WIDE_COLUMNS


def _outcome(example: Example) -> str:
    """Return the true label and the one that was given, in words."""
    true = LABEL_WORDS[example.truth] if example.truth else "Not annotated"
    return f"{true} → {LABEL_WORDS[example.likeliest] if example.likeliest else 'not found'}"


def _score_class(example: Example, label: MaskLabel) -> str:
    """Return the CSS class of a label's bar."""
    if label is example.truth:
        return "true"
    return "wrong" if label is example.likeliest else "other"
