import math

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.blur import blur_faces
from maskapp.records import Box, Image


def noise(height=240, width=320) -> Image:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)


def detail(image: Image) -> float:
    """Return the mean difference between neighbouring pixels, in grey levels."""
    return float(np.abs(np.diff(image.astype(float), axis=1)).mean())


@pytest.mark.parametrize("side", [8, 20, 60, 150])
def test_no_detail_is_left_in_the_box_at_any_size(side):
    image = noise()
    blurred = blur_faces(image, [Box(80, 40, 80 + side, 40 + side)])
    assert detail(blurred[40 : 40 + side, 80 : 80 + side]) < detail(image) / 5


@pytest.mark.parametrize("side", [12, 24, 48, 96, 192])
def test_no_more_than_a_few_colours_are_left_of_a_face(portrait, side):
    face = cv2.resize(portrait[40:220, 130:310], (side, side), interpolation=cv2.INTER_AREA)
    image = np.full((256, 256, 3), 128, np.uint8)
    image[20 : 20 + side, 20 : 20 + side] = face
    blurred = blur_faces(image, [Box(20, 20, 20 + side, 20 + side)])
    left = blurred[20 : 20 + side, 20 : 20 + side]
    cells = cv2.resize(left, (4, 4), interpolation=cv2.INTER_AREA)
    rebuilt = cv2.resize(cells, (side, side), interpolation=cv2.INTER_CUBIC)
    assert np.abs(rebuilt.astype(float) - left).mean() < 6, "16 cells hold nearly all of the result"
    assert np.abs(face.astype(float) - left).mean() > 15, "which resembles the face little"


def test_neither_the_input_nor_pixels_outside_the_ellipse_are_changed():
    image = noise()
    before = image.copy()
    blurred = blur_faces(image, [Box(100, 80, 180, 160)])
    assert np.array_equal(image, before)
    ys, xs = np.nonzero((blurred != image).any(axis=2))
    radius = 40 * math.sqrt(2)
    assert (((xs + 0.5 - 140) / radius) ** 2 + ((ys + 0.5 - 120) / radius) ** 2 <= 1).all()
    corner = blurred[80:84, 100:104]
    assert not np.array_equal(corner, image[80:84, 100:104]), "the box's corners are covered"


@pytest.mark.parametrize(
    "box",
    [
        (-50, -50, 30, 30),
        (300, 200, 400, 300),
        (-10, -10, 400, 300),
        (10.4, 10.6, 12.1, 90.2),
        (50, 50, 50, 50),
        (-90, -90, -10, -10),
        (500, 500, 600, 600),
        (math.nan, 0, 10, 10),
        (0, 0, math.inf, 10),
    ],
)
def test_unusual_boxes_are_accepted(box):
    image = noise()
    assert blur_faces(image, [Box(*box)]).shape == image.shape


def test_a_face_at_the_edge_is_blurred():
    image = noise()
    blurred = blur_faces(image, [Box(-30, 60, 30, 120)])
    assert detail(blurred[60:120, 0:28]) < detail(image) / 5


def test_without_faces_the_result_is_a_copy():
    image = noise()
    blurred = blur_faces(image, [])
    assert np.array_equal(blurred, image)
    assert blurred is not image
