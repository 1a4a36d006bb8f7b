import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.face_crop import as_network_input, crop_face
from maskapp.records import Box


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (60, 80, 3)).astype(np.uint8)


def padded_square(image, box: Box, margin: float, shift_down: float) -> np.ndarray:
    """Return the expected crop, cut from an image with a wide border."""
    room = 400
    wide = cv2.copyMakeBorder(image, room, room, room, room, cv2.BORDER_REPLICATE)
    side = max(2, round(max(box.width, box.height) * (1 + 2 * margin)))
    left = round((box.x1 + box.x2) / 2 - side / 2) + room
    top = round((box.y1 + box.y2) / 2 - side / 2 + box.height * shift_down) + room
    return wide[top : top + side, left : left + side]


def test_a_square_box_without_margin_is_cut_unchanged(noise) -> None:
    crop = crop_face(noise, Box(10, 20, 42, 52), 32, 0.0, 0.0)
    assert np.array_equal(crop, noise[20:52, 10:42])


def test_margin_widens_each_side_by_its_share(noise) -> None:
    crop = crop_face(noise, Box(30, 20, 50, 40), 30, 0.25, 0.0)
    assert np.array_equal(crop, noise[15:45, 25:55])


def test_the_square_moves_down_by_a_share_of_the_height(noise) -> None:
    crop = crop_face(noise, Box(30, 20, 40, 40), 20, 0.0, 0.1)
    assert np.array_equal(crop, noise[22:42, 25:45])


def test_a_long_face_is_not_distorted(noise) -> None:
    """The longer side determines the square around the same centre."""
    wide = crop_face(noise, Box(20, 25, 50, 35), 30, 0.0, 0.0)
    tall = crop_face(noise, Box(30, 15, 40, 45), 30, 0.0, 0.0)
    assert np.array_equal(wide, noise[15:45, 20:50])
    assert np.array_equal(tall, wide)


@pytest.mark.parametrize(
    "box",
    [
        Box(-10, -10, 20, 20),
        Box(60, 40, 90, 70),
        Box(0, 0, 80, 60),
        Box(-30, 20, 110, 40),
        Box(79, 59, 80, 60),
        Box(-40, 10, -10, 40),
        Box(100, 10, 130, 40),
        Box(20, -50, 50, -20),
        Box(20, 90, 50, 120),
        Box(200, 200, 210, 230),
    ],
)
def test_pixels_outside_the_image_repeat_its_edge(noise, box: Box) -> None:
    for margin, shift_down in ((0.0, 0.0), (0.25, 0.06)):
        expected = padded_square(noise, box, margin, shift_down)
        crop = crop_face(noise, box, len(expected), margin, shift_down)
        assert np.array_equal(crop, expected)


def test_any_box_results_in_a_crop_of_the_given_size(noise) -> None:
    rng = np.random.default_rng(2)
    for _ in range(300):
        x1, y1 = rng.uniform(-120, 120, 2)
        width, height = rng.uniform(0.01, 150, 2)
        box = Box(x1, y1, x1 + width, y1 + height)
        crop = crop_face(noise, box, 24, 0.25, 0.06)
        assert crop.shape == (24, 24, 3)
        assert crop.dtype == np.uint8


def test_tiny_boxes_and_images_are_accepted(noise) -> None:
    assert crop_face(noise, Box(5, 5, 6, 6), 32, 0.0, 0.0).shape == (32, 32, 3)
    one_pixel = np.full((1, 1, 3), (10, 20, 30), np.uint8)
    crop = crop_face(one_pixel, Box(0, 0, 1, 1), 16, 0.25, 0.06)
    assert np.all(crop == (10, 20, 30))


def test_shrinking_averages_without_aliasing() -> None:
    stripes = np.zeros((128, 128, 3), np.uint8)
    stripes[:, ::2] = 255
    crop = crop_face(stripes, Box(0, 0, 128, 128), 32, 0.0, 0.0)
    assert np.all(np.abs(crop.astype(int) - 127) <= 1)


def test_enlarging_interpolates() -> None:
    ramp = np.repeat(np.arange(0, 160, 10, dtype=np.uint8)[None, :, None], 16, axis=0)
    crop = crop_face(np.repeat(ramp, 3, axis=2), Box(0, 0, 16, 16), 64, 0.0, 0.0)
    steps = np.diff(crop[32, :, 0].astype(int))
    assert np.all((steps >= 0) & (steps <= 3))


def test_the_image_is_not_changed(noise) -> None:
    before = noise.copy()
    crop = crop_face(noise, Box(10, 10, 40, 40), 30, 0.0, 0.0)
    crop[:] = 0
    assert np.array_equal(noise[:10], before[:10])


def test_network_input_is_rgb_between_minus_one_and_one() -> None:
    blue = np.zeros((4, 4, 3), np.uint8)
    blue[..., 0] = 255
    grey = np.full((4, 4, 3), 127.5, np.uint8)
    faces = as_network_input([blue, grey])
    assert faces.shape == (2, 4, 4, 3)
    assert faces.dtype == np.float32
    assert np.all(faces[0] == (-1, -1, 1))
    assert np.allclose(faces[1], 127 / 127.5 - 1)
