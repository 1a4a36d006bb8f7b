import numpy as np
import pytest

from maskapp.training.rendering.occluders.hands import draw_hand


def test_about_half_of_the_hands_cover_the_tip_of_the_nose(new_layer, covered) -> None:
    shares = []
    for seed in range(40):
        layer = new_layer(seed)
        draw_hand(layer)
        shares.append(covered(layer, 0, 0.56))
    assert 0.25 <= np.mean(np.array(shares) > 0.5) <= 0.75


def test_a_hand_has_the_colour_and_light_of_the_face(new_layer) -> None:
    layer = new_layer(3)
    draw_hand(layer)
    assert layer.is_lit
    hand = np.median(layer.color[layer.alpha > 200], axis=0)
    assert hand / hand.sum() == pytest.approx(layer.scene.skin / layer.scene.skin.sum(), abs=0.02)


def test_hands_differ_by_seed(new_layer) -> None:
    drawn = set()
    for seed in range(10):
        layer = new_layer(seed)
        draw_hand(layer)
        drawn.add(layer.alpha.tobytes())
    assert len(drawn) == 10
