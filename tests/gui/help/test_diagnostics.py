"""The diagnostics of a bug report."""

from importlib.metadata import version
from pathlib import Path

import pytest

from maskapp import __version__
from maskapp.gui.help.diagnostics import diagnostics
from maskapp.logs import LOG_FILE_NAME, logs_dir
from maskapp.settings.settings import Settings


@pytest.fixture
def write_log(tmp_path):
    def write(text: str) -> None:
        folder = logs_dir(tmp_path)
        folder.mkdir(parents=True)
        (folder / LOG_FILE_NAME).write_text(text, encoding="utf-8")

    return write


def test_names_versions_and_changed_settings(qapp, tmp_path, write_log) -> None:
    write_log("")
    lines = diagnostics(Settings(mirror=True), tmp_path).splitlines()
    assert lines[0].startswith(f"Maskapp {__version__}, Python 3.")
    assert f"av {version('av')}" in lines
    assert "Changed settings: {'mirror': True}" in lines
    assert "Changed settings: none" in diagnostics(Settings(), tmp_path).splitlines()


def test_hides_the_home_folder(qapp, tmp_path, write_log) -> None:
    write_log(f"trouble in {Path.home()}/videos\n")
    text = diagnostics(Settings(model_file=f"{Path.home()}/own.tflite"), tmp_path)
    assert "trouble in ~/videos" in text
    assert "~/own.tflite" in text
    assert str(Path.home()) not in text


def test_includes_only_the_end_of_the_log(qapp, tmp_path, write_log) -> None:
    write_log("".join(f"line {number}\n" for number in range(5000)))
    lines = diagnostics(Settings(), tmp_path).splitlines()
    log = lines[lines.index("End of the log:") + 1 :]
    assert log == [f"line {number}" for number in range(4940, 5000)]


def test_says_that_the_log_is_missing(qapp, tmp_path) -> None:
    last = diagnostics(Settings(), tmp_path).splitlines()[-1]
    assert last.startswith("Cannot read")
    assert last.endswith("No such file or directory")


def test_of_a_webhook_only_the_server_is_told(qapp, tmp_path, write_log) -> None:
    write_log("")
    settings = Settings(webhook_url="https://hall:8123/api/webhook/geheim?token=geheim")
    text = diagnostics(settings, tmp_path)
    assert "'webhook_url': 'https://hall/…'" in text
    assert "geheim" not in text
