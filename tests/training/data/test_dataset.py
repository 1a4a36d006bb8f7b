import csv
from collections import Counter
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError, MaskappError
from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box, MaskLabel
from maskapp.training.data import corrections, dataset
from maskapp.training.data.dataset import intersection_over_union, locate_faces, read_samples
from maskapp.training.data.sample import Sample, height_band
from maskapp.training.data.sampling import split_by_group

WITH, WITHOUT, WRONG = CLASS_LABELS
SMALL_BOX = Box(0, 0, 10, 10)
COLUMNS = ["file", "label", "source", "group", "x1", "y1", "x2", "y2"]
ROWS = [
    ["with_mask/a.png", "with_mask", "web", "1", 1, 2, 11, 22.5],
    ["without_mask/b.png", "without_mask", "street", "2", 0, 0, 10, 10],
]


def write_manifest(folder: Path, rows, columns=COLUMNS, encoding="utf-8") -> Path:
    with (folder / "manifest.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return folder


def sample(label=WITH, source="web", group="1", box=SMALL_BOX) -> Sample:
    return Sample(Path("unused.png"), label, source, group, box)


def write_picture(path: Path, image=None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((60, 60, 3), 90, np.uint8) if image is None else image)


def test_a_manifest_says_what_there_is(tmp_path: Path) -> None:
    first, second = read_samples(write_manifest(tmp_path, ROWS))
    assert (first.path, first.label) == (tmp_path / "with_mask/a.png", WITH)
    assert (first.source, first.group) == ("web", "1")
    assert first.box == Box(1, 2, 11, 22.5)
    assert first.landmarks is None
    assert (first.band, second.band) == ("20_40", "lt20")


@pytest.mark.parametrize(
    "row",
    [
        ["a.png", "masked", "web", "1", 1, 2, 3, 4],
        ["a.png", "uncertain", "web", "1", 1, 2, 3, 4],
        ["a.png", "", "web", "1", 1, 2, 3, 4],
        ["a.png", "with_mask", "web", "1", "left", 2, 3, 4],
        ["a.png", "with_mask", "web", "1", "", 2, 3, 4],
        ["a.png", "with_mask", "web", "1", "nan", 2, 3, 4],
        ["a.png", "with_mask", "web", "1", 1, 2, 3, "inf"],
        ["a.png", "with_mask", "web", "1", 1, 2, 3],
        ["a.png", "with_mask"],
        ["a.png" * 50_000, "with_mask", "web", "1", 1, 2, 3, 4],
    ],
    ids=lambda row: ",".join(map(str, row))[:30],
)
def test_a_bad_row_is_told(tmp_path: Path, row: list) -> None:
    write_manifest(tmp_path, [*ROWS, row])
    with pytest.raises(DatasetError, match=r"manifest\.csv") as raised:
        read_samples(tmp_path)
    assert "\n" not in str(raised.value)


def test_a_manifest_of_another_kind_is_told(tmp_path: Path) -> None:
    write_manifest(tmp_path, ROWS, columns=["name", *COLUMNS[1:]])
    with pytest.raises(DatasetError, match=r"manifest\.csv cannot be understood"):
        read_samples(tmp_path)
    write_manifest(tmp_path, [[*ROWS[0][:2], "Müller", *ROWS[0][3:]], ROWS[1]], encoding="utf-16")
    with pytest.raises(DatasetError, match=r"manifest\.csv cannot be understood"):
        read_samples(tmp_path)


def test_a_manifest_of_nothing_is_told(tmp_path: Path) -> None:
    write_manifest(tmp_path, [])
    with pytest.raises(DatasetError, match=r"has no pictures; .* with_mask, without_mask"):
        read_samples(tmp_path)


def test_one_label_is_enough_to_be_judged(tmp_path: Path) -> None:
    write_manifest(tmp_path, ROWS[1:])
    assert [one.label for one in read_samples(tmp_path)] == [WITHOUT]


def test_folders_without_a_manifest(tmp_path: Path) -> None:
    for name in ("with_mask/b.jpg", "with_mask/a.PNG", "without_mask/far/c.webp", "other/d.jpg",
                 "with_mask/.thumbs/b.jpg"):  # fmt: skip
        write_picture(tmp_path / name)
    for name in ("with_mask/notes.txt", "with_mask/._a.png"):
        (tmp_path / name).write_text("no picture")
    samples = read_samples(tmp_path)
    assert [(one.path.name, one.label) for one in samples] == [
        ("a.PNG", WITH),
        ("b.jpg", WITH),
        ("c.webp", WITHOUT),
    ]
    assert all(one.box is None for one in samples)
    assert len({one.group for one in samples}) == 3


def test_the_split_does_not_depend_on_how_the_folder_is_spelt(tmp_path: Path, monkeypatch) -> None:
    """Else a training that is gone on with would validate on what it has learnt."""
    for i in range(20):
        write_picture(tmp_path / "data" / "with_mask" / f"{i}.png")
        write_picture(tmp_path / "data" / "without_mask" / f"{i}.png")
    monkeypatch.chdir(tmp_path)
    spelt = (tmp_path / "data", Path("data"), Path("data/../data"))
    held_out = [split_by_group(read_samples(folder), 0.5, 1)[1] for folder in spelt]
    names = [[(one.label, one.path.name) for one in samples] for samples in held_out]
    assert names[0] == names[1] == names[2]


def test_a_missing_or_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="There is no folder"):
        read_samples(tmp_path / "none")
    with pytest.raises(DatasetError, match="has no pictures"):
        read_samples(tmp_path)


