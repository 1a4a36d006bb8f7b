from hashlib import sha256
from pathlib import Path

from maskapp.records import Box, MaskLabel
from maskapp.training.data.corrections import read_rows
from maskapp.training.data.face_attributes import ATTRIBUTES, FACE_ATTRIBUTES, with_attributes
from maskapp.training.data.sample import Sample

HEAD = "file,sha256,x1,y1,x2,y2,drawn,skin,beard,glasses,head\n"


def face(folder: Path, name: str, left: float = 1.2) -> Sample:
    """A face in a file that holds its own name."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(name)
    return Sample(path, MaskLabel.WITH_MASK, "web", "1", Box(left, 2, left + 20, 40))


def digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]


def test_listed_faces_get_their_attributes(tmp_path: Path) -> None:
    scene = "images/a.png"
    faces = [
        face(tmp_path, "with_mask/a.png"),
        face(tmp_path, "with_mask/b.png"),
        face(tmp_path, "with_mask/other.png"),
        face(tmp_path, scene, 1.2),
        face(tmp_path, scene, 50.6),
        face(tmp_path, scene, 90),
    ]
    listed = tmp_path / "list.csv"
    listed.write_text(
        f"{HEAD}with_mask/a.png,{digest('with_mask/a.png')},,,,,yes,dark,no,none,cap\n"
        f"with_mask/other.png,{digest('another file')},,,,,yes,light,no,none,none\n"
        f"{scene},{digest(scene)},51,2,71,40,yes,light,yes,glasses,none\n"
        f"{scene},{digest(scene)},1,2,21,40,no,medium,hidden,none,hood\n"
    )
    found = with_attributes(faces, listed)
    assert [one.sample for one in found] == [faces[0], faces[3], faces[4]]
    assert [one.values["head"] for one in found] == ["cap", "hood", "none"]
    assert found[0].values == {"skin": "dark", "beard": "no", "glasses": "none", "head": "cap"}


def test_every_listed_face_has_a_value_of_each_attribute() -> None:
    rows = read_rows(FACE_ATTRIBUTES)
    names = {(row["file"], *(row[side] for side in Box._fields)) for row in rows}
    assert len(names) == len(rows)
    assert sum(row["drawn"] == "yes" for row in rows) == 400
    for row in rows:
        assert len(bytes.fromhex(row["sha256"])) == 8
        assert row["drawn"] in {"yes", "no"}
        assert all(row[name] in values for name, values in ATTRIBUTES.items())
        assert all(row[side] for side in Box._fields) == row["file"].startswith("images/")
