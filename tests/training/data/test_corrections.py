import csv
from hashlib import sha256
from pathlib import Path

import pytest

from maskapp.records import CLASS_LABELS, Box, MaskLabel
from maskapp.training.data.corrections import (
    LABEL_CORRECTIONS,
    NEAR_DUPLICATE_SCENES,
    NEAR_DUPLICATES,
    SCENE_LABEL_CORRECTIONS,
    listed_groups,
    with_corrected_labels,
    with_corrected_scene_labels,
    with_joined_groups,
)
from maskapp.training.data.sample import Sample
from maskapp.training.data.scene import AnnotatedFace, Scene

WITH, WITHOUT, WRONG = CLASS_LABELS


def sample(folder: Path, name: str, label: MaskLabel, group: str = "1") -> Sample:
    """A sample whose file holds its own name; "gone" in the name leaves the file out."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if "gone" not in name:
        path.write_text(name)
    return Sample(path, label, "web", group, None)


def digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]


def test_listed_labels_are_corrected_or_left_out(tmp_path: Path) -> None:
    samples = [
        sample(tmp_path, "with_mask/a.png", WITH),
        sample(tmp_path, "without_mask/b.png", WITHOUT),
        sample(tmp_path, "with_mask/c.png", WITH),
        sample(tmp_path, "without_mask/d.png", WITHOUT),
        sample(tmp_path, "with_mask/gone.png", WITH),
    ]
    listed = tmp_path / "corrections.csv"
    listed.write_text(
        "file,sha256,label,reason\n"
        f"with_mask/a.png,{digest('with_mask/a.png')},incorrect_mask,nose\n"
        f"without_mask/b.png,{digest('without_mask/b.png')},,drawn\n"
        f"without_mask/d.png,{digest('another file')},with_mask,another file\n"
        f"with_mask/gone.png,{digest('with_mask/gone.png')},,gone\n"
    )
    labels = {one.path.name: one.label for one in with_corrected_labels(samples, listed)}
    assert labels == {"a.png": WRONG, "c.png": WITH, "d.png": WITHOUT, "gone.png": WITH}


def scene(folder: Path, name: str, *faces: tuple[float, MaskLabel]) -> Scene:
    """A picture whose file holds its own name, with faces that start at a left edge."""
    file = folder / name
    file.write_text(name)
    boxes = [Box(left, 1.5, left + 20.2, 30.4) for left, _ in faces]
    return Scene(
        file,
        "1",
        tuple(
            AnnotatedFace(file, box, label) for box, (_, label) in zip(boxes, faces, strict=True)
        ),
    )


def test_listed_faces_of_whole_pictures_are_corrected_or_left_out(tmp_path: Path) -> None:
    scenes = [
        scene(tmp_path, "a.png", (10.4, WITH), (40.6, WITH), (80, WITHOUT)),
        scene(tmp_path, "b.png", (10.4, WITH)),
        scene(tmp_path, "c.png", (10.4, WITH)),
    ]
    listed = tmp_path / "corrections.csv"
    listed.write_text(
        "file,sha256,x1,y1,x2,y2,label,reason\n"
        f"a.png,{digest('a.png')},10,2,31,30,incorrect_mask,nose\n"
        f"a.png,{digest('a.png')},41,2,61,30,,drawn\n"
        f"a.png,{digest('a.png')},79,2,100,30,with_mask,no face there\n"
        f"b.png,{digest('another file')},10,2,31,30,,another file\n"
    )
    corrected = with_corrected_scene_labels(scenes, listed)
    labels = [[(face.box.x1, face.label) for face in one.faces] for one in corrected]
    assert labels == [[(10.4, WRONG), (80, WITHOUT)], [(10.4, WITH)], [(10.4, WITH)]]
    assert [one.file for one in corrected] == [one.file for one in scenes]


def test_groups_that_share_a_photograph_are_joined(tmp_path: Path) -> None:
    samples = [
        sample(tmp_path, name, WITH, group)
        for name, group in (("with_mask/a.png", "1"), ("with_mask/b.png", "2"), ("x/a.png", "3"))
    ]
    listed = tmp_path / "copies.csv"
    listed.write_text("file,group\nwith_mask/a.png,one\nwith_mask/b.png,one\n")
    joined = with_joined_groups(samples, listed)
    assert [one.group for one in joined] == ["one", "one", "3"]
    assert [one.path for one in joined] == [one.path for one in samples]


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("list_file", [NEAR_DUPLICATES, NEAR_DUPLICATE_SCENES])
def test_each_picture_is_listed_once_and_no_joined_group_has_another_name(list_file: Path) -> None:
    rows = rows_of(list_file)
    groups = listed_groups(list_file)
    assert len(groups) == len(rows) > 0
    assert all(groups.get(group, group) == group for group in groups.values())


def test_every_correction_changes_a_label_and_says_why() -> None:
    rows = rows_of(LABEL_CORRECTIONS)
    assert len({row["file"] for row in rows}) == len(rows) > 0
    for row in rows:
        assert row["reason"]
        assert len(bytes.fromhex(row["sha256"])) == 8
        assert row["label"] in {"", *CLASS_LABELS}
        assert row["label"] != row["file"].split("/")[0]


def test_every_correction_of_a_face_in_a_whole_picture_says_why() -> None:
    rows = rows_of(SCENE_LABEL_CORRECTIONS)
    faces = {(row["file"], *(int(row[side]) for side in Box._fields)) for row in rows}
    assert len(faces) == len(rows) > 0
    assert len({(row["file"], row["sha256"]) for row in rows}) == len({row["file"] for row in rows})
    for row in rows:
        assert row["reason"]
        assert len(bytes.fromhex(row["sha256"])) == 8
        assert row["label"] in {"", *CLASS_LABELS}
