import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.training.detector.composing.canvas import Canvas, Region

WHOLE = Region(0, 0, 100, 100)
NOTHING = np.empty((0, 4), np.float32)
POINTS = np.array([[[12, 14], [18, 14], [15, 17], [13, 20], [17, 20]]], np.float32)
BOX = np.array([[10, 10, 20, 24]], np.float32)


def scaled(scale: float, right: float = 0, down: float = 0) -> np.ndarray:
    return np.array([[scale, 0, right], [0, scale, down]], np.float64)


def pasted(matrix: np.ndarray, region: Region = WHOLE, canvas: Canvas | None = None) -> Canvas:
    canvas = canvas or Canvas(100, (0, 0, 0))
    image = np.zeros((40, 40, 3), np.uint8)
    image[10:24, 10:20] = 255
    canvas.paste(image, BOX, POINTS, NOTHING, matrix, region, cv2.BORDER_CONSTANT)
    return canvas


@pytest.mark.parametrize(("scale", "right", "down"), [(2, 5, 0), (0.75, 20, 30), (1, 0, 0)])
def test_a_face_is_where_its_box_and_landmarks_say(scale, right, down) -> None:
    canvas = pasted(scaled(scale, right, down))
    assert canvas.boxes[0] == pytest.approx(BOX[0] * scale + [right, down, right, down])
    assert canvas.landmarks[0] == pytest.approx(POINTS[0] * scale + [right, down])
    rows, columns = np.nonzero(canvas.image[..., 0] > 127)
    seen = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert seen == pytest.approx(canvas.boxes[0], abs=1)


def test_a_face_that_is_mostly_cut_off_is_ignored() -> None:
    canvas = pasted(scaled(2, -32, 0))
    assert len(canvas.boxes) == 0
    assert canvas.ignored[0] == pytest.approx([0, 20, 8, 48])


def test_a_face_too_small_to_be_seen_is_ignored() -> None:
    canvas = pasted(scaled(0.4))
    assert (len(canvas.boxes), len(canvas.ignored)) == (0, 1)


def test_what_is_painted_over_is_gone_and_what_is_half_seen_is_ignored() -> None:
    canvas = pasted(scaled(2))  # the face is at 20, 20, 40, 48
    nothing = np.zeros((9, 9, 3), np.uint8)
    for region in (Region(60, 60, 100, 100), Region(30, 0, 100, 100)):
        before = len(canvas.boxes)
        canvas.paste(
            nothing, NOTHING, np.empty((0, 5, 2), np.float32), NOTHING, scaled(1), region,
            cv2.BORDER_CONSTANT,
        )  # fmt: skip
    assert (before, len(canvas.boxes)) == (1, 0)
    assert canvas.ignored[0] == pytest.approx([20, 20, 40, 48])


def test_mirrored_the_left_eye_still_comes_first() -> None:
    canvas = pasted(scaled(2))
    canvas.flip()
    assert canvas.boxes[0] == pytest.approx([60, 20, 80, 48])
    left_eye, right_eye, nose, left_mouth, right_mouth = canvas.landmarks[0]
    assert left_eye[0] < nose[0] < right_eye[0]
    assert left_mouth[0] < right_mouth[0]
    assert left_eye == pytest.approx([64, 28])
    assert canvas.image[30, 70, 0] == 255
    assert canvas.image[30, 30, 0] == 0
