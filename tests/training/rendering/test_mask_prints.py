import numpy as np
import pytest

from maskapp.training.rendering.mask_prints import PRINTS, smooth_noise

FIRST, SECOND = np.array([200.0, 60, 30]), np.array([20.0, 90, 220])


def cloth(name: str, seed: int = 1) -> np.ndarray:
    s = np.linspace(-1, 1, 96, dtype=np.float32)[None, :]
    fall = np.repeat(np.linspace(0, 1, 72, dtype=np.float32)[:, None], 96, 1)
    return PRINTS[name](s, fall, FIRST, SECOND, np.random.default_rng(seed))


@pytest.mark.parametrize("name", PRINTS)
def test_every_print_covers_the_cloth(name: str) -> None:
    image = cloth(name)
    assert image.shape == (72, 96, 3)
    assert image.min() >= 0
    assert image.max() <= 255


def test_plain_cloth_has_one_colour() -> None:
    assert np.all(cloth("plain") == FIRST.astype(np.float32))


@pytest.mark.parametrize("name", ["stripes", "checks", "dots", "camouflage"])
def test_two_colour_prints_show_both_colours(name: str) -> None:
    image = cloth(name).reshape(-1, 3)
    for color in (FIRST, SECOND):
        is_near = np.abs(image - color).max(axis=1) < 12
        assert is_near.mean() > 0.03


def test_letters_are_printed_on_plain_cloth() -> None:
    is_plain = np.all(np.abs(cloth("lettered") - FIRST) < 2, axis=2)
    assert 0.5 < is_plain.mean() < 1


def test_smooth_noise_has_no_steps() -> None:
    noise = smooth_noise((80, 120), (4, 6), np.random.default_rng(1))
    assert noise.shape == (80, 120)
    assert np.abs(noise).max() < 1.6
    assert np.abs(np.diff(noise, axis=1)).max() < 0.2
