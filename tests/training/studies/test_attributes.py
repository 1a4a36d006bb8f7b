import json
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.records import CLASS_LABELS, Box, MaskLabel
from maskapp.training.data import face_attributes
from maskapp.training.data.corrections import picture_digest
from maskapp.training.data.face_attributes import AttributedFace
from maskapp.training.data.sample import Sample
from maskapp.training.studies import attributes
from maskapp.training.studies.attributes import attribute_rows, study_attributes

WITH, WITHOUT, WRONG = CLASS_LABELS
PLAIN = {"skin": "light", "beard": "no", "glasses": "none", "head": "none"}


def attributed(label: MaskLabel, **values: str) -> AttributedFace:
    sample = Sample(Path("a.png"), label, "web", "1", Box(0, 0, 60, 60))
    return AttributedFace(sample, PLAIN | values)


def test_faces_are_counted_by_each_attribute_and_label() -> None:
    faces = [
        attributed(WITH),
        attributed(WITHOUT, skin="dark"),
        attributed(WRONG, skin="dark", beard="yes"),
        attributed(WRONG, skin="dark"),
    ]
    probabilities = np.array(
        [[0.99, 0, 0.01], [0.5, 0.4, 0.1], [0, 0.01, 0.99], [0.3, 0.1, 0.6]], np.float32
    )
    rows = attribute_rows(faces, probabilities)
    assert list(rows) == [
        "all",
        "skin light",
        "skin dark",
        "beard yes",
        "beard no",
        "glasses none",
        "head none",
    ]
    dark = rows["skin dark"]
    assert (dark["faces"], dark["right"], dark["uncertain"]) == (3, 2, 2)
    assert dark["by_label"] == {
        "with_mask": {"faces": 0, "right": 0},
        "without_mask": {"faces": 1, "right": 0},
        "incorrect_mask": {"faces": 2, "right": 2},
    }
    assert rows["beard yes"]["right"] == 1
    assert rows["all"]["faces"] == 4


def test_the_interval_is_wilsons() -> None:
    faces = [attributed(WITH)] * 10
    probabilities = np.array([[1, 0, 0]] * 9 + [[0, 1, 0]], np.float32)
    # 9 of 10: the textbook's example
    assert attribute_rows(faces, probabilities)["all"]["interval"] == pytest.approx(
        [0.596, 0.982], abs=0.001
    )


def test_the_listed_faces_of_the_folders_are_classified(
    coco_dir: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    listed = tmp_path / "list.csv"
    rows = [
        f"images/{i}.png,{picture_digest(coco_dir / 'images' / f'{i}.png')}"
        f",76,70,166,200,yes,{skin},no,none,none\n"
        for i, skin in ((5, "light"), (6, "dark"), (7, "dark"))
    ]
    listed.write_text("file,sha256,x1,y1,x2,y2,drawn,skin,beard,glasses,head\n" + "".join(rows))
    monkeypatch.setattr(
        attributes,
        "with_attributes",
        lambda faces: face_attributes.with_attributes(faces, listed),
    )
    monkeypatch.setattr(attributes, "is_held_out", lambda group, share, seed: group != "g7")
    study_attributes([coco_dir], tmp_path)
    numbers = json.loads((tmp_path / "attributes.json").read_text())
    assert numbers["all"]["by_label"]["without_mask"] == {"faces": 2, "right": 2}
    assert numbers["skin dark"]["faces"] == 1
    markdown = (tmp_path / "attributes.md").read_text()
    assert "| skin dark | 1 | 100.0% | 20.7% to 100.0% | 0.0% | - | 1 of 1 | - |" in markdown
    assert "skin dark" in capsys.readouterr().out


def test_folders_without_a_listed_face_are_an_error(coco_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"None of the faces .* name the folders"):
        study_attributes([coco_dir], tmp_path)
