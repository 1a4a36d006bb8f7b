from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import ModelError
from maskapp.pipeline.face_check import CHECKED_SCORES, DOUBTFUL_SCORE, CheckedFaceDetector
from maskapp.records import Box, Detection

FACE = Box(178, 60, 272, 178)
"""The face of the portrait."""
BADGE = Box(330, 330, 420, 430)
"""Something round on the clothes, which is no face."""
LOW, HIGH = CHECKED_SCORES


class GivenDetector:
    """A detector that returns what it is given."""

    def __init__(self, *found: tuple[Box, float]) -> None:
        self.found = [Detection(box, score, np.zeros((5, 2), np.float32)) for box, score in found]
        self.sizes_px: list[int] = []

    def detect(self, _image: np.ndarray, long_side_px: int) -> list[Detection]:
        self.sizes_px.append(long_side_px)
        return list(self.found)


def scores(image: np.ndarray, *found: tuple[Box, float], least=0.0) -> list[tuple[Box, float]]:
    checked = CheckedFaceDetector(GivenDetector(*found), least).detect(image, 480)
    return [(face.box, face.score) for face in checked]


def test_a_doubtful_face_is_confirmed_and_what_is_none_is_rejected(portrait) -> None:
    (first, face_score), (second, other_score) = scores(portrait, (BADGE, 0.7), (FACE, 0.6))
    assert (first, second) == (FACE, BADGE)
    assert face_score > 0.78
    assert other_score == DOUBTFUL_SCORE


def test_what_may_be_a_face_stays_so_and_is_blurred(portrait) -> None:
    assert scores(portrait, (BADGE, LOW)) == [(BADGE, DOUBTFUL_SCORE)]


@pytest.mark.parametrize("score", [0.1, LOW - 0.01, HIGH, 1.0])
def test_other_scores_are_not_changed(portrait, score: float) -> None:
    assert scores(portrait, (BADGE, score)) == [(BADGE, score)]


def test_the_detector_alone_decides_about_large_faces(portrait) -> None:
    """The check has hardly seen any."""
    large = Box(200, 250, 330, 400)
    assert scores(portrait, (large, 0.6)) == [(large, 0.6)]


def test_detections_below_the_threshold_are_dropped(portrait) -> None:
    found = scores(portrait, (BADGE, 0.7), (FACE, 0.6), (FACE, 0.1), least=0.5)
    assert [box for box, _ in found] == [FACE]


def test_of_a_crowd_the_best_are_checked(portrait) -> None:
    """Looking at all of them would make frames wait."""
    crowd = [(FACE, 0.6 - index / 1000) for index in range(50)]
    found = [score for _, score in scores(portrait, *crowd)]
    assert len(found) == 50
    assert [score > 0.9 for score in found] == [True] * 40 + [False] * 10
    assert found[40:] == [score for _, score in crowd[40:]]


def test_the_size_and_the_landmarks_are_passed_on(portrait) -> None:
    detector = GivenDetector((FACE, 0.6))
    points = np.arange(10, dtype=np.float32).reshape(5, 2)
    detector.found = [replace(detector.found[0], landmarks=points)]
    (face,) = CheckedFaceDetector(detector, 0.0).detect(portrait, 416)
    assert detector.sizes_px == [416]
    assert np.array_equal(face.landmarks, points)


def test_a_frame_without_detections_has_no_faces(portrait) -> None:
    assert scores(portrait) == []


def test_another_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="one number for each"):
        CheckedFaceDetector(GivenDetector(), 0.0, paths.default_model())
    with pytest.raises(ModelError, match="missing"):
        CheckedFaceDetector(GivenDetector(), 0.0, tmp_path / "none.tflite")
