import json
import math
import os
import stat
import subprocess
import sys
from dataclasses import asdict, fields, replace
from datetime import datetime
from pathlib import Path

import pytest

from maskapp.errors import SettingsError
from maskapp.settings import (
    LIMITS,
    Settings,
    keep_broken,
    load_settings,
    problem_with,
    recording_stem,
    save_settings,
)
from tests.support.settings_samples import UNLIKE_DEFAULTS

NAMES = [setting.name for setting in fields(Settings)]
NUMBERS = [setting.name for setting in fields(Settings) if setting.type in (int, float)]
SWITCHES = [setting.name for setting in fields(Settings) if setting.type is bool]
CHOICES = [name for name in NAMES if "choices" in LIMITS[name]]
TEXTS = [name for name in NAMES if "problem" in LIMITS[name]]


def test_every_setting_is_of_one_kind() -> None:
    assert sorted(NUMBERS + SWITCHES + CHOICES + TEXTS) == sorted(NAMES)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def load(file: Path, content: object) -> tuple[Settings, list[str]]:
    file.write_text(json.dumps(content), encoding="utf-8")
    return load_settings(file)


def test_without_a_file_all_is_default(file: Path) -> None:
    assert load_settings(file) == (Settings(), [])
    assert not file.exists()


def test_values_are_taken(file: Path) -> None:
    values = asdict(UNLIKE_DEFAULTS)
    assert all(values[name] != getattr(Settings(), name) for name in NAMES)
    assert load(file, values) == (UNLIKE_DEFAULTS, [])


def test_the_limits_themselves_are_taken(file: Path) -> None:
    for limit in ("least", "most"):
        values = {name: LIMITS[name][limit] for name in NUMBERS}
        assert load(file, values) == (Settings(**values), [])


def test_defaults_are_within_their_limits() -> None:
    for name in NAMES:
        assert problem_with(name, getattr(Settings(), name)) is None


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    "value",
    [None, True, False, "1", "", [], [1], {}, -1, 1e9, 10**400, math.nan, math.inf, -math.inf],
    ids=repr,
)
def test_what_cannot_be_used_falls_back_and_is_told(file: Path, name: str, value: object) -> None:
    settings, notices = load(file, {name: value})
    assert settings == Settings()
    (notice,) = notices
    assert name in notice
    assert "\n" not in notice


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("value", [None, 0, 1, 0.0, "true", "", [], {}], ids=repr)
def test_only_true_and_false_switch(file: Path, name: str, value: object) -> None:
    settings, notices = load(file, {name: value})
    assert settings == Settings()
    assert len(notices) == 1
    assert name in notices[0]


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("value", [None, True, 0, "", "Dark", "plain ", "purple", [], {}], ids=repr)
def test_only_one_of_the_choices_is_taken(file: Path, name: str, value: object) -> None:
    settings, notices = load(file, {name: value})
    assert settings == Settings()
    assert len(notices) == 1
    for choice in LIMITS[name]["choices"]:
        assert load(file, {name: choice}) == (replace(Settings(), **{name: choice}), [])


@pytest.mark.parametrize("name", ["recording_folder", "model_file"])
@pytest.mark.parametrize("value", [None, 1, "here", "./a", "a\0b", "/" + "a" * 5000, ["/"]])
def test_only_a_full_path_is_taken(file: Path, name: str, value: object) -> None:
    settings, notices = load(file, {name: value})
    assert settings == Settings()
    assert len(notices) == 1


@pytest.mark.parametrize("value", [None, 1, "", " ", "..", ".a", "a/b", "a\\b", "../{date}", "a\n",
                                   "a" * 101, "{}", "{date", "{camera}", "{0.__class__}",
                                   "{date!r}", "{{date}}", "a:b", "a\0", "NUL", "con.door",
                                   "lpt1 .x", "\U0001f637" * 60, "a\ud800"], ids=ascii)  # fmt: skip
def test_a_name_that_no_file_may_have_is_refused(file: Path, value: object) -> None:
    settings, notices = load(file, {"recording_name": value})
    assert settings == Settings()
    (notice,) = notices
    assert "recording_name" in notice
    assert "\n" not in notice


@pytest.mark.parametrize("value", ["nulpunkt", "console", "com", "\U0001f637" * 40, "Tür {date}"])
def test_other_names_are_taken(file: Path, value: str) -> None:
    assert load(file, {"recording_name": value}) == (Settings(recording_name=value), [])


def test_a_recording_is_named_by_its_start() -> None:
    started = datetime(2025, 3, 9, 7, 5, 1)
    assert recording_stem("maskapp-{date}-{time}", started) == "maskapp-2025-03-09-07-05-01"
    assert recording_stem("{time} {time}", started) == "07-05-01 07-05-01"
    assert recording_stem("door", started) == "door"


