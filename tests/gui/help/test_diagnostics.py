from pathlib import Path

import pytest

from maskapp import __version__
from maskapp.gui.help.diagnostics import diagnostics
from maskapp.logs import LOG_FILE_NAME, logs_dir
from maskapp.settings import Settings

pytestmark = pytest.mark.usefixtures("qapp")


def write_log(data_dir: Path, text: str) -> None:
    folder = logs_dir(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LOG_FILE_NAME).write_text(text, encoding="utf-8")


def test_versions_and_changed_settings_are_listed(tmp_path) -> None:
    text = diagnostics(Settings(mirror=True), tmp_path)
    assert text.startswith(f"Maskapp {__version__}")
    assert "PySide6-Essentials 6." in text
    assert "{'mirror': True}" in text


def test_the_home_folder_is_not_shown(tmp_path) -> None:
    write_log(tmp_path, f"WARNING trouble in {Path.home()}/videos\n")
    text = diagnostics(Settings(), tmp_path)
    assert "trouble in ~/videos" in text
    assert str(Path.home()) not in text


def test_only_the_end_of_the_log_is_shown(tmp_path) -> None:
    write_log(tmp_path, "".join(f"line {number}\n" for number in range(5000)))
    shown = diagnostics(Settings(), tmp_path).splitlines()
    assert shown[-1] == "line 4999"
    assert len([line for line in shown if line.startswith("line ")]) == 60


def test_a_missing_log_is_mentioned(tmp_path) -> None:
    assert f"{LOG_FILE_NAME} cannot be read" in diagnostics(Settings(), tmp_path)
