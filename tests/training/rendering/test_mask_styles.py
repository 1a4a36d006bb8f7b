from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from maskapp.training.rendering.mask_prints import PRINTS
from maskapp.training.rendering.mask_styles import Shape, random_style

STYLES = [random_style(np.random.default_rng(seed)) for seed in range(400)]


def test_styles_are_varied() -> None:
    assert {style.shape for style in STYLES} == set(Shape)
    assert {style.pattern for style in STYLES} == set(PRINTS)
    assert any(style.has_valve for style in STYLES)
    assert any(style.has_window for style in STYLES)
    assert any(sum(style.color) < 150 for style in STYLES)
    assert any(sum(style.color) > 690 for style in STYLES)


def test_surgical_masks_are_the_most_common() -> None:
    counts = Counter(style.shape for style in STYLES)
    assert counts.most_common(1)[0][0] is Shape.PLEATED
    assert counts[Shape.PLEATED] / len(STYLES) == pytest.approx(0.38, abs=0.07)


def test_only_cups_have_head_bands() -> None:
    assert {style.shape for style in STYLES if style.has_head_bands} == {Shape.CUP}


def test_the_seed_determines_the_style() -> None:
    assert STYLES[7] == random_style(np.random.default_rng(7))


@pytest.mark.parametrize("shape", list(Shape))
def test_scarves_become_masks_with_ear_loops(shape: Shape) -> None:
    style = replace(STYLES[0], shape=shape)
    assert style.is_wrapped == (shape in (Shape.GAITER, Shape.BANDANA))
    assert not style.unwrapped().is_wrapped
    assert (style.unwrapped() is style) != style.is_wrapped
