import re
from dataclasses import replace

import pytest

from maskapp.gui.statistics.figures_pdf import figures_pdf
from maskapp.outputs.figures.period import Unit


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR])
def test_the_report_is_one_page(qapp, figures, unit):
    pdf = figures_pdf(figures(unit))
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 1


def test_many_sources_with_long_names_stay_on_the_page(qapp, figures):
    shown = figures()
    counts = shown.by_source["Door"]
    many = replace(shown, by_source={f"Source {n} " + "x" * 300: counts for n in range(50)})
    assert pages(figures_pdf(many)) == 1
