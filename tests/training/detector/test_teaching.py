from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.opencv import cv2
from maskapp.records import Box, Detection, MaskLabel
from maskapp.training.detector.pictures import Listed
from maskapp.training.detector.teaching import (
    detect_all,
    overlaps,
    shares_inside,
    teach,
    teacher_habits,
)

MASK, BARE = MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK
POINTS = np.arange(10, dtype=np.float32)


def picture(*boxes: tuple[float, ...], label=MASK, path=Path("a.png"), source="s") -> Listed:
    drawn = np.array(boxes, np.float32).reshape(-1, 4)
    return Listed(path, source, "g", drawn, (label,) * len(boxes), is_closeup=False)


def found(*rows: tuple[float, ...]) -> np.ndarray:
    """Finds of box and score, all with the same landmarks."""
    return np.array([[*row, *POINTS] for row in rows], np.float32).reshape(-1, 15)


def test_a_found_face_gets_landmarks_and_the_teachers_box() -> None:
    finds = found((1, 1, 11, 11, 0.9))
    (taught,) = teach([picture((0, 0, 10, 10), (50, 50, 60, 60))], [finds], {})
    assert taught.boxes.tolist() == [[1, 1, 11, 11], [50, 50, 60, 60]]
    assert taught.landmarks[0] == pytest.approx(POINTS.reshape(5, 2))
    assert np.isnan(taught.landmarks[1]).all()
    assert len(taught.ignored) == 0


def test_a_doubtful_find_gives_landmarks_but_no_box() -> None:
    (taught,) = teach([picture((0, 0, 10, 10))], [found((1, 1, 11, 11, 0.3))], {})
    assert taught.boxes.tolist() == [[0, 0, 10, 10]]
    assert not np.isnan(taught.landmarks[0]).any()


def test_doubtful_finds_are_ignored_unless_they_are_part_of_a_face() -> None:
    finds = found((30, 30, 40, 40, 0.45), (60, 60, 70, 70, 0.26), (0, 2, 10, 7, 0.45))
    (taught,) = teach([picture((0, 0, 10, 10))], [finds], {})
    assert taught.ignored.tolist() == [[30, 30, 40, 40]]
    assert len(taught.boxes) == 1


def test_sure_finds_are_faces_without_a_label_unless_they_are_part_of_a_face() -> None:
    finds = found((30, 30, 40, 40, 0.5), (0, 2, 10, 7, 0.6))
    (taught,) = teach([picture((0, 0, 10, 10))], [finds], {})
    assert taught.boxes.tolist() == [[0, 0, 10, 10], [30, 30, 40, 40]]
    assert taught.labels == (MASK,)
    assert taught.landmarks[1] == pytest.approx(POINTS.reshape(5, 2))
    assert len(taught.ignored) == 0


def test_what_only_the_start_finds_is_ignored() -> None:
    by_teacher = found((30, 30, 40, 40, 0.5))
    by_start = found(
        (30, 30, 40, 40, 0.9), (0, 0, 10, 10, 0.9), (50, 50, 60, 60, 0.6), (70, 70, 80, 80, 0.5)
    )
    (taught,) = teach([picture((0, 0, 10, 10))], [by_teacher], {}, [by_start])
    assert taught.ignored.tolist() == [[50, 50, 60, 60]]
    assert len(taught.boxes) == 2


def test_what_the_start_misses_is_difficult() -> None:
    by_start = found((0, 0, 10, 10, 0.9), (50, 50, 60, 60, 0.3), (90, 90, 99, 99, 0.8))
    faces = picture((0, 0, 10, 10), (51, 50, 61, 60), (70, 70, 80, 80))
    (taught,) = teach([faces], [found((90, 90, 99, 99, 0.7))], {}, [by_start])
    assert taught.difficulties == pytest.approx([0.1, 0.7, 1.0, 0.2])


def test_without_a_start_all_faces_are_equally_difficult() -> None:
    (taught,) = teach([picture((0, 0, 10, 10), (50, 50, 60, 60))], [found()], {})
    assert taught.difficulties.tolist() == [0, 0]


def test_missed_faces_are_drawn_as_the_teacher_draws() -> None:
    """It draws a tenth further down and a fifth narrower here."""
    teaching = [picture((0, 0, 100, 100)) for _ in range(5)]
    finds = [found((10, 10, 90, 110, 0.9)) for _ in teaching]
    habits = teacher_habits(teaching, finds)
    missed = [picture((0, 0, 10, 10)), picture((0, 0, 10, 10), label=BARE)]
    masked, bare = teach(missed, [found(), found()], habits)
    assert masked.boxes[0] == pytest.approx([1, 1, 9, 11])
    assert bare.boxes[0] == pytest.approx([0, 0, 10, 10])


class Teacher:
    """Finds one face at every size, surer of it in larger pictures, and one more in large ones."""

    def __init__(self) -> None:
        self.asked = 0

    def detect(self, _image: np.ndarray, long_side_px: int) -> list[Detection]:
        self.asked += 1
        points = np.full((5, 2), long_side_px, np.float32)
        faces = [Detection(Box(0, 0, 10, 10), long_side_px / 1000, points)]
        return (
            faces if long_side_px < 900 else [*faces, Detection(Box(50, 50, 60, 60), 0.4, points)]
        )


