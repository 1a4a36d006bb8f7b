from datetime import date

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from maskapp.gui.statistics.figures_export import FiguresExport
from maskapp.outputs.figures.period import Period, Unit

PERIOD = Period.containing(Unit.WEEK, date(2026, 5, 20))


@pytest.fixture
def export(qtbot, folder, figures):
    figures()
    window = QWidget()
    qtbot.addWidget(window)
    export = FiguresExport(folder, window)
    export.set_choice(PERIOD, None)
    export.set_has_figures(True)
    window.show()
    yield export
    assert export.shutdown(5)


def write(export, qtbot, target) -> str:
    """Export to a file; return what is said about it."""
    export.write(target)
    assert not export.button.isEnabled()
    qtbot.waitUntil(export.button.isEnabled)
    return export.outcome.text.accessibleName()


@pytest.mark.parametrize(
    ("suffix", "start"),
    [(".csv", b"\xef\xbb\xbfhour,"), (".html", b"<!DOCTYPE"), (".pdf", b"%PDF")],
)
def test_every_format_is_written(export, qtbot, tmp_path, suffix, start):
    target = tmp_path / f"figures{suffix}"
    assert write(export, qtbot, target) == f"Saved as {target}"
    assert target.read_bytes().startswith(start)
    assert not export.outcome.open_file.isHidden()


def test_a_file_that_cannot_be_written_is_told(export, qtbot, tmp_path):
    told = write(export, qtbot, tmp_path / "missing" / "figures.pdf")
    assert "missing" in told
    assert export.outcome.open_file.isHidden()
    export.forget_outcome()
    assert export.outcome.isHidden()


def test_only_one_export_runs_at_a_time(export, qtbot, tmp_path):
    export.write(tmp_path / "figures.csv")
    export.set_has_figures(True)  # as when the figures are read again meanwhile
    assert not export.button.isEnabled()
    qtbot.waitUntil(export.button.isEnabled)
    export.set_has_figures(False)
    assert not export.button.isEnabled()


def test_the_menu_asks_for_a_file_named_after_the_period(export, qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    actions = export.button.menu().actions()
    assert [action.data() for action in actions] == [".csv", ".html", ".pdf"]
    actions[2].trigger()
    (dialog,) = export.button.window().findChildren(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("maskapp-figures-2026-05-18-to-2026-05-24.pdf")
    dialog.fileSelected.emit(str(tmp_path / "chosen.pdf"))
    qtbot.waitUntil(export.button.isEnabled)
    assert (tmp_path / "chosen.pdf").is_file()
    dialog.reject()
