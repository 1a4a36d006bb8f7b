import json
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.training.detector.check.record import DETECTOR_HASH, is_check_of
from maskapp.training.fitting.record import NETWORK_HASH, file_hash


def test_the_check_of_the_program_belongs_to_its_detector_and_classifier() -> None:
    """One of another detector would confirm and reject the wrong boxes, and nobody would see it."""
    check = paths.face_check()
    assert is_check_of(check, paths.face_detector())
    record = json.loads(check.with_suffix(".json").read_text(encoding="utf-8"))
    assert record["trunk_sha256"] == file_hash(paths.mask_network())
    assert record[NETWORK_HASH] == file_hash(check.with_suffix(".keras"))


@pytest.mark.parametrize("text", [None, "", "[]", "{}", f'{{"{DETECTOR_HASH}": "00"}}'])
def test_a_check_of_no_or_another_detector(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "face_check.json").write_text(text)
    assert not is_check_of(tmp_path / "face_check.tflite", paths.face_detector())