def test_the_finds_of_all_sizes_are_one_and_are_kept(tmp_path: Path) -> None:
    file, cache = tmp_path / "a.png", tmp_path / "teacher.npz"
    cv2.imwrite(str(file), np.zeros((20, 20, 3), np.uint8))
    pictures = [picture(path=file), picture(path=file)]
    weights, teacher = tmp_path / "teacher.onnx", Teacher()
    weights.write_bytes(b"weights")
    first, _ = detect_all(pictures, teacher, weights, cache)
    assert first[:, :5] == pytest.approx(np.array([[0, 0, 10, 10, 0.96], [50, 50, 60, 60, 0.4]]))
    asked = teacher.asked
    again = detect_all(pictures, teacher, weights, cache)
    assert teacher.asked == asked
    assert [len(rows) for rows in again] == [2, 2]
    assert np.array_equal(again[0], first)
    other = tmp_path / "b.png"
    cv2.imwrite(str(other), np.zeros((30, 30, 3), np.uint8))
    rows = detect_all([picture(path=other), picture(path=file)], teacher, weights, cache)
    assert teacher.asked == asked * 2
    assert [len(row) for row in rows] == [2, 2]


class SeesTheColour:
    """Finds one face, as wide as the picture's first pixel is bright."""

    def __init__(self, height: float = 10) -> None:
        self.height = height

    def detect(self, image: np.ndarray, _long_side_px: int) -> list[Detection]:
        box = Box(0, 0, float(image[0, 0, 0]), self.height)
        return [Detection(box, 0.9, np.zeros((5, 2), np.float32))]


def test_pictures_of_one_name_and_size_keep_their_own_finds(tmp_path: Path) -> None:
    cache, weights, pictures = tmp_path / "found.npz", tmp_path / "weights", []
    weights.write_bytes(b"weights")
    for folder, grey in (("first", 40), ("second", 90)):
        file = tmp_path / folder / "1.bmp"
        file.parent.mkdir()
        cv2.imwrite(str(file), np.full((100, 100, 3), grey, np.uint8))
        pictures.append(picture(path=file))
    for _ in range(2):
        finds = detect_all(pictures, SeesTheColour(), weights, cache)
        assert [rows[0, 2] for rows in finds] == [40, 90]
    (tmp_path / "second" / "1.bmp").replace(tmp_path / "first" / "1.bmp")
    (find,) = detect_all(pictures[:1], SeesTheColour(), weights, cache)
    assert find[0, 2] == 90


def test_finds_of_another_detector_are_not_taken(tmp_path: Path) -> None:
    file, weights, cache = (tmp_path / name for name in ("a.png", "start.keras", "found.npz"))
    cv2.imwrite(str(file), np.full((100, 100, 3), 40, np.uint8))
    for height in (10, 20):
        weights.write_text(f"finds faces of {height} px")
        (find,) = detect_all([picture(path=file)], SeesTheColour(height), weights, cache)
        assert find[0, 3] == height


def test_a_wrong_box_costs_no_other_finds_and_is_always_refused(tmp_path: Path) -> None:
    cache, weights, teacher = tmp_path / "found.npz", tmp_path / "weights", Teacher()
    weights.write_bytes(b"weights")
    pictures = []
    for number in range(3):
        file = tmp_path / f"{number}.png"
        cv2.imwrite(str(file), np.full((100, 100, 3), number, np.uint8))
        pictures.append(picture(path=file))
    outside = picture((500, 500, 530, 530), path=pictures[2].path)
    with pytest.raises(DatasetError, match=r"2\.png .* mostly outside"):
        detect_all([*pictures[:2], outside], teacher, weights, cache)
    asked = teacher.asked
    detect_all(pictures[:2], teacher, weights, cache)
    assert teacher.asked == asked, "what was found in the others is kept"
    detect_all(pictures, teacher, weights, cache)
    with pytest.raises(DatasetError, match=r"2\.png .* mostly outside"):
        detect_all([*pictures[:2], outside], teacher, weights, cache)


def test_overlaps() -> None:
    first = np.array([[0, 0, 10, 10]], np.float32)
    second = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30]], np.float32)
    assert overlaps(first, second) == pytest.approx(np.array([[1, 1 / 3, 0]]))


def test_the_share_of_a_box_in_an_area() -> None:
    boxes = np.array([[0, 0, 10, 10], [90, 0, 110, 10]], np.float32)
    areas = np.array([[0, 0, 100, 100], [20, 20, 30, 30]], np.float32)
    assert shares_inside(boxes, areas) == pytest.approx(np.array([[1, 0], [0.5, 0]]))


def test_of_a_face_in_every_cell_the_best_are_kept(tmp_path: Path) -> None:
    """A detector that has hardly learned finds thousands; comparing them all would take minutes."""

    class Everywhere:
        def detect(self, _image: np.ndarray, _side_px: int) -> list[Detection]:
            boxes = (Box(x, y, x + 0.9, y + 0.9) for x in range(60) for y in range(60))
            points = POINTS.reshape(5, 2)
            return [Detection(box, box.x1 / 100 + box.y1 / 1e4, points) for box in boxes]

    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.zeros((64, 64, 3), np.uint8))
    (kept,) = detect_all([picture(path=path)], Everywhere(), path, tmp_path / "found.npz")
    # Three sizes find each of them: a third of the thousand are others.
    assert 300 < len(kept) < 400
    assert kept[:, 4].min() > 0.5
