from pathlib import Path

import numpy as np
import pytest

from maskapp.records import MaskLabel
from maskapp.training.detector.check.views import Areas, areas_of, plain_view, views
from maskapp.training.detector.pictures import AnnotatedPicture

NO_BOXES = np.empty((0, 4), np.float32)


def boxes(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def picture_with(box: tuple[int, int, int, int]) -> np.ndarray:
    image = np.zeros((480, 640, 3), np.uint8)
    x1, y1, x2, y2 = box
    image[y1:y2, x1:x2] = 255
    return image


def test_the_boxes_that_the_teacher_added_follow_the_annotated_ones() -> None:
    faces = boxes((0, 0, 10, 10), (20, 20, 30, 30))
    picture = AnnotatedPicture(
        Path("a.png"),
        "a",
        "a",
        faces,
        (MaskLabel.WITH_MASK,),
        np.zeros((2, 5, 2), np.float32),
        boxes((40, 40, 50, 50)),
        np.zeros(2, np.float32),
        is_closeup=False,
    )
    annotated, added, ignored = areas_of(picture)
    assert annotated.tolist() == [[0, 0, 10, 10]]
    assert added.tolist() == [[20, 20, 30, 30]]
    assert ignored.tolist() == [[40, 40, 50, 50]]


def test_a_plain_view_keeps_the_kinds_of_areas_apart() -> None:
    areas = Areas(boxes((0, 0, 10, 10), (5, 5, 9, 9)), NO_BOXES, boxes((20, 20, 30, 30)))
    frame, moved = plain_view(np.zeros((240, 320, 3), np.uint8), areas)
    assert frame.shape == (480, 640, 3)
    assert [len(area) for area in moved] == [2, 0, 1]
    assert moved.ignored[0] == pytest.approx([40, 40, 60, 60])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("number", [0, 1, 2], ids=["plain", "mirrored", "zoomed"])
def test_boxes_follow_their_faces_into_each_view(seed: int, number: int) -> None:
    box = (250, 180, 310, 280)
    shown = views(
        picture_with(box), Areas(boxes(box), NO_BOXES, NO_BOXES), np.random.default_rng(seed)
    )
    frame, areas = shown[number]
    visible = areas.annotated if len(areas.annotated) else areas.ignored
    rows, columns = np.nonzero(frame[..., 0] > 127)
    seen = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) if len(rows) else None
    if seen is None:
        assert (visible[0, 2:] - visible[0, :2]).min() < 2
    else:
        assert visible[0] == pytest.approx(seen, abs=2)


def test_one_zoom_is_mirrored_and_both_are_larger() -> None:
    whole = (0, 0, 640, 480)
    image = picture_with((0, 0, 320, 480))  # bright on the left
    plain, mirrored, zoomed = views(
        image, Areas(boxes(whole), NO_BOXES, NO_BOXES), np.random.default_rng(1)
    )
    assert plain.frame[:, :320].min() > 127
    left, right = (mirrored.frame[:, part].mean() for part in (slice(0, 20), slice(620, 640)))
    assert left < 1 < right
    left, right = (zoomed.frame[:, part].mean() for part in (slice(0, 20), slice(620, 640)))
    assert right < 1 < left
    assert plain.areas.annotated[0] == pytest.approx(whole)


def test_a_face_that_is_mostly_out_of_view_is_ignored() -> None:
    tall = (0, 0, 640, 2000)  # most of it is below the picture, so below each part of it
    areas = Areas(boxes(tall), NO_BOXES, NO_BOXES)
    _, mirrored, zoomed = views(picture_with((0, 0, 9, 9)), areas, np.random.default_rng(1))
    for view in (mirrored, zoomed):
        assert len(view.areas.annotated) == 0
        assert view.areas.ignored[0] == pytest.approx([0, 0, 640, 480], abs=2)


def test_the_same_seed_gives_the_same_views() -> None:
    image = np.random.default_rng(0).integers(0, 255, (300, 400, 3)).astype(np.uint8)
    areas = Areas(boxes((0, 0, 50, 50)), NO_BOXES, NO_BOXES)
    first, again, other = (views(image, areas, np.random.default_rng(seed)) for seed in (3, 3, 4))
    for one, two in zip(first, again, strict=True):
        assert np.array_equal(one.frame, two.frame)
    assert not np.array_equal(first[1].frame, other[1].frame)
