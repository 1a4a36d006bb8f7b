from collections.abc import Sequence

import numpy as np
import pytest

from maskapp.records import Box, Detection, Frame
from maskapp.training.studies.careful_faces import find_carefully

FPS = 10


class Given:
    """Finds in each frame what it is told; the brightness of a frame is its number."""

    def __init__(self, found: Sequence[Sequence[tuple[Box, float]]]) -> None:
        self._found = found

    def detect(self, image: np.ndarray, _long_side_px: int) -> list[Detection]:
        points = np.full((5, 2), 50, np.float32)
        return [Detection(box, score, points) for box, score in self._found[image[0, 0, 0]]]


def find(*found: Sequence[tuple[Box, float]]) -> list[dict[int, Box]]:
    frames = [
        Frame(np.full((200, 400, 3), index, np.uint8), index, index / FPS)
        for index in range(len(found))
    ]
    return find_carefully(frames, Given(found))


def at(x: float, score: float = 0.9, side: float = 40) -> list[tuple[Box, float]]:
    return [(Box(x, 80, x + side, 80 + side), score)]


def test_each_frame_has_its_boxes_as_they_were_detected() -> None:
    faces = find(*[at(20 + 4 * index) for index in range(5)])
    assert [list(found.values()) for found in faces] == [
        [Box(20 + 4 * index, 80, 60 + 4 * index, 120)] for index in range(5)
    ]
    assert len({number for found in faces for number in found}) == 1


def test_a_face_missed_between_two_detections_counts_in_between() -> None:
    faces = find(at(20), at(20), at(20), [], [], at(35), at(35))
    [three], [four] = faces[3].values(), faces[4].values()
    assert three == pytest.approx(Box(25, 80, 65, 120))
    assert four == pytest.approx(Box(30, 80, 70, 120))


def test_a_face_does_not_count_before_it_comes_and_after_it_left() -> None:
    faces = find([], at(20), at(20), at(20), [], [])
    assert [len(found) for found in faces] == [0, 1, 1, 1, 0, 0]


def test_a_face_that_is_gone_for_long_may_have_left() -> None:
    faces = find(*[at(20)] * 3, *[[]] * (4 * FPS), *[at(20)] * 3)
    assert [len(found) for found in faces] == [1] * 3 + [0] * (4 * FPS) + [1] * 3


def test_doubtful_detections_count_on_a_track_that_is_sure_elsewhere() -> None:
    faces = find(at(20, 0.25), at(20), at(20), at(20), at(20, 0.25))
    assert [len(found) for found in faces] == [1] * 5


@pytest.mark.parametrize(
    "found",
    [
        [at(20, 0.4)] * 10,
        [at(20), at(20), *[at(20, 0.3)] * 8],
        [*[at(20)] * 4, *[at(20, 0.3)] * 6],
        [at(20, side=15)] * 10,
    ],
    ids=["never sure", "sure twice", "mostly doubtful", "small"],
)
def test_what_is_no_face_or_a_tiny_one_does_not_count(found) -> None:
    assert find(*found) == [{}] * 10
