import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.opencv import cv2
from maskapp.records import MaskLabel
from maskapp.training.data import coco
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import is_held_out, split_by_group
from maskapp.training.detector.pictures import list_pictures
from maskapp.training.detector.teaching import teach


def faces_dir(folder: Path, *rows: tuple[str, str]) -> Path:
    folder.mkdir()
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "label", "source", "group", "x1", "y1", "x2", "y2"])
        for name, source in rows:
            writer.writerow([f"with_mask/{name}", "with_mask", source, name, 1, 2, 30, 40])
    return folder


def test_whole_pictures_and_close_faces_are_listed(coco_dir: Path, tmp_path: Path, capsys) -> None:
    close = faces_dir(tmp_path / "faces", ("a.png", "web"), ("b.png", "voc"))
    listed = list_pictures([close, coco_dir])
    (closeup,) = [picture for picture in listed if picture.is_closeup]
    assert (closeup.source, closeup.labels) == ("web", (MaskLabel.WITH_MASK,))
    assert capsys.readouterr().out.startswith("Close-ups left out: 1 of voc, ")
    assert closeup.boxes.tolist() == [[1, 2, 30, 40]]
    scenes = [picture for picture in listed if not picture.is_closeup]
    assert len(scenes) == 12
    assert scenes[0].group == "g0"
    assert scenes[0].boxes.tolist() == [[76, 70, 166, 200]]


def test_a_face_without_a_certain_label_is_still_a_face(coco_dir: Path, monkeypatch) -> None:
    monkeypatch.setattr(coco, "with_corrected_scene_labels", lambda _: [])
    assert len(list_pictures([coco_dir])) == 12


def test_a_crowd_is_an_ignored_area_and_no_face(tmp_path: Path) -> None:
    (tmp_path / "street").mkdir()
    boxes = [{"bbox": [1, 2, 30, 40]}, {"bbox": [50, 0, 200, 40], "iscrowd": 1}]
    content = {
        "categories": [{"id": 1, "name": "with_mask"}],
        "images": [{"id": 1, "file_name": "a.png"}],
        "annotations": [{"image_id": 1, "category_id": 1, **box} for box in boxes],
    }
    (tmp_path / "street" / "annotations.json").write_text(json.dumps(content))
    (picture,) = list_pictures([tmp_path / "street"])
    assert picture.boxes.tolist() == [[1, 2, 31, 42]]
    assert picture.ignored.tolist() == [[50, 0, 250, 40]]
    (taught,) = teach([picture], [np.empty((0, 15), np.float32)], {})
    assert taught.ignored.tolist() == [[50, 0, 250, 40]]


def test_faces_of_a_folder_of_labels_are_located(
    coco_dir: Path, labelled_dir: Path, tmp_path: Path, capsys
) -> None:
    """They have no boxes; without one, each would be dropped without a word."""
    folder = tmp_path / "mine"
    for label in ("with_mask", "without_mask"):
        (folder / label).mkdir(parents=True)
        shutil.copy(labelled_dir / label / "0.png", folder / label)
    cv2.imwrite(str(folder / "with_mask" / "wall.png"), np.full((60, 60, 3), 90, np.uint8))
    cache = tmp_path / "work" / "faces.npz"
    closeups = [one for one in list_pictures([folder, coco_dir], cache) if one.is_closeup]
    assert [one.labels for one in closeups] == [(MaskLabel.WITH_MASK,), (MaskLabel.WITHOUT_MASK,)]
    for one in closeups:
        (x1, y1, x2, y2) = one.boxes[0]
        assert 0 < x1 < x2 < 190
        assert 0 < y1 < y2 < 210
    assert cache.is_file()
    assert capsys.readouterr().out == "No face was found in 1 pictures; they are left out.\n"


def test_close_faces_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"learns from whole pictures.*annotations\.json"):
        list_pictures([faces_dir(tmp_path / "faces", ("a.png", "web"))])


def test_detector_and_judge_keep_the_same_groups_apart() -> None:
    samples = [
        Sample(Path(f"{i}.png"), label, "s", f"g{i}", None)
        for i in range(400)
        for label in (MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK)
    ]
    _, apart = split_by_group(samples, 0.12, 1)
    assert {s.group for s in apart} == {s.group for s in samples if is_held_out(s.group, 0.12, 1)}
    assert 0.05 < np.mean([is_held_out(f"g{i}", 0.12, 1) for i in range(400)]) < 0.2
