import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError, MaskappError
from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box, Detection, intersection_over_union
from maskapp.training.data import dataset
from maskapp.training.data.corrections import NEAR_DUPLICATES
from maskapp.training.data.dataset import (
    locate_faces,
    read_collections,
    read_samples,
)
from maskapp.training.data.split import split_by_group

WITH, WITHOUT, WRONG = CLASS_LABELS
COLUMNS = ["file", "label", "source", "group", "x1", "y1", "x2", "y2"]
ROWS = [
    ["with_mask/a.png", "with_mask", "web", "1", 1, 2, 11, 22.5],
    ["without_mask/b.png", "without_mask", "street", "2", 0, 0, 10, 10],
]


def write_manifest(folder: Path, rows, columns=COLUMNS, encoding="utf-8") -> Path:
    with (folder / "manifest.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return folder


def write_picture(path: Path, image=None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((60, 60, 3), 90, np.uint8) if image is None else image)


def test_a_manifest_lists_the_samples(tmp_path: Path) -> None:
    first, second = read_samples(write_manifest(tmp_path, ROWS))
    assert (first.path, first.label) == (tmp_path / "with_mask/a.png", WITH)
    assert (first.source, first.group) == ("web", "1")
    assert first.box == Box(1, 2, 11, 22.5)
    assert first.landmarks is None
    assert (first.band, second.band) == ("20_40", "lt20")


@pytest.mark.parametrize(
    "row",
    [
        ["a.png", "hat", "web", "1", 1, 2, 3, 4],
        ["a.png", "uncertain", "web", "1", 1, 2, 3, 4],
        ["a.png", "", "web", "1", 1, 2, 3, 4],
        ["a.png", "with_mask", "web", "1", "left", 2, 3, 4],
        ["a.png", "with_mask", "web", "1", "", 2, 3, 4],
        ["a.png", "with_mask", "web", "1", "nan", 2, 3, 4],
        ["a.png", "with_mask", "web", "1", 1, 2, 3, "inf"],
        ["a.png", "with_mask", "web", "1", 1, 2, 3],
        ["a.png", "with_mask"],
        ["a.png"],
        ["a.png" * 50_000, "with_mask", "web", "1", 1, 2, 3, 4],
    ],
    ids=lambda row: ",".join(map(str, row))[:30],
)
def test_a_bad_row_is_an_error(tmp_path: Path, row: list) -> None:
    write_manifest(tmp_path, [*ROWS, row])
    with pytest.raises(DatasetError, match=r"manifest\.csv") as raised:
        read_samples(tmp_path)
    assert "\n" not in str(raised.value)


def test_a_manifest_with_other_columns_or_encoding_is_an_error(tmp_path: Path) -> None:
    write_manifest(tmp_path, ROWS, columns=["name", *COLUMNS[1:]])
    with pytest.raises(DatasetError, match=r"manifest\.csv cannot be understood"):
        read_samples(tmp_path)
    write_manifest(tmp_path, [[*ROWS[0][:2], "Müller", *ROWS[0][3:]], ROWS[1]], encoding="utf-16")
    with pytest.raises(DatasetError, match=r"manifest\.csv cannot be understood"):
        read_samples(tmp_path)


def test_an_empty_manifest_is_an_error(tmp_path: Path) -> None:
    write_manifest(tmp_path, [])
    with pytest.raises(DatasetError, match=r"has no pictures; .* with_mask, without_mask"):
        read_samples(tmp_path)


def test_one_label_is_enough(tmp_path: Path) -> None:
    write_manifest(tmp_path, ROWS[1:])
    assert [one.label for one in read_samples(tmp_path)] == [WITHOUT]


def test_without_a_manifest_the_folders_are_listed(tmp_path: Path) -> None:
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


def test_the_split_does_not_depend_on_how_the_folder_is_spelled(
    tmp_path: Path, monkeypatch
) -> None:
    """Otherwise a resumed training would validate on samples that it has learned from."""
    for i in range(20):
        write_picture(tmp_path / "data" / "with_mask" / f"{i}.png")
        write_picture(tmp_path / "data" / "without_mask" / f"{i}.png")
    monkeypatch.chdir(tmp_path)
    spelt = (tmp_path / "data", Path("data"), Path("data/../data"))
    held_out = [split_by_group(read_samples(folder), 0.5, 1)[1] for folder in spelt]
    names = [[(one.label, one.path.name) for one in samples] for samples in held_out]
    assert names[0] == names[1] == names[2]


def test_a_missing_or_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="There is no folder"):
        read_samples(tmp_path / "none")
    with pytest.raises(DatasetError, match="has no pictures"):
        read_samples(tmp_path)


@pytest.fixture
def faces_dir(tmp_path: Path, portrait) -> Path:
    """A portrait with a hand-drawn box, one with a box elsewhere, and a wall."""
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


def test_without_a_box_the_largest_face_is_taken(
    faces_dir: Path,
) -> None:
    (faces_dir / "manifest.csv").unlink()
    located = locate_faces(read_samples(faces_dir))
    assert [one.path.name for one in located] == ["a.png", "b.png"]
    assert all(one.box.height > 60 for one in located)


def test_damaged_pictures_are_used_and_named(faces_dir: Path, capsys) -> None:
    for folder in ("with_mask", "without_mask"):
        write_picture(faces_dir / folder / "cut.jpg")
        content = (faces_dir / folder / "cut.jpg").read_bytes()
        (faces_dir / folder / "cut.jpg").write_bytes(content[:-20])
    (faces_dir / "manifest.csv").unlink()
    locate_faces(read_samples(faces_dir))
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Damaged pictures, of which only parts could be read: ")
    assert line.count("cut.jpg") == 2


