from dataclasses import replace

import numpy as np
import pytest

from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.records import Box
from maskapp.training.data.sample import Sample
from maskapp.training.rendering.face_room import add_room, read_with_room

BOX = Box(70, 60, 130, 140)


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (200, 200, 3)).astype(np.uint8)


def test_an_image_with_room_is_not_padded(noise) -> None:
    widened, right, down = add_room(noise, BOX, cv2.BORDER_REPLICATE)
    assert widened is noise
    assert (right, down) == (0, 0)


@pytest.mark.parametrize(
    "box", [Box(0, 0, 60, 80), Box(140, 120, 200, 200), Box(0, 0, 200, 200), Box(90, 10, 110, 30)]
)
def test_room_is_made_around_a_tight_face(noise, box: Box) -> None:
    widened, right, down = add_room(noise, box, cv2.BORDER_REPLICATE)
    assert np.array_equal(widened[down : down + 200, right : right + 200], noise)
    height, width = widened.shape[:2]
    side = max(box.width, box.height)
    middle_x, middle_y = (box.x1 + box.x2) / 2 + right, (box.y1 + box.y2) / 2 + down
    assert min(middle_x, width - middle_x) >= 0.75 * side  # half of a crop's side
    assert min(middle_y, height - middle_y) >= 0.81 * side - 1


def test_box_and_landmarks_move_with_the_image(bare_sample: Sample) -> None:
    x1, y1, x2, y2 = bare_sample.box
    tight = replace(bare_sample, box=Box(x1 - 80, y1 - 60, x2 - 80, y2 - 60))
    _, right, down = add_room(read_picture(tight.path), tight.box, cv2.BORDER_CONSTANT)
    assert right > 0
    assert down > 0
    _, box, landmarks = read_with_room(tight, cv2.BORDER_CONSTANT)
    assert box == pytest.approx(np.add(tight.box, (right, down, right, down)))
    assert landmarks == pytest.approx(np.add(tight.landmarks, (right, down)))
    assert read_with_room(replace(tight, landmarks=None), cv2.BORDER_CONSTANT)[2] is None


def test_what_is_far_from_a_face_in_a_whole_picture_is_left_out(bare_sample, tmp_path) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (400, 600, 3)).astype(np.uint8)
    path = tmp_path / "scene.png"
    cv2.imwrite(str(path), picture)
    points = np.full((5, 2), (315.0, 225.0), np.float32)
    sample = replace(bare_sample, path=path, box=Box(300, 200, 330, 240), landmarks=points)
    image, box, landmarks = read_with_room(sample, cv2.BORDER_CONSTANT)
    assert max(image.shape[:2]) < 4.2 * 40
    left, top = 300 - round(box.x1), 200 - round(box.y1)
    height, width = image.shape[:2]
    assert np.array_equal(image, picture[top : top + height, left : left + width])
    assert np.add(landmarks, (left, top)) == pytest.approx(points)
