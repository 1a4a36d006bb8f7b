"""The templates of the HTML reports, and how labels look in them."""

from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from maskapp import __version__, paths
from maskapp.label_style import LABEL_COLOURS, LABEL_HATCHES, LABEL_SYMBOLS, LABEL_WORDS
from maskapp.outputs.figures.words import NOTES, PROMISE, count_text, share_text, watched_text
from maskapp.outputs.snapshots.true_label import TRUE_LABEL_WORDS
from maskapp.outputs.violation_event import event_text
from maskapp.records import MaskLabel

_TEMPLATES = Path(__file__).with_name("templates")
_SYMBOL_INSET, _SYMBOL_SIDE = 3.5, 9.0
"""Position and size of a label's symbol in its square of 16 units."""


@dataclass(frozen=True, slots=True)
class LabelLook:
    """How a label looks.

    Attributes:
        name: Its word.
        colour: As #rrggbb.
        strokes: Its symbol: values of the attribute `points` of SVG polylines.
        hatch: As in `LABEL_HATCHES`.
    """

    name: str
    colour: str
    strokes: tuple[str, ...]
    hatch: str


def template(name: str) -> jinja2.Template:
    """Return a template of the reports."""
    return environment().get_template(name)


def environment(*folders: Path) -> jinja2.Environment:
    """Return an environment that escapes every value and knows the words of labels and figures.

    Args:
        folders: Where templates are before those of the reports.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader((*folders, _TEMPLATES)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{share:.0%}"
    environment.filters["event_text"] = event_text
    environment.filters["count"] = count_text
    environment.filters["share"] = share_text
    environment.filters["watched"] = watched_text
    environment.globals["looks"] = {label: _look(label) for label in MaskLabel}
    environment.globals["true_label_words"] = TRUE_LABEL_WORDS
    environment.globals["notes"] = NOTES
    environment.globals["promise"] = PROMISE
    environment.globals["version"] = __version__
    icon = paths.resources_dir() / "icons" / "maskapp.svg"
    environment.globals["logo"] = Markup(icon.read_text("utf-8"))
    return environment


def _look(label: MaskLabel) -> LabelLook:
    strokes = tuple(
        " ".join(
            f"{_SYMBOL_INSET + x * _SYMBOL_SIDE:.2f},{_SYMBOL_INSET + y * _SYMBOL_SIDE:.2f}"
            for x, y in stroke
        )
        for stroke in LABEL_SYMBOLS[label]
    )
    return LabelLook(LABEL_WORDS[label], LABEL_COLOURS[label], strokes, LABEL_HATCHES[label])
