import numpy as np
import pytest

from maskapp.pipeline.sources import bgr_images
from maskapp.pipeline.sources.bgr_images import bgr_image


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 1), (4, 6, 3), (4, 6, 4)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_alpha_and_16_bits_become_8_bit_bgr(shape: tuple[int, ...], dtype: type) -> None:
    value = 77 if dtype is np.uint8 else 77 * 257
    image = bgr_image(np.full(shape, value, dtype))
    assert image is not None
    assert (image.shape, image.dtype) == ((4, 6, 3), np.uint8)
    assert np.all(image == 77)
    assert image.flags.c_contiguous


def test_the_colours_are_kept_and_alpha_is_dropped() -> None:
    image = bgr_image(np.full((2, 2, 4), (10, 20, 30, 0), np.uint8))
    assert image is not None
    assert np.all(image == (10, 20, 30))


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((0, 640), np.uint8),
        np.zeros((4, 6, 2), np.uint8),
        np.zeros((4, 6, 3), np.float32),
        np.zeros(24, np.uint8),
        np.array(None),
    ],
    ids=["0 × 0", "no rows", "two channels", "floats", "one dimension", "nothing"],
)
def test_what_is_no_image_is_skipped(pixels: np.ndarray) -> None:
    assert bgr_image(pixels) is None


def test_an_image_beyond_the_limit_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bgr_images, "MAX_PIXELS", 23)
    assert bgr_image(np.zeros((4, 6, 3), np.uint8)) is None
