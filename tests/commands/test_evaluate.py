import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.commands import evaluate as module
from maskapp.commands.evaluate import evaluate
from maskapp.errors import DatasetError, OutputError
from maskapp.opencv import cv2
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.training.measuring.scene_search import SceneSearch
from maskapp.training.rendering.mask_styles import random_style
from maskapp.training.rendering.render_mask import Wear, render_mask


@pytest.fixture
def tile(portrait) -> np.ndarray:
    return np.ascontiguousarray(portrait[0:256, 96:352])


def test_faces_are_measured_and_shown(tile, tmp_path: Path, capfd) -> None:
    (face,) = LiteRTFaceDetector().detect(tile, 320)
    for label in ("with_mask", "without_mask"):
        (tmp_path / "data" / label).mkdir(parents=True)
    for i in range(4):
        rng = np.random.default_rng(i)
        masked = render_mask(tile, face.landmarks, face.box, Wear.PROPER, random_style(rng), rng)
        cv2.imwrite(str(tmp_path / "data" / "with_mask" / f"{i}.png"), masked)
        bare = np.clip(tile * rng.uniform(0.7, 1.2), 0, 255).astype(np.uint8)
        cv2.imwrite(str(tmp_path / "data" / "without_mask" / f"{i}.png"), bare)
    model = paths.default_model()
    gallery = tmp_path / "new" / "gallery"
    evaluate("faces", tmp_path / "data", model, model, tmp_path / "numbers.json", gallery)
    numbers = json.loads((tmp_path / "numbers.json").read_text(), parse_constant=pytest.fail)
    assert {"samples", "accuracy", "per_class", "by_source"} <= set(numbers)
    assert numbers["samples"] == 8
    assert set(numbers["per_class"]) == {"with_mask", "without_mask", "incorrect_mask"}
    assert set(numbers["per_class"]["with_mask"]) == {"precision", "recall", "f1", "support"}
    assert numbers["per_class"]["without_mask"]["recall"] == 1
    assert numbers["by_source"]["data"]["samples"] == 8
    assert {"confusion", "calibration", "uncertain", "by_source_height"} <= set(numbers)
    page = (gallery / "index.html").read_text(encoding="utf-8")
    assert hashlib.sha256(model.read_bytes()).hexdigest() in page
    assert model.name in page
    assert page.count("<img") >= 8
    assert [file.name for file in gallery.iterdir()] == ["index.html"]
    if os.name == "posix":
        assert gallery.stat().st_mode & 0o777 == 0o700
        assert (gallery / "index.html").stat().st_mode & 0o777 == 0o600
    out, err = capfd.readouterr()
    assert "8 faces" in out
    assert err == ""


def test_scenes_are_measured_and_shown(tile, tmp_path: Path, capfd) -> None:
    (face,) = LiteRTFaceDetector().detect(tile, 512)
    (tmp_path / "images").mkdir()
    cv2.imwrite(str(tmp_path / "images" / "six.png"), np.tile(tile, (2, 3, 1)))
    x, y = face.box.x1, face.box.y1
    boxes = [
        [x + 256 * column, y + 256 * row, face.box.width, face.box.height]
        for row in range(2)
        for column in range(3)
    ]
    content = {
        "categories": [{"id": 2, "name": "without_mask"}],
        "images": [{"id": 1, "file_name": "six.png"}],
        "annotations": [{"image_id": 1, "category_id": 2, "bbox": box} for box in boxes],
    }
    (tmp_path / "annotations.json").write_text(json.dumps(content))
    model = paths.default_model()
    evaluate("scenes", tmp_path, model, model, tmp_path / "numbers.json", tmp_path / "gallery")
    numbers = json.loads((tmp_path / "numbers.json").read_text(), parse_constant=pytest.fail)
    assert {"images", "faces", "recall", "precision", "map50"} <= set(numbers)
    assert (numbers["images"], numbers["faces"]) == (1, 6)
    assert set(numbers["recall"]) == {"all", "lt20", "20_40", "40_80", "ge80"}
    assert numbers["recall"]["all"] == numbers["recall"]["ge80"] == 1
    assert numbers["precision"] == 1
    assert "<img" in (tmp_path / "gallery" / "index.html").read_text(encoding="utf-8")
    assert numbers["map50"]["without_mask"] == numbers["map50"]["mean"] == pytest.approx(1)
    out, err = capfd.readouterr()
    assert "6 faces" in out
    assert err == ""


