"""An evaluation as a page to look at: one file that needs no other, runs nothing, asks nobody."""

import base64
from collections.abc import Mapping, Sequence
from html import escape

from maskapp.records import LABEL_WORDS, MaskLabel
from maskapp.training.measuring.gallery_style import STYLE
from maskapp.training.measuring.mistake_examples import Example, Section
from maskapp.training.measuring.text_tables import Cell, Row, Table

_WIDE_COLUMNS = 5
"""Tables of shares with as many columns do not fit beside another."""


def gallery_page(
    title: str,
    facts: Sequence[tuple[str, str]],
    summary: Sequence[tuple[str, str]],
    tables: Sequence[Table],
    charts: Mapping[str, str],
    sections: Sequence[Section],
) -> str:
    """The page.

    Args:
        title: Its heading.
        facts: What was measured: names and values.
        summary: The main numbers: the number, and of what.
        tables: All numbers.
        charts: SVG by the title of the table that it is drawn from.
        sections: The faces to look at.
    """
    shown = [section for section in sections if section.examples]
    names = [*(table.title for table in tables), *(section.title for section in shown)]
    links = "".join(
        f'<li><a href="#part{place}">{escape(name)}</a></li>' for place, name in enumerate(names)
    )
    table_parts = "".join(
        _table_part(table, f"part{place}", charts.get(table.title, ""))
        for place, table in enumerate(tables)
    )
    face_parts = "".join(
        _section_part(section, f"part{place}") for place, section in enumerate(shown, len(tables))
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        f"<header><h1>{escape(title)}</h1>{_facts(facts)}</header>\n<main>{_tiles(summary)}\n"
        f'<nav aria-label="On this page"><ul>{links}</ul></nav>\n'
        f'<div class="tables">{table_parts}</div>\n{face_parts}</main></body></html>\n'
    )


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<div><dt>{escape(name)}</dt><dd dir="auto">{escape(value)}</dd></div>'
        for name, value in facts
    )
    return f'<dl class="facts">{rows}</dl>'


def _tiles(summary: Sequence[tuple[str, str]]) -> str:
    tiles = "".join(
        f"<li><b>{escape(number)}</b><span>{escape(what)}</span></li>" for number, what in summary
    )
    return f'<ul class="tiles">{tiles}</ul>'


def _table_part(table: Table, name: str, chart: str) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(map(_table_row, table.rows))
    note = f'<p class="soft">{escape(table.note)}</p>' if table.note else ""
    has_shares = any(cell.detail for row in table.rows for cell in row.cells)
    is_wide = chart or (has_shares and len(table.columns) >= _WIDE_COLUMNS)
    wide = " wide" if is_wide else ""
    # Tables too wide for a telephone are moved sideways, by finger or by key.
    return (
        f'<section class="numbers{wide}" id="{name}"><h2>{escape(table.title)}</h2>{note}'
        f'<div class="beside">{chart}<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(table.title)}"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div></section>\n"
    )


def _table_row(row: Row) -> str:
    part = ' class="part"' if row.is_part else ""
    cells = "".join(map(_table_cell, row.cells))
    return f'<tr{part}><th scope="row" dir="auto">{escape(row.name)}</th>{cells}</tr>'


def _table_cell(cell: Cell) -> str:
    detail = f" <small>{escape(cell.detail)}</small>" if cell.detail else ""
    shade = ""
    if cell.shade:
        kind = "good" if cell.shade > 0 else "bad"
        shade = f' class="{kind}" style="--shade:{abs(cell.shade):.2f}"'
    return f"<td{shade}>{escape(cell.text)}{detail}</td>"


def _section_part(section: Section, name: str) -> str:
    cards = "".join(map(_card, section.examples))
    return (
        f'<section id="{name}"><h2>{escape(section.title)}</h2>'
        f'<p class="soft">{escape(section.note)}</p><ul class="cards">{cards}</ul></section>\n'
    )


def _card(example: Example) -> str:
    words = _verdict(example)
    picture = base64.b64encode(example.jpeg).decode()
    scores = "".join(_score(example, label) for label in example.probabilities)
    return (
        f'<li><img src="data:image/jpeg;base64,{picture}" alt="{escape(words)}">'
        f'<div class="text"><p><b>{escape(words)}</b></p>'
        f"{f'<ul>{scores}</ul>' if scores else ''}"
        f'<p class="soft">{escape(example.facts)}</p>'
        f'<p class="soft file" dir="auto">{escape(example.file)}</p></div></li>\n'
    )


def _verdict(example: Example) -> str:
    true = LABEL_WORDS[example.truth] if example.truth else "Not annotated"
    return f"{true} → {LABEL_WORDS[example.likeliest] if example.likeliest else 'not found'}"


def _score(example: Example, label: MaskLabel) -> str:
    share = example.probabilities[label]
    kind = "true" if label is example.truth else "judged" if label is example.likeliest else "other"
    return (
        f'<li class="{kind}"><span>{LABEL_WORDS[label]}</span>'
        f'<i><i style="width:{share:.1%}"></i></i><em>{share:.1%}</em></li>'
    )
