"""A mask pulled to the chin to eat, drink, speak or cough, and what is at the mouth then."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maskapp.records import Image
from maskapp.training.rendering.mask_styles import MaskStyle
from maskapp.training.rendering.occluders import Occluder, add_occluder
from maskapp.training.rendering.render_mask import Wear, render_mask

_AT_MOUTH = (Occluder.HAND, Occluder.CUP, Occluder.FOOD, Occluder.MICROPHONE, Occluder.PHONE)
_MOST_HIDDEN = 0.6
"""Share of the mask that may be hidden; of a mask that is, nobody could tell."""
_CHANGE = 12
"""Difference of a pixel's colour, of 255, from which something is drawn there."""


def render_busy(
    image: Image, landmarks: ArrayLike, box: ArrayLike, style: MaskStyle, rng: np.random.Generator
) -> Image:
    """Render a mask under the chin, and something at the mouth that leaves the mask in sight.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        landmarks: (5, 2), pixels, as in `maskapp.records.Detection`.
        box: x1, y1, x2, y2 of the face, pixels.
        style: The style of the mask.
        rng: The random number generator.

    Returns:
        A new image, with the mask alone if the thing would hide most of it; a plain copy if
        `can_render` is false for the face.
    """
    masked = render_mask(image, landmarks, box, Wear.UNDER_CHIN, style, rng)
    kind = _AT_MOUTH[rng.integers(len(_AT_MOUTH))]
    busy = add_occluder(masked, landmarks, box, kind, rng)
    is_mask = _differs(masked, image)
    hidden = np.count_nonzero(is_mask & _differs(busy, masked))
    return busy if hidden < _MOST_HIDDEN * np.count_nonzero(is_mask) else masked


def _differs(first: Image, second: Image) -> NDArray[np.bool_]:
    """Return where two images differ, (height, width)."""
    differs = np.abs(first.astype(np.int16) - second).max(axis=2) > _CHANGE
    return np.asarray(differs, np.bool_)
