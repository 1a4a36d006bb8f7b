import numpy as np
import pytest

from maskapp.training.rendering.face_layer import to_pixels
from maskapp.training.rendering.head_model import MOUTH_V

GREEN = (40, 220, 40)


def test_points_are_placed_from_the_mouth_in_units(new_layer, covered) -> None:
    layer = new_layer()
    layer.ellipse((0, 0), (0.2, 0.2), GREEN)
    assert covered(layer, 0, MOUTH_V) == pytest.approx(1)
    assert covered(layer, 0, MOUTH_V + 0.35) == 0
    assert covered(layer, 0.35, MOUTH_V) == 0


def test_a_polygon_has_its_colour_and_opacity(new_layer) -> None:
    layer = new_layer()
    layer.polygon([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)], GREEN, opacity=0.5)
    inside = np.abs(layer.alpha - 127.5) < 1
    assert inside.sum() == pytest.approx((70 * 1.0) ** 2, rel=0.1)
    assert np.all(layer.color[inside] == GREEN)


def test_a_rod_is_darker_at_its_sides(new_layer) -> None:
    layer = new_layer()
    layer.rod([(-0.5, 0), (0.5, 0)], 0.4, GREEN)
    greens = layer.color[:, layer.color.shape[1] // 2, 1]
    greens = greens[greens > 0]
    assert greens[len(greens) // 2] == 220
    assert greens[1] < 0.75 * 220
    assert greens[-2] < 0.75 * 220


def test_blending_changes_only_where_the_layer_is(new_layer, plain_face) -> None:
    layer = new_layer()
    layer.shadow = 0.0
    layer.ellipse((0, 0), (0.3, 0.3), GREEN)
    image = plain_face.copy()
    layer.blend_into(image)
    changed = np.abs(image.astype(int) - plain_face).max(axis=2) > 20
    y, x = np.nonzero(changed)
    mouth_x, mouth_y = to_pixels(layer.pose, np.array([[0, MOUTH_V]], np.float32))[0]
    assert (x.mean(), y.mean()) == pytest.approx((mouth_x, mouth_y), abs=2)
    assert changed.sum() == pytest.approx(np.pi * (0.3 * 70) ** 2, rel=0.3)


def test_a_shadow_darkens_the_surroundings(new_layer, plain_face) -> None:
    with_shadow, without = plain_face.copy(), plain_face.copy()
    for image, shadow in ((with_shadow, 0.5), (without, 0.0)):
        layer = new_layer()
        layer.shadow = shadow
        layer.ellipse((0, 0), (0.3, 0.3), GREEN)
        layer.blend_into(image)
    below = (slice(150 + 95, 150 + 105), slice(190, 210))
    assert with_shadow[below].mean() < without[below].mean() - 3


def test_mottling_varies_the_brightness(new_layer) -> None:
    layer = new_layer()
    layer.ellipse((0, 0), (0.6, 0.6), (100, 100, 100))
    layer.mottle(0.3, (8, 8))
    inside = layer.color[layer.alpha == 255]
    assert 60 <= inside.min() < 90
    assert 110 < inside.max() <= 145
