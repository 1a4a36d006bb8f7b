import numpy as np
import pytest

from maskapp.pipeline.detect import detections_from_maps
from maskapp.training.detector.targets import target_maps

NOTHING = np.empty((0, 4), np.float32)


def unknown(size_px: int) -> np.ndarray:
    """What the teacher says of a frame that it is not believed about."""
    return np.full((size_px // 4, size_px // 4), np.nan, np.float32)


def landmarks_of(box: np.ndarray) -> np.ndarray:
    shares = np.array([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]])
    return (box[:2] + shares * (box[2:] - box[:2])).astype(np.float32)


def as_answer(targets: np.ndarray) -> np.ndarray:
    """The maps of a network that answers just what it should."""
    heat = np.clip(targets[..., :1], 1e-6, 1 - 1e-6)
    return np.concatenate([np.log(heat / (1 - heat)), targets[..., 3:17]], axis=2)


@pytest.mark.parametrize(
    "box", [(10, 20, 21, 33), (100.5, 40.25, 180, 150), (3, 5, 300, 318), (250, 0, 330, 100)]
)
def test_what_is_drawn_is_read_back(box: tuple[float, ...]) -> None:
    boxes = np.array([box], np.float32)
    points = landmarks_of(boxes[0])
    targets = target_maps(boxes, points[None], NOTHING, unknown(320))
    (face,) = detections_from_maps(as_answer(targets), 0.7, (320, 320))
    assert face.box == pytest.approx(np.clip(box, 0, 320), abs=1e-2)
    assert face.landmarks == pytest.approx(points, abs=1e-2)


def test_what_the_teacher_says_is_the_last_map() -> None:
    said = np.arange(256, dtype=np.float32).reshape(16, 16)
    boxes = np.array([[20, 20, 60, 60]], np.float32)
    targets = target_maps(boxes, np.full((1, 5, 2), np.nan, np.float32), NOTHING, said)
    assert np.array_equal(targets[..., 17], said)


def test_neighbours_stay_two_faces() -> None:
    boxes = np.array([[40, 40, 64, 70], [60, 40, 84, 70]], np.float32)
    points = np.stack([landmarks_of(box) for box in boxes])
    found = detections_from_maps(
        as_answer(target_maps(boxes, points, NOTHING, unknown(128))), 0.5, (128, 128)
    )
    assert sorted(face.box.x1 for face in found) == pytest.approx([40, 60], abs=1e-2)


def test_larger_faces_leave_more_room_around_their_centre() -> None:
    def warm(side: float) -> int:
        boxes = np.array([[10, 10, 10 + side, 10 + side]], np.float32)
        points = np.full((1, 5, 2), np.nan, np.float32)
        return int((target_maps(boxes, points, NOTHING, unknown(320))[..., 0] > 0.3).sum())

    assert warm(12) < warm(100) < warm(280)


def test_ignored_areas_count_neither_as_face_nor_as_background_except_on_faces() -> None:
    boxes = np.array([[20, 20, 60, 60]], np.float32)
    ignored = np.array([[0, 0, 64, 64], [100, 100, 500, 120]], np.float32)
    points = np.full((1, 5, 2), np.nan, np.float32)
    targets = target_maps(boxes, points, ignored, unknown(128))
    assert targets[1, 1, 1] == targets[27, 31, 1] == 0
    assert targets[20, 20, 1] == 1
    centre = targets[..., 0] == 1
    assert centre.sum() == 1
    assert targets[centre][0, 1] == 1
    assert np.isnan(targets[centre][0, 7:17]).all()