def test_bands_join_without_gaps() -> None:
    heights = (0, 19.9, 20, 39.9, 40, 79.9, 80, 5000)
    expected = ["lt20", "lt20", "20_40", "20_40", "40_80", "40_80", "ge80", "ge80"]
    assert [height_band(height) for height in heights] == expected


def test_overlap() -> None:
    a = Box(0, 0, 10, 10)
    assert intersection_over_union(a, a) == 1
    assert intersection_over_union(a, Box(5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert intersection_over_union(a, Box(2, 2, 4, 4)) == pytest.approx(0.04)
    for apart in (Box(10, 0, 20, 10), Box(20, 20, 30, 30), Box(0, -5, 10, 0)):
        assert intersection_over_union(a, apart) == 0


@pytest.fixture
def faces_dir(tmp_path: Path, portrait) -> Path:
    """A portrait with its face marked as people do, one marked elsewhere, and a wall."""
    face = portrait[30:240, 130:320]
    for name in ("with_mask/a.png", "without_mask/b.png"):
        write_picture(tmp_path / "marked" / name, face)
    write_picture(tmp_path / "marked" / "without_mask/wall.png")
    rows = [
        ["with_mask/a.png", "with_mask", "web", "1", 45, 40, 130, 145],
        ["without_mask/b.png", "without_mask", "web", "2", 150, 170, 180, 200],
        ["without_mask/wall.png", "without_mask", "web", "3", 10, 10, 40, 40],
    ]
    return write_manifest(tmp_path / "marked", rows)


def test_faces_get_the_box_and_landmarks_of_the_detector(faces_dir: Path) -> None:
    samples = read_samples(faces_dir)
    found, elsewhere, wall = locate_faces(samples)
    assert found.box != samples[0].box
    assert intersection_over_union(found.box, samples[0].box) > 0.5
    assert found.landmarks.shape == (5, 2)
    assert (elsewhere.box, elsewhere.landmarks) == (samples[1].box, None)
    assert (wall.box, wall.landmarks) == (samples[2].box, None)


def test_without_a_box_the_largest_face_is_taken_and_walls_are_left_out(faces_dir: Path) -> None:
    (faces_dir / "manifest.csv").unlink()
    located = locate_faces(read_samples(faces_dir))
    assert [one.path.name for one in located] == ["a.png", "b.png"]
    assert all(one.box.height > 60 for one in located)


def test_answers_are_kept_until_the_pictures_change(faces_dir: Path, monkeypatch) -> None:
    cache = faces_dir / "work" / "faces.npz"
    samples = read_samples(faces_dir)
    first = locate_faces(samples, cache)
    assert [file.name for file in cache.parent.iterdir()] == ["faces.npz"]

    def no_detector(**_: object) -> None:
        raise AssertionError("was kept in vain")

    with monkeypatch.context() as patched:
        patched.setattr(dataset, "CenterFaceDetector", no_detector)
        again = locate_faces(samples, cache)
        for one, other in zip(first, again, strict=True):
            assert one.box == pytest.approx(other.box)
            assert (one.landmarks is None) == (other.landmarks is None)
        assert np.array_equal(first[0].landmarks, again[0].landmarks)

    write_picture(faces_dir / "with_mask" / "a.png")
    changed = locate_faces(samples, cache)
    assert changed[0].landmarks is None
    assert len(locate_faces(samples[1:], cache)) == 2


@pytest.mark.parametrize("cached", [True, False])
def test_pictures_that_are_missing_or_broken_are_told(faces_dir: Path, cached: bool) -> None:
    cache = faces_dir / "faces.npz" if cached else None
    samples = read_samples(faces_dir)
    picture = faces_dir / "with_mask" / "a.png"
    picture.write_bytes(b"")
    with pytest.raises(MaskappError, match=r"a\.png"):
        locate_faces(samples, cache)
    picture.unlink()
    with pytest.raises(MaskappError, match=r"a\.png cannot be read|cannot be read: .*a\.png"):
        locate_faces(samples, cache)


def test_known_wrong_labels_are_corrected_or_left_out(
    faces_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But not another picture of the same name."""
    names = ("with_mask/a.png", "without_mask/b.png")
    first, second = (sha256((faces_dir / name).read_bytes()).hexdigest()[:16] for name in names)
    listed = tmp_path / "corrections.csv"
    listed.write_text(
        "file,sha256,label,reason\n"
        f"{names[0]},{first},incorrect_mask,nose\n"
        f"{names[1]},{second},,drawn\n"
        f"without_mask/wall.png,{first},with_mask,another\n"
        f"with_mask/gone.png,{first},,gone\n"
    )
    monkeypatch.setattr(corrections, "_CORRECTIONS", listed)
    write_picture(faces_dir / "with_mask" / "c.png")
    with (faces_dir / "manifest.csv").open("a") as rows:
        rows.write("with_mask/c.png,with_mask,web,4,10,10,40,40\n")
        rows.write("with_mask/gone.png,with_mask,web,5,10,10,40,40\n")
    labels = {sample.path.name: sample.label for sample in read_samples(faces_dir)}
    assert labels == {
        "a.png": MaskLabel.INCORRECT_MASK,
        "c.png": MaskLabel.WITH_MASK,
        "gone.png": MaskLabel.WITH_MASK,
        "wall.png": MaskLabel.WITHOUT_MASK,
    }


def test_groups_that_share_a_photograph_are_one(
    faces_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "copies.csv"
    copies.write_text("file,group\nwith_mask/a.png,one\nwithout_mask/b.png,one\n")
    monkeypatch.setattr(corrections, "_NEAR_DUPLICATES", copies)
    groups = {sample.path.name: sample.group for sample in read_samples(faces_dir)}
    assert groups == {"a.png": "one", "b.png": "one", "wall.png": "3"}
    apart = {sample.group for sample in read_samples(faces_dir, joins_copies=False)}
    assert apart == {"1", "2", "3"}, "as one wants them to look for copies"


def test_the_list_of_copies_is_sound() -> None:
    with corrections._NEAR_DUPLICATES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    members = {row["file"]: row["group"] for row in rows}
    assert len(members) == len(rows) > 0
    assert all(members[group] == group for group in members.values()), "named after its first"
    assert min(Counter(members.values()).values()) > 1


def test_the_list_of_corrections_is_sound() -> None:
    with corrections._CORRECTIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["file"] for row in rows}) == len(rows) > 0
    for row in rows:
        assert row["reason"]
        assert len(bytes.fromhex(row["sha256"])) == 8
        assert row["label"] in {"", *CLASS_LABELS}
        assert row["label"] != row["file"].split("/")[0]


def test_many_unreadable_pictures_are_named_and_counted(faces_dir: Path) -> None:
    for i in range(7):
        (faces_dir / "with_mask" / f"broken{i}.png").write_bytes(b"no picture")
    (faces_dir / "manifest.csv").unlink()
    with pytest.raises(DatasetError, match=r"broken0\.png.*broken4\.png and 2 more; repair"):
        locate_faces(read_samples(faces_dir))