@pytest.mark.parametrize("cached", [True, False])
def test_missing_and_broken_pictures_are_errors(faces_dir: Path, cached: bool) -> None:
    cache = faces_dir / "faces.npz" if cached else None
    samples = read_samples(faces_dir)
    picture = faces_dir / "with_mask" / "a.png"
    picture.write_bytes(b"")
    with pytest.raises(MaskappError, match=r"a\.png"):
        locate_faces(samples, cache)
    picture.unlink()
    with pytest.raises(MaskappError, match=r"a\.png cannot be read|cannot be read: .*a\.png"):
        locate_faces(samples, cache)


def test_many_unreadable_pictures_are_named_and_counted(faces_dir: Path) -> None:
    for i in range(7):
        (faces_dir / "with_mask" / f"broken{i}.png").write_bytes(b"no picture")
    (faces_dir / "manifest.csv").unlink()
    with pytest.raises(DatasetError, match=r"broken0\.png.*broken4\.png and 2 more; repair"):
        locate_faces(read_samples(faces_dir))


class CountingDetector:
    """Finds one face in every image, and counts the images."""

    def __init__(self) -> None:
        self.images = 0

    def __call__(self, **_: object) -> "CountingDetector":
        return self

    def detect(self, image, long_side_px: int) -> list[Detection]:
        self.images += 1
        return [Detection(Box(44, 38, 131, 147), 0.9, np.full((5, 2), 60, np.float32))]


def write_scene(folder: Path) -> Path:
    """A picture of 150 × 150 px with two faces, in a COCO folder."""
    write_picture(folder / "images" / "a.png", np.full((150, 150, 3), 90, np.uint8))
    boxes = [(1, [10, 10, 30, 40]), (2, [44, 38, 87, 109])]
    content = {
        "categories": [{"id": 1, "name": "with_mask"}, {"id": 2, "name": "without_mask"}],
        "images": [{"id": 7, "file_name": "a.png", "group": "g"}],
        "annotations": [{"image_id": 7, "category_id": label, "bbox": box} for label, box in boxes],
    }
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


def test_every_face_of_a_whole_picture_is_a_sample(tmp_path: Path) -> None:
    first, second = read_samples(write_scene(tmp_path / "street"))
    assert (first.label, second.label) == (WITH, WITHOUT)
    assert (first.source, first.group) == ("street", "g")
    assert (first.box, second.box) == (Box(10, 10, 40, 50), Box(44, 38, 131, 147))


def test_a_whole_picture_is_searched_once_for_all_its_faces(tmp_path: Path) -> None:
    samples, detector = read_samples(write_scene(tmp_path)), CountingDetector()
    missed, found = locate_faces(samples, make_detector=detector)
    assert detector.images == 1
    assert missed.box == samples[0].box
    assert missed.landmarks is None
    assert found.landmarks is not None


def test_pictures_with_boxes_outside_of_them_are_named(tmp_path: Path) -> None:
    samples = read_samples(write_scene(tmp_path))
    write_picture(tmp_path / "images" / "a.png", np.full((50, 50, 3), 90, np.uint8))
    with pytest.raises(DatasetError, match=r"mostly outside of them: .*a\.png; correct or remove"):
        locate_faces(samples, make_detector=CountingDetector())


def test_folders_are_read_together(tmp_path: Path) -> None:
    write_scene(tmp_path / "street")
    (tmp_path / "faces").mkdir()
    write_manifest(tmp_path / "faces", ROWS)
    samples = read_collections([tmp_path / "faces", tmp_path / "street"])
    assert [one.source for one in samples] == ["web", "street", "street", "street"]


def test_detections_are_cached_until_pictures_or_detector_change(
    faces_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = faces_dir / "work" / "faces.npz"
    samples, detector = read_samples(faces_dir), CountingDetector()
    first = locate_faces(samples, cache, detector)
    assert [file.name for file in cache.parent.iterdir()] == ["faces.npz"]
    again = locate_faces(samples, cache, detector)
    assert detector.images == 3
    for one, other in zip(first, again, strict=True):
        assert one.box == pytest.approx(other.box)
        assert (one.landmarks is None) == (other.landmarks is None)
    assert np.array_equal(first[0].landmarks, again[0].landmarks)

    write_picture(faces_dir / "with_mask" / "a.png", np.full((200, 200, 3), 90, np.uint8))
    locate_faces(samples, cache, detector)
    assert detector.images == 6, "another size"
    locate_faces(samples[1:], cache, detector)
    assert detector.images == 8, "other samples"
    (faces_dir / "detector.tflite").write_bytes(b"other")
    monkeypatch.setattr(dataset, "face_detector", lambda: faces_dir / "detector.tflite")
    locate_faces(samples[1:], cache, detector)
    assert detector.images == 10, "another detector"


def test_listed_copies_are_joined(tmp_path: Path) -> None:
    with NEAR_DUPLICATES.open(encoding="utf-8", newline="") as lines:
        first, second = (row["file"] for row in itertools.islice(csv.DictReader(lines), 2))
    write_manifest(tmp_path, [[first, *ROWS[0][1:]], [second, "with_mask", "web", "2", 0, 0, 9, 9]])
    assert len({one.group for one in read_samples(tmp_path)}) == 1


def test_listed_corrections_are_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "with_corrected_labels", lambda samples: samples[1:])
    assert [one.label for one in read_samples(write_manifest(tmp_path, ROWS))] == [WITHOUT]
