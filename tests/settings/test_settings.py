import json
import math
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from maskapp.settings.settings import LIMITS, Settings, problem_with
from maskapp.settings.settings_file import load_settings
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


def test_without_a_file_all_settings_are_defaults(file: Path) -> None:
    assert load_settings(file) == (Settings(), [])
    assert not file.exists()


def test_values_are_read(file: Path) -> None:
    values = asdict(UNLIKE_DEFAULTS)
    assert all(values[name] != getattr(Settings(), name) for name in NAMES)
    assert load(file, values) == (UNLIKE_DEFAULTS, [])


def test_the_limits_themselves_are_accepted(file: Path) -> None:
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
def test_a_number_that_cannot_be_used_is_replaced_and_reported(
    file: Path, name: str, value: object
) -> None:
    settings, notices = load(file, {name: value})
    assert settings == Settings()
    (notice,) = notices
    assert name in notice
    assert "\n" not in notice


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("value", [None, 0, 1, 0.0, "true", "", [], {}], ids=repr)
def test_only_true_and_false_are_accepted_for_a_switch(
    file: Path, name: str, value: object
) -> None:
    settings, notices = load(file, {name: value})
    assert settings == Settings()
    assert len(notices) == 1
    assert name in notices[0]


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("value", [None, True, 0, "", "Dark", "plain ", "purple", [], {}], ids=repr)
def test_only_the_choices_are_accepted(file: Path, name: str, value: object) -> None:
    settings, notices = load(file, {name: value})
    assert settings == Settings()
    assert len(notices) == 1
    for choice in LIMITS[name]["choices"]:
        assert load(file, {name: choice}) == (replace(Settings(), **{name: choice}), [])


@pytest.mark.parametrize("name", ["recording_folder", "model_file"])
@pytest.mark.parametrize("value", [None, 1, "here", "./a", "a\0b", "/" + "a" * 5000, ["/"]])
def test_only_a_full_path_is_accepted(file: Path, name: str, value: object) -> None:
    settings, notices = load(file, {name: value})
    assert settings == Settings()
    assert len(notices) == 1


@pytest.mark.parametrize("name", ["detection_size_px", "detection_every_n_frames"])
def test_a_fraction_is_not_a_whole_number(file: Path, name: str) -> None:
    settings, notices = load(file, {name: 2.5})
    assert settings == Settings()
    assert "is not a whole number" in notices[0]


def test_other_values_are_used_beside_a_bad_one(file: Path) -> None:
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
def test_a_damaged_file_is_replaced_by_defaults_and_reported(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    settings, notices = load_settings(file)
    assert settings == Settings()
    (notice,) = notices
    assert str(file) in notice
    assert "\n" not in notice


@pytest.mark.parametrize("content", [[], [1], 1, None, "text", True])
def test_json_other_than_an_object_is_replaced_and_reported(file: Path, content: object) -> None:
    settings, notices = load(file, content)
    assert settings == Settings()
    assert len(notices) == 1


def test_a_path_that_is_not_a_file_is_replaced_and_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "settings.json"):
        settings, notices = load_settings(path)
        assert settings == Settings()
        assert len(notices) == 1
