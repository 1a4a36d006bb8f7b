from maskapp.outputs.export.figures_files import FIGURES_SUFFIXES


def test_the_help_names_the_formats_of_the_figures(run):
    named = run("export-figures", "--help").out.partition("FILE.{")[2].partition("}")[0]
    assert [f".{suffix}" for suffix in named.split(",")] == list(FIGURES_SUFFIXES)


def test_days_are_dates(run, tmp_path):
    for name in ("--since", "--until"):
        outcome = run("export-figures", tmp_path / "f.csv", name, "today")
        outcome.assert_refused(name, "'today' is no date such as 2026-01-31")


def test_days_are_those_of_the_calendar(run, tmp_path):
    for name, day in (("--since", "0001-01-01"), ("--until", "9999-12-31")):
        outcome = run("export-figures", tmp_path / "f.csv", name, day)
        outcome.assert_refused(name, f"{day} is not between 2000-01-01 and 2999-12-31")
