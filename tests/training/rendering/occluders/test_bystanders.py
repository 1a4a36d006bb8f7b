import numpy as np
import pytest

from maskapp.training.rendering.occluders.bystanders import draw_bystander


@pytest.mark.parametrize("seed", range(12))
def test_a_bystander_hides_a_part_from_below_and_leaves_the_eyes(new_layer, covered, seed) -> None:
    layer = new_layer(seed)
    draw_bystander(layer)
    assert max(covered(layer, side, 0) for side in (-0.45, 0.45)) == 0
    lowest_row = layer.alpha[-10:]
    assert lowest_row.max() == 255


def test_bystanders_differ_in_colour(new_layer) -> None:
    brightness = []
    for seed in range(30):
        layer = new_layer(seed)
        draw_bystander(layer)
        brightness.append(layer.color[layer.alpha > 200].mean())
    assert min(brightness) < 50
    assert max(brightness) > 120
    assert np.median(brightness) < 120, "dark hair is the most common"
