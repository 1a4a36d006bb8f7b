import csv
import signal
from datetime import date, datetime

import pytest

from maskapp.commands import export_figures, interrupts
from maskapp.outputs.export.figures_files import write_figures
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.figures import put_in_folder


@pytest.fixture
def data_dir(tmp_path):
    """A data folder with figures of three days."""
    folder = tmp_path / "data" / SNAPSHOT_FOLDER
    for day in (date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1)):
        moment = datetime(day.year, day.month, day.day, 9).astimezone()
        put_in_folder(folder, moment, came_masked=day.day, watched_ms=60_000)
    return tmp_path / "data"


def test_all_figures_are_written(run, tmp_path, data_dir):
    target = tmp_path / "figures.csv"
    outcome = run("export-figures", target, "--data-dir", data_dir)
    assert outcome.code == 0
    assert outcome.out == f"figures from 2026-12-30 to 2027-01-01 written to {target}\n"
    rows = list(csv.DictReader(target.read_text("utf-8-sig").splitlines()))
    assert [row["people_came"] for row in rows] == ["30", "31", "1"]


def test_some_days_are_written(run, tmp_path, data_dir):
    target = tmp_path / "figures.csv"
    days = ("--since", "2026-12-31", "--until", "2026-12-31")
    assert run("export-figures", target, "--data-dir", data_dir, *days).code == 0
    (row,) = csv.DictReader(target.read_text("utf-8-sig").splitlines())
    assert row["people_came"] == "31"


def test_the_report_is_a_page(run, tmp_path, data_dir):
    target = tmp_path / "figures.html"
    assert run("export-figures", target, "--data-dir", data_dir).code == 0
    assert "30 December 2026 – 1 January 2027" in target.read_text("utf-8")


def test_a_signal_that_comes_while_modules_are_imported_is_not_lost(
    run, tmp_path, data_dir, monkeypatch
):
    def write(*arguments):
        write_figures(*arguments)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(interrupts, "_is_importing", lambda _frame: True)
    monkeypatch.setattr(export_figures, "write_figures", write)
    outcome = run("export-figures", tmp_path / "figures.csv", "--data-dir", data_dir)
    assert (outcome.code, outcome.err) == (128 + signal.SIGTERM, "maskapp: interrupted\n")


def test_without_figures_there_is_no_file_and_no_database(run, tmp_path):
    target = tmp_path / "figures.csv"
    run("export-figures", target, "--data-dir", tmp_path).assert_refused("There are no figures in")
    assert not any(tmp_path.iterdir())


def test_days_in_the_wrong_order_are_refused(run, tmp_path, data_dir):
    target = tmp_path / "figures.csv"
    outcome = run("export-figures", target, "--data-dir", data_dir, "--since", "2027-01-02")
    outcome.assert_refused("no day from 2027-01-02 to 2027-01-01")
    assert not target.exists()


def test_another_suffix_is_refused(run, tmp_path, data_dir):
    target = tmp_path / "figures.pdf"
    outcome = run("export-figures", target, "--data-dir", data_dir)
    outcome.assert_refused("must end in .csv or .html")
