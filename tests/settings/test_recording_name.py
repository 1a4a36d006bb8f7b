import json
from datetime import datetime
from pathlib import Path

import pytest

from maskapp.settings.recording_name import recording_stem
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import load_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def load(file: Path, content: object) -> tuple[Settings, list[str]]:
    file.write_text(json.dumps(content))
    return load_settings(file)


@pytest.mark.parametrize("value", [None, 1, "", " ", "..", ".a", "a/b", "a\\b", "../{date}", "a\n",
                                   "a" * 101, "{}", "{date", "{camera}", "{0.__class__}",
                                   "{date!r}", "{{date}}", "a:b", "a\0", "NUL", "con.door",
                                   "lpt1 .x", "\U0001f637" * 60, "a\ud800"], ids=ascii)  # fmt: skip
def test_a_name_that_is_not_allowed_for_files_is_refused(file: Path, value: object) -> None:
    settings, notices = load(file, {"recording_name": value})
    assert settings == Settings()
    (notice,) = notices
    assert "recording_name" in notice
    assert "\n" not in notice


@pytest.mark.parametrize("value", ["nulpunkt", "console", "com", "\U0001f637" * 40, "Tür {date}"])
def test_other_names_are_accepted(file: Path, value: str) -> None:
    assert load(file, {"recording_name": value}) == (Settings(recording_name=value), [])


def test_a_recording_is_named_after_its_start() -> None:
    started = datetime(2025, 3, 9, 7, 5, 1)
    assert recording_stem("maskapp-{date}-{time}", started) == "maskapp-2025-03-09-07-05-01"
    assert recording_stem("{time} {time}", started) == "07-05-01 07-05-01"
    assert recording_stem("door", started) == "door"
