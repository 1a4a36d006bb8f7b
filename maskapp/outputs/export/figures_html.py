"""The figures in HTML: a page of their own, and the beginning of the snapshot log's report."""

from typing import Any

from maskapp.outputs.export.html_templates import template
from maskapp.outputs.figures.charts.charts import charts
from maskapp.outputs.figures.period_figures import PeriodFigures
from maskapp.outputs.figures.words import NOT_WATCHED, gaps_text, tiles

_WIDTH, _HEIGHT, _EM = 960, 270, 13
"""Size of the charts and of their font, in units of SVG."""


def figures_section(figures: PeriodFigures | None) -> dict[str, Any]:
    """Return what the template of the figures needs.

    Args:
        figures: The figures; None if there are none.
    """
    if figures is None:
        return {"figures": None}
    remark = f"{NOT_WATCHED}: {gaps_text(figures.gaps)}." if figures.gaps else ""
    if not any(figures.total.values()):
        remark = "Nothing was watched in this period."
    return {
        "figures": figures,
        "tiles": tiles(figures),
        "drawings": [
            (chart.title, chart.lay_out(_WIDTH, _HEIGHT, _EM)) for chart in charts(figures)
        ],
        "remark": remark,
    }


def figures_page(figures: PeriodFigures) -> str:
    """Return the page: self-contained, it runs no scripts and loads nothing."""
    return template("figures.html").render(now=figures.now, **figures_section(figures))
