import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.training.rendering.blending import (
    Region,
    Scene,
    blend,
    cast_shadow,
    dimmed,
    strokes,
)

GREY = np.full((40, 60, 3), 128, np.uint8)


def test_a_region_is_clipped_to_the_image() -> None:
    points = np.array([[-10, 5], [20, 100]], np.float32)
    region = Region.around(points, 2, GREY)
    assert region == Region(0, 3, 23, 40)
    assert GREY[region.slices].shape[:2] == region.shape == (37, 23)
    assert Region.around(points + 200, 2, GREY) is None


def test_the_grid_of_a_region_holds_its_pixels() -> None:
    x, y = Region(3, 5, 6, 7).grid()
    assert x.tolist() == [[3, 4, 5]]
    assert y.tolist() == [[5], [6]]


def test_a_darker_photograph_has_less_exposure_and_darker_skin(plain_face, frontal_pose) -> None:
    bright = Scene.measure(plain_face, frontal_pose)
    dark = Scene.measure((plain_face * 0.5).astype(np.uint8), frontal_pose)
    assert dark.exposure < 0.7 * bright.exposure
    assert dark.skin == pytest.approx(0.5 * bright.skin, abs=3)


def test_blur_and_noise_are_measured(plain_face, frontal_pose) -> None:
    texture = np.random.default_rng(1).normal(0, 12, plain_face.shape)
    sharp = np.clip(plain_face + texture, 0, 255).astype(np.uint8)
    blurred = cv2.GaussianBlur(sharp, (0, 0), 2.5)
    first, second = (Scene.measure(image, frontal_pose) for image in (sharp, blurred))
    assert second.blur_px > first.blur_px + 0.3
    assert second.noise < 0.3 * first.noise


def test_a_grey_photograph_has_no_saturation(plain_face, frontal_pose) -> None:
    grey = np.repeat(plain_face[..., :1], 3, axis=2)
    assert Scene.measure(grey, frontal_pose).saturation == 0
    assert Scene.measure(plain_face, frontal_pose).saturation == 1


def scene(noise: float = 0.0) -> Scene:
    ones = np.ones(3, np.float32)
    return Scene(1.0, (0.0, 0.0), ones, 1.0, 0.3, noise, ones * 128)


def test_a_layer_is_blended_by_its_opacity() -> None:
    image = GREY.copy()
    alpha = np.zeros((20, 20), np.float32)
    alpha[:, 10:] = 0.5
    color = np.full((20, 20, 3), 28, np.float32)
    blend(image, Region(5, 5, 25, 25), color, alpha, scene(), np.random.default_rng(1))
    assert np.all(image[5:25, 5:15] == 128)
    assert np.all(image[5:25, 15:25] == 78)
    assert np.all(image[:5] == 128)


def test_a_layer_gets_the_noise_of_the_scene() -> None:
    image = GREY.copy()
    opaque, color = np.ones((40, 60), np.float32), np.full((40, 60, 3), 128, np.float32)
    blend(image, Region(0, 0, 60, 40), color, opaque, scene(4.0), np.random.default_rng(1))
    assert image[..., 0].astype(float).std() == pytest.approx(4.0, rel=0.1)


def test_a_shadow_is_darkest_under_the_object() -> None:
    image = GREY.copy()
    alpha = np.zeros((40, 60), np.float32)
    alpha[10:20, 20:40] = 1
    cast_shadow(image, Region(0, 0, 60, 40), alpha, 8, 0.5)
    below_object, beside_object, far_away = (
        image[y, x, 0] for y, x in ((15, 30), (24, 30), (38, 2))
    )
    assert below_object < 110
    assert below_object < beside_object < 126
    assert far_away >= 126


def test_dimming_multiplies_every_channel() -> None:
    factor = np.full((40, 60), 0.25, np.float32)
    assert np.all(dimmed(GREY.astype(np.float32), factor) == 32)


def test_a_thin_line_is_one_pixel_wide_and_fainter() -> None:
    path = np.array([[2, 10], [38, 10]], np.float32)
    thin, wide = (strokes((20, 40), [path], width) for width in (0.5, 4))
    assert thin[10, 20] == pytest.approx(0.5, abs=0.05)
    assert wide[10, 20] == pytest.approx(1)
    assert np.count_nonzero(thin[:, 20] > 0.1) < np.count_nonzero(wide[:, 20] > 0.1)