@pytest.mark.parametrize("name", ["detection_size_px", "detection_every_n_frames"])
def test_a_whole_number_is_not_a_fraction(file: Path, name: str) -> None:
    settings, notices = load(file, {name: 2.5})
    assert settings == Settings()
    assert "is not a whole number" in notices[0]


def test_one_bad_value_does_not_spoil_the_others(file: Path) -> None:
    settings, notices = load(file, {"smoothing_s": "slow", "uncertain_below": 0.7, "colour": 1})
    assert settings == Settings(uncertain_below=0.7)
    assert [name for name in ("smoothing_s", "colour") for notice in notices if name in notice] == [
        "smoothing_s",
        "colour",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"not JSON at all",
        b"\xff\xfe\x00",
        b'{"smoothing_s": 1',
        b'\xef\xbb\xbf{"smoothing_s": 1}',
        b"[" * 100_000,
        b'{"smoothing_s": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda content: repr(content[:20]),
)
def test_a_damaged_file_falls_back_and_is_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    settings, notices = load_settings(file)
    assert settings == Settings()
    (notice,) = notices
    assert str(file) in notice
    assert "\n" not in notice


@pytest.mark.parametrize("content", [[], [1], 1, None, "text", True])
def test_json_that_is_no_object_falls_back_and_is_told(file: Path, content: object) -> None:
    settings, notices = load(file, content)
    assert settings == Settings()
    assert len(notices) == 1


def test_a_folder_or_a_path_through_a_file_falls_back_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "settings.json"):
        settings, notices = load_settings(path)
        assert settings == Settings()
        assert len(notices) == 1


@pytest.mark.parametrize("content", [b'{"theme": "dark", "smoo', b"\xff\xfe", b'{"colour": 1}'])
def test_a_copy_of_a_broken_file_outlives_the_next_save(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    file.chmod(0o644)
    sentence = keep_broken(file)
    save_settings(Settings(), file)
    (copy,) = file.parent.glob("settings.broken-*.json")
    assert str(copy) in sentence
    assert copy.read_bytes() == content
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_file_that_stays_broken_is_copied_once(file: Path) -> None:
    file.write_text("{")
    assert keep_broken(file) == keep_broken(file) != ""
    assert len(list(file.parent.iterdir())) == 2


def test_what_cannot_be_copied_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keep_broken(file) == ""
    file.write_text("{")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in keep_broken(file)
    assert list(file.parent.iterdir()) == [file]


def test_what_is_saved_is_loaded_in_another_process(file: Path) -> None:
    save_settings(UNLIKE_DEFAULTS, file)
    assert load_settings(file) == (UNLIKE_DEFAULTS, [])
    code = (
        "import sys, pathlib; from maskapp.settings import load_settings;"
        "settings, notices = load_settings(pathlib.Path(sys.argv[1]));"
        "assert not notices; print(ascii(settings))"
    )
    command = [sys.executable, "-c", code, str(file)]
    run = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60)
    assert run.stdout.strip() == ascii(UNLIKE_DEFAULTS)


def test_people_can_read_the_file_and_see_all_there_is_to_set(file: Path) -> None:
    save_settings(UNLIKE_DEFAULTS, file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(NAMES) + 2
    assert '  "recording_folder": "/nowhere/Vidéos 録画",' in lines


def test_a_path_that_is_no_text_survives(file: Path) -> None:
    settings = Settings(recording_folder=os.fsdecode(b"/tmp/\xff\xfe"))
    save_settings(settings, file)
    assert load_settings(file) == (settings, [])


def test_only_the_user_reads_the_file_and_its_folder(tmp_path: Path) -> None:
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


def test_what_would_not_be_loaded_is_not_saved(file: Path) -> None:
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


def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(UNLIKE_DEFAULTS, file)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError) as caught:
        save_settings(Settings(), file)
    assert str(caught.value) == (
        f"The settings cannot be saved to {file}: No space left on device;"
        " they hold until Maskapp is closed"
    )
    assert load_settings(file) == (UNLIKE_DEFAULTS, [])
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.json").mkdir()
    for path in (
        tmp_path / "file" / "settings.json",
        tmp_path / "folder.json",
        tmp_path / ("a" * 300) / "settings.json",
        tmp_path / "a\0b" / "settings.json",
        Path("/proc/maskapp/settings.json"),
    ):
        with pytest.raises(SettingsError, match="cannot be saved to") as caught:
            save_settings(Settings(), path)
        assert "\n" not in str(caught.value)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder.json"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser writes anywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    with pytest.raises(SettingsError, match="Permission denied"):
        save_settings(Settings(), folder / "settings.json")
    assert list(folder.iterdir()) == []
