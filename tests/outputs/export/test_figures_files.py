import stat
import sys
from datetime import date

import pytest

from maskapp.errors import OutputError
from maskapp.outputs.export.figures_files import FIGURES_SUFFIXES, write_figures
from maskapp.outputs.figures.period import Period
from maskapp.outputs.figures.reading import FiguresReader
from tests.support.figures import BERLIN, at, put_figures

DAY = date(2026, 5, 18)


@pytest.fixture
def write(log, tmp_path):
    put_figures(log.database, at(DAY, 9), "Door", came_masked=9)
    put_figures(log.database, at(DAY, 9), "Gate", came_bare=5)

    def run(name, source=None):
        target = tmp_path / name
        reader = FiguresReader(log.database, BERLIN)
        write_figures(reader, Period.of_days(DAY, DAY), source, at(DAY, 12), target)
        return target

    return run


def test_the_suffix_selects_the_format(write, csv_rows):
    assert [row["source"] for row in csv_rows(write("f.CSV").read_bytes())] == ["Door", "Gate"]
    assert write("f.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(OutputError, match=r"must end in \.csv or \.html"):
        write("f.txt")
    assert FIGURES_SUFFIXES == (".csv", ".html")


def test_one_source_can_be_written(write, csv_rows):
    assert [row["source"] for row in csv_rows(write("f.csv", "Gate").read_bytes())] == ["Gate"]
    assert "People who came" in write("f.html", "Gate").read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_only_the_user_can_read_the_file(write):
    assert stat.S_IMODE(write("f.html").stat().st_mode) == 0o600
