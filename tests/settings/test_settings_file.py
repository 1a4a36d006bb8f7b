import json
import math
import os
import stat
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from maskapp.errors import SettingsError
from maskapp.settings.settings import SETTINGS_OF_NEW_FOLDERS, Settings
from maskapp.settings.settings_file import (
    FolderSettings,
    load_folder_settings,
    load_settings,
    save_settings,
)
from tests.support.settings_samples import UNLIKE_DEFAULTS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_saved_settings_are_loaded_in_another_process(file: Path) -> None:
    save_settings(UNLIKE_DEFAULTS, file)
    assert load_settings(file) == (UNLIKE_DEFAULTS, [])
    code = (
        "import sys, pathlib; from maskapp.settings.settings_file import load_settings;"
        "settings, notices = load_settings(pathlib.Path(sys.argv[1]));"
        "assert not notices; print(ascii(settings))"
    )
    command = [sys.executable, "-c", code, str(file)]
    run = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60)
    assert run.stdout.strip() == ascii(UNLIKE_DEFAULTS)


def test_the_file_lists_all_settings_in_readable_form(file: Path) -> None:
    save_settings(UNLIKE_DEFAULTS, file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(fields(Settings)) + 2
    assert '  "recording_folder": "/nowhere/Vidéos 録画",' in lines


def test_a_path_with_undecodable_bytes_is_kept(file: Path) -> None:
    settings = Settings(recording_folder=os.fsdecode(b"/tmp/\xff\xfe"))
    save_settings(settings, file)
    assert load_settings(file) == (settings, [])


def test_only_the_user_can_read_the_file_and_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.json"
    before = os.umask(0)
    try:
        save_settings(Settings(), file)
        file.chmod(0o644)
        save_settings(Settings(), file)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_values_that_could_not_be_loaded_are_not_saved(file: Path) -> None:
    save_settings(UNLIKE_DEFAULTS, file)
    for bad in (
        Settings(smoothing_s=-1.0),
        Settings(smoothing_s=math.nan),
        Settings(recording_name="a/b"),
        Settings(theme="pink"),
    ):
        with pytest.raises(SettingsError, match=r"^The settings are not saved: \w+ (is|has) "):
            save_settings(bad, file)
    assert load_settings(file) == (UNLIKE_DEFAULTS, [])


def test_a_folder_without_settings_and_log_is_new(file: Path) -> None:
    log_folder = file.parent / "snapshots"
    new = FolderSettings(SETTINGS_OF_NEW_FOLDERS, [], is_new=True)
    assert load_folder_settings(file, log_folder) == new
    log_folder.mkdir()
    used = FolderSettings(Settings(), [], is_new=False)
    assert load_folder_settings(file, log_folder) == used
    log_folder.rmdir()
    save_settings(new.settings, file)
    assert load_folder_settings(file, log_folder) == replace(new, is_new=False)


def test_a_folder_whose_settings_cannot_be_used_is_not_new(file: Path) -> None:
    file.write_text("{")
    loaded = load_folder_settings(file, file.parent / "snapshots")
    assert (loaded.settings, loaded.is_new) == (Settings(), False)
    assert "not valid JSON" in loaded.problems[0]


def test_a_failed_save_leaves_only_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(UNLIKE_DEFAULTS, file)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError) as caught:
        save_settings(Settings(), file)
    assert str(caught.value) == (
        f"The settings cannot be saved: Cannot write {file}: the disk is full; free some space"
        " or choose another folder"
    )
    assert load_settings(file) == (UNLIKE_DEFAULTS, [])
    assert list(file.parent.iterdir()) == [file]


def test_a_path_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.json").mkdir()
    for path in (
        tmp_path / "file" / "settings.json",
        tmp_path / "folder.json",
        tmp_path / ("a" * 300) / "settings.json",
        tmp_path / "a\0b" / "settings.json",
        Path("/proc/maskapp/settings.json"),
    ):
        with pytest.raises(SettingsError, match="cannot be saved: ") as caught:
            save_settings(Settings(), path)
        assert "\n" not in str(caught.value)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder.json"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser writes anywhere")
def test_a_read_only_folder_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    with pytest.raises(SettingsError, match="permission to write"):
        save_settings(Settings(), folder / "settings.json")
    assert list(folder.iterdir()) == []


def test_a_pipe_in_place_of_the_settings_is_told_at_once(tmp_path) -> None:
    file = tmp_path / "settings.json"
    os.mkfifo(file)
    settings, messages = load_settings(file)
    assert settings == Settings()
    assert messages == [
        f"The settings file {file} cannot be read (Not a regular file); defaults are used."
    ]


def test_a_long_unknown_name_makes_a_short_message(tmp_path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"x\n\x1b[31m" * 10_000: 1}))
    (message,) = load_settings(file)[1]
    assert message.isprintable()
    assert len(message) < len(str(file)) + 200
