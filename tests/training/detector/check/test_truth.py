import numpy as np

from maskapp.training.detector.check.truth import is_ignored, shows_annotated, shows_nothing
from maskapp.training.detector.check.views import Areas

NO_BOXES = np.empty((0, 4), np.float32)


def boxes(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def test_each_annotated_face_is_taken_by_the_best_detection_only() -> None:
    found = boxes((0, 0, 10, 10), (1, 0, 11, 10), (50, 50, 60, 60))
    assert shows_annotated(found, boxes((0, 0, 10, 10))).tolist() == [True, False, False]


def test_a_detection_whose_face_is_taken_may_show_the_next_one() -> None:
    found = boxes((0, 0, 10, 10), (2, 0, 12, 10))
    faces = boxes((1, 0, 11, 10), (4, 0, 14, 10))
    assert shows_annotated(found, faces).tolist() == [True, True]


def test_loose_boxes_match_and_distant_ones_do_not() -> None:
    face = boxes((0, 0, 10, 10))
    assert shows_annotated(boxes((0, 0, 10, 4)), face).tolist() == [True]  # IoU 0.4
    assert shows_annotated(boxes((0, 0, 10, 3.4)), face).tolist() == [False]  # IoU 0.34


def test_nothing_is_what_is_clear_of_faces_and_of_ignored_areas() -> None:
    areas = Areas(boxes((0, 0, 10, 10)), boxes((20, 0, 30, 10)), boxes((100, 0, 300, 200)))
    found = boxes(
        (0, 0, 10, 3.4),  # may be the annotated face
        (20, 0, 30, 3.4),  # may be the teacher's
        (150, 50, 160, 60),  # in the crowd
        (98, 0, 108, 10),  # mostly in it
        (0, 0, 10, 2),
        (50, 50, 60, 60),
    )
    assert shows_nothing(found, areas).tolist() == [False, False, False, False, True, True]


def test_a_picture_without_anything_known_shows_nothing() -> None:
    found = boxes((0, 0, 10, 10))
    assert shows_nothing(found, Areas(NO_BOXES, NO_BOXES, NO_BOXES)).tolist() == [True]
    assert shows_annotated(found, NO_BOXES).tolist() == [False]
    assert is_ignored(found, NO_BOXES).tolist() == [False]


def test_without_detections_there_is_nothing_to_tell() -> None:
    face = boxes((0, 0, 10, 10))
    assert shows_annotated(NO_BOXES, face).tolist() == []
    assert shows_nothing(NO_BOXES, Areas(face, face, face)).tolist() == []