def test_the_face_check_of_another_detector_is_named(tile, tmp_path: Path, capfd) -> None:
    (tmp_path / "images").mkdir()
    cv2.imwrite(str(tmp_path / "images" / "one.png"), tile)
    box = {"image_id": 1, "category_id": 2, "bbox": [76, 70, 90, 130]}
    content = {
        "categories": [{"id": 2, "name": "without_mask"}],
        "images": [{"id": 1, "file_name": "one.png"}],
        "annotations": [box],
    }
    (tmp_path / "annotations.json").write_text(json.dumps(content))
    other = tmp_path / "other.tflite"
    other.write_bytes(paths.face_detector().read_bytes() + b"\0" * 16)
    model = paths.default_model()
    for detector, is_live, expected in (
        (other, True, f"{other} is measured with the face check of another detector; "),
        (other, False, ""),
        (paths.face_detector(), True, ""),
    ):
        search = SceneSearch(detector, is_live=is_live)
        evaluate("scenes", tmp_path, model, model, search=search)
        err = capfd.readouterr().err
        assert err.startswith(expected)
        assert bool(err) is bool(expected)


def test_an_unwritable_gallery_is_reported_before_measuring(tmp_path: Path) -> None:
    """The data is missing as well, but that is not reported."""
    model = paths.default_model()
    taken = tmp_path / "taken"
    taken.touch()
    (tmp_path / "full" / "index.html").mkdir(parents=True)
    for folder, words in {
        taken: "taken: it is a file",
        taken / "below": "its folder is a file",
        tmp_path / "full": "index.html: it is a folder",
    }.items():
        with pytest.raises(OutputError, match=words):
            evaluate("faces", tmp_path / "no data", model, model, gallery_dir=folder)


def test_a_wrong_name_leaves_nothing_behind(tmp_path: Path) -> None:
    model = paths.default_model()
    with pytest.raises(DatasetError):
        evaluate(
            "faces", tmp_path / "typo", model, model, tmp_path / "a.json", tmp_path / "new" / "g"
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_page", [True, False])
def test_the_tables_are_printed_whatever_becomes_of_the_files(
    tile, tmp_path: Path, capfd, monkeypatch, is_page
) -> None:
    def disk_full(*_: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr(module, "_write_page" if is_page else "write_json", disk_full)
    (tmp_path / "data" / "without_mask").mkdir(parents=True)
    cv2.imwrite(str(tmp_path / "data" / "without_mask" / "a.png"), tile)
    model, numbers = paths.default_model(), tmp_path / "numbers.json"
    with pytest.raises(OutputError, match="the disk is full"):
        evaluate("faces", tmp_path / "data", model, model, numbers, tmp_path / "gallery")
    assert "1 faces" in capfd.readouterr().out
    assert numbers.exists() == is_page


def test_the_numbers_are_written_even_if_nobody_reads_the_tables(
    tile, tmp_path: Path, monkeypatch
) -> None:
    def closed(_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(module, "_print", closed)
    (tmp_path / "without_mask").mkdir()
    cv2.imwrite(str(tmp_path / "without_mask" / "a.png"), tile)
    model = paths.default_model()
    with pytest.raises(BrokenPipeError):
        evaluate("faces", tmp_path, model, model, tmp_path / "numbers.json", tmp_path / "page")
    assert json.loads((tmp_path / "numbers.json").read_text())["samples"] == 1
    assert "<html" in (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
