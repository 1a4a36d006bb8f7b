import os
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.commands.detect.sharing.fingerprints import (
    file_size,
    fingerprint,
    is_folder,
    model_fingerprint,
    options_of,
    seen_file,
)
from maskapp.errors import ModelError
from maskapp.settings.settings import Settings
from tests.support.command_line import write_picture


def test_a_fingerprint_is_a_file_name_of_any_values() -> None:
    name = os.fsdecode(b"caf\xe9\n.png")
    assert fingerprint([name, 1], None) == fingerprint([name, 1], None)
    assert fingerprint([name, 1], None) != fingerprint([name, 1], "")
    assert fingerprint(name).isalnum()


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    states = [seen_file(str(path))]
    path.write_bytes(b"1")
    states.append(seen_file(str(path)))
    path.write_bytes(b"12")
    states.append(seen_file(str(path)))
    os.utime(path, ns=(0, 5))
    states.append(seen_file(str(path)))
    assert len({fingerprint(state) for state in states}) == 4
    assert file_size(str(path)) == 2


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.png")
    assert is_folder(str(tmp_path))
    for text in (str(path), "demo", "", "none", "a" * 5000, "a\0b"):
        assert not is_folder(text)
    assert file_size(str(tmp_path)) is None


@pytest.mark.parametrize("text", ["none.png", "a" * 5000, "a\0b"])
def test_what_cannot_be_seen_has_only_its_path(text: str) -> None:
    assert len(seen_file(text)) <= 2
    assert file_size(text) is None


def test_the_demo_is_a_file() -> None:
    assert seen_file("demo") == seen_file(str(paths.demo_clip()))


def test_a_model_is_known_by_its_content_and_what_is_stated(tmp_path: Path) -> None:
    model = tmp_path / "m.tflite"
    model.write_bytes(b"1")
    first = model_fingerprint(model)
    model.with_suffix(".json").write_text('{"labels": ["with_mask", "without_mask"]}')
    second = model_fingerprint(model)
    model.write_bytes(b"2")
    assert len({first, second, model_fingerprint(model)}) == 3
    with pytest.raises(ModelError, match=r"none\.tflite"):
        model_fingerprint(tmp_path / "none.tflite")


def test_only_settings_that_detect_follows_are_options() -> None:
    def options(**settings: object) -> dict:
        return options_of(Settings(**settings), "model", None)

    usual = options()
    assert options(theme="dark", model_file="/other.tflite", blur_faces=True) == usual
    for setting in ("smoothing_s", "violation_after_s", "violation_cooldown_s"):
        assert options(**{setting: 4.5}) != usual
    assert options_of(Settings(), "model", 3) != usual
    assert options_of(Settings(), "other", None) != usual
