from dataclasses import replace

import numpy as np
import pytest

from maskapp.training.rendering.mask_styles import Shape, random_style
from maskapp.training.rendering.mask_textures import S_RANGE, T_RANGE, texture

STYLE = replace(
    random_style(np.random.default_rng(1)),
    color=(40, 230, 40),
    pattern="plain",
    has_window=False,
    has_valve=False,
)


def at(layer: np.ndarray, s: float, t: float) -> np.ndarray:
    """The pixel at a point of the mask."""
    height, width = layer.shape[:2]
    x = (s - S_RANGE[0]) / (S_RANGE[1] - S_RANGE[0]) * (width - 1)
    y = (t - T_RANGE[0]) / (T_RANGE[1] - T_RANGE[0]) * (height - 1)
    return layer[round(y), round(x)]


@pytest.mark.parametrize("shape", list(Shape))
def test_the_mask_is_opaque_inside_its_outline_only(shape: Shape) -> None:
    layer = texture(replace(STYLE, shape=shape), 128)
    assert layer.shape == (96, 128, 4)
    assert at(layer, 0, 0.5)[3] == 255
    assert at(layer, 0, -0.1)[3] == 0
    assert at(layer, -1.11, -0.1)[3] == 0


@pytest.mark.parametrize("shape", list(Shape))
def test_the_cloth_has_the_colour_of_the_style(shape: Shape) -> None:
    layer = texture(replace(STYLE, shape=shape), 128)
    blue, green, red = np.median(layer[layer[..., 3] == 255], axis=0)[:3]
    assert green > 180
    assert max(blue, red) < 60


def test_a_window_is_translucent_and_a_valve_is_not_green() -> None:
    window = texture(replace(STYLE, shape=Shape.CLOTH, has_window=True), 128)
    assert at(window, 0, 0.55)[3] == 80
    valve = texture(replace(STYLE, shape=Shape.CUP, has_valve=True), 128)
    blue, green, red, _ = at(valve, 0, 0.55).astype(int)
    assert abs(green - blue) < 30
    assert abs(green - red) < 30


def test_a_texture_is_read_only_and_the_same_every_time() -> None:
    layer = texture(STYLE, 64)
    with pytest.raises(ValueError, match="read-only"):
        layer[0, 0] = 0
    texture.cache_clear()
    assert np.array_equal(texture(STYLE, 64), layer)
