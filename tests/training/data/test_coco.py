import json
import math
from pathlib import Path

import pytest

from maskapp.errors import DatasetError
from maskapp.records import MaskLabel
from maskapp.training.data import coco
from maskapp.training.data.coco import read_scenes


def write(folder: Path, **changes: object) -> None:
    content = {
        "categories": [{"id": 1, "name": "with_mask"}],
        "images": [{"id": 7, "file_name": "a.png", "group": 5}, {"id": 8, "file_name": "b.png"}],
        "annotations": [{"image_id": 7, "category_id": 1, "bbox": [1, 2, 30, 40]}],
    }
    (folder / "annotations.json").write_text(json.dumps(content | changes))


def test_pictures_and_their_faces_are_read(tmp_path: Path) -> None:
    write(tmp_path)
    first, second = read_scenes(tmp_path)
    assert (first.file, first.group) == (tmp_path / "images" / "a.png", "5")
    (face,) = first.faces
    assert (face.box, face.label) == ((1, 2, 31, 42), MaskLabel.WITH_MASK)
    assert face.band == "40_80"
    assert (second.group, second.faces) == ("b.png", ())


def test_categories_that_no_box_has_do_not_matter(tmp_path: Path) -> None:
    """Roboflow writes one above all others, and other tools all that a project has."""
    names = ["mask-faces", "with_mask", "person", None]
    write(tmp_path, categories=[{"id": i, "name": name} for i, name in enumerate(names)])
    assert read_scenes(tmp_path)[0].faces[0].label is MaskLabel.WITH_MASK


def test_a_crowd_is_an_ignored_area_whatever_its_category(tmp_path: Path) -> None:
    crowd = {"image_id": 7, "category_id": 2, "bbox": [50, 0, 200, 40], "iscrowd": 1}
    face = {"image_id": 7, "category_id": 1, "bbox": [1, 2, 30, 40], "iscrowd": 0}
    categories = [{"id": 1, "name": "with_mask"}, {"id": 2, "name": "people"}]
    write(tmp_path, categories=categories, annotations=[crowd, face])
    scene, other = read_scenes(tmp_path)
    assert [face.box for face in scene.faces] == [(1, 2, 31, 42)]
    assert scene.ignored == ((50, 0, 250, 40),)
    assert other.ignored == ()


@pytest.mark.parametrize("none", [{}, {"group": None}, {"group": ""}])
def test_pictures_without_a_group_are_groups_of_their_own(tmp_path: Path, none: dict) -> None:
    images = [{"id": i, "file_name": name, **none} for i, name in ((7, "a.png"), (8, "b.png"))]
    write(tmp_path, images=images)
    assert [scene.group for scene in read_scenes(tmp_path)] == ["a.png", "b.png"]


def test_groups_that_share_a_photograph_are_joined(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(coco, "scene_groups", lambda: {"a.png": "other"})
    write(tmp_path)
    assert read_scenes(tmp_path)[0].group == "other"


def test_annotations_of_unknown_pictures_are_an_error(tmp_path: Path) -> None:
    write(tmp_path, annotations=[{"image_id": 9, "category_id": 1, "bbox": [1, 2, 3, 4]}])
    with pytest.raises(DatasetError, match="does not list"):
        read_scenes(tmp_path)


def test_wrong_labels_are_corrected_unless_only_the_boxes_matter(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(coco, "with_corrected_scene_labels", lambda scenes: scenes[:1])
    write(tmp_path)
    assert len(read_scenes(tmp_path)) == 1
    assert len(read_scenes(tmp_path, corrects_labels=False)) == 2


@pytest.mark.parametrize("name", ["Masked", "with mask"])
def test_other_names_of_the_labels_are_known(tmp_path: Path, name: str) -> None:
    write(tmp_path, categories=[{"id": 1, "name": name}])
    assert read_scenes(tmp_path)[0].faces[0].label is MaskLabel.WITH_MASK


@pytest.mark.parametrize("name", ["hat", "uncertain", None, 5])
def test_a_label_that_is_not_learned_is_an_error(tmp_path: Path, name: object) -> None:
    write(tmp_path, categories=[{"id": 1, "name": name}])
    problem = rf"a\.png: the label {name} is none of with_mask, .*; rename it, or remove its faces"
    with pytest.raises(DatasetError, match=problem):
        read_scenes(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"bbox": [math.nan, 1, 2, 3]},
        {"bbox": [1, 2, -3, 4]},
        {"bbox": [1, 2, 3, 0]},
        {"bbox": [0, 0, 200_000, 200_000]},
        {"bbox": [10**400, 1, 2, 3]},
        {"bbox": [1, 2, 3]},
        {"bbox": None},
        {"bbox": [1, 2, [3], 4]},
        {"bbox": [math.nan, 1, 2, 3], "iscrowd": 1},
        {"category_id": 4},
    ],
    ids=lambda changes: str(changes)[:30],
)
def test_a_bad_annotation_is_named_with_its_picture(tmp_path: Path, changes: dict) -> None:
    good = {"image_id": 7, "category_id": 1, "bbox": [1, 2, 30, 40]}
    write(tmp_path, annotations=[good, good | changes])
    with pytest.raises(DatasetError, match=r"annotations\.json, picture a\.png: ") as raised:
        read_scenes(tmp_path)
    assert len(str(raised.value)) < 500


@pytest.mark.parametrize(
    "name", ["a\0.png", "\ud800.png", "", 5, None, "../a.png", "b/../../a.png", "/tmp/a.png"]
)
def test_a_name_that_no_picture_of_the_folder_can_have_is_an_error(
    tmp_path: Path, name: object
) -> None:
    write(tmp_path, images=[{"id": 7, "file_name": name}])
    with pytest.raises(DatasetError, match=r"annotations\.json, picture "):
        read_scenes(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, "[]", "5", "", "{", '{"images": []}', '{"images": 5}', '{"images": ["a"]}'],
    ids=lambda text: text[:20],
)
def test_a_file_of_another_form_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "annotations.json").write_text(text)
    with pytest.raises(DatasetError, match=r"annotations\.json is not a COCO annotation"):
        read_scenes(tmp_path)


def test_pictures_of_one_id_are_an_error(tmp_path: Path) -> None:
    """Each of them would get the faces of all."""
    write(tmp_path, images=[{"id": 7, "file_name": name} for name in ("a.png", "b.png")])
    with pytest.raises(DatasetError, match="several pictures the same id"):
        read_scenes(tmp_path)
