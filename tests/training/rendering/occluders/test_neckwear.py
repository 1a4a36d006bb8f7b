import numpy as np
import pytest

from maskapp.training.rendering.occluders.neckwear import (
    draw_collar,
    draw_neckerchief,
    draw_scarf,
)

SEEDS = range(12)


@pytest.mark.parametrize("draw", [draw_collar, draw_neckerchief, draw_scarf])
def test_the_lips_stay_free(new_layer, covered, draw) -> None:
    for seed in SEEDS:
        layer = new_layer(seed)
        draw(layer)
        assert covered(layer, 0, 0.99) < 0.2


@pytest.mark.parametrize("draw", [draw_collar, draw_neckerchief])
def test_a_collar_and_a_neckerchief_leave_the_chin_free(new_layer, covered, draw) -> None:
    for seed in SEEDS:
        layer = new_layer(seed)
        draw(layer)
        assert max(covered(layer, side, 1.4) for side in (-0.5, 0, 0.5)) < 0.05


def test_a_collar_is_around_the_neck(new_layer, covered) -> None:
    for seed in SEEDS:
        layer = new_layer(seed)
        draw_collar(layer)
        assert covered(layer, 0, 2.3) > 0.9


def test_a_neckerchief_is_lower_in_the_middle_than_at_the_sides(new_layer, covered) -> None:
    heights = np.arange(1.4, 2.6, 0.02)
    for seed in SEEDS:
        layer = new_layer(seed)
        draw_neckerchief(layer)
        left, middle, right = (
            next(height for height in heights if covered(layer, side, height) > 0.4)
            for side in (-0.35, 0, 0.35)
        )
        assert middle > max(left, right)
        assert covered(layer, 0, middle + 0.2) > 0.9


def test_about_half_of_the_collars_are_pale(new_layer) -> None:
    pale = []
    for seed in range(40):
        layer = new_layer(seed)
        draw_collar(layer)
        pale.append(layer.color[layer.alpha > 200].mean(axis=0).min() > 150)
    assert 0.4 <= np.mean(pale) <= 0.85
