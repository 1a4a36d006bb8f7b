"""Masks and occluders rendered onto bare faces, in given shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskapp.records import Box, Image, MaskLabel
from maskapp.training.rendering.occluders import Occluder, add_occluder
from maskapp.training.rendering.render_mask import Wear, can_render, random_style, render_mask

SMALLEST_WRONG_PX = 26.0
"""Height of a face below which nobody sees how a mask is worn; there none is put on wrong."""

_WRONG_WEARS = (Wear.UNDER_NOSE, Wear.NOSE_TIP, Wear.UNDER_CHIN, Wear.ONE_EAR)
# As people really do it: mostly under the nose, then under the chin.
_WRONG_WEAR_SHARES = (0.48, 0.16, 0.29, 0.07)
_OCCLUDERS = tuple(Occluder)


@dataclass(frozen=True, slots=True)
class RenderShares:
    """What share of the bare faces gets something rendered on.

    Attributes:
        wrong: A mask worn wrong; the label becomes incorrect_mask.
        proper: A mask worn right; the label becomes with_mask, so that being rendered
            never gives a label away.
        occluder: A hand, cup, microphone, beard or the like; the label stays.
    """

    wrong: float = 0.17
    proper: float = 0.12
    occluder: float = 0.24


def render_on_bare(
    image: Image,
    box: Box,
    landmarks: NDArray[np.float32] | None,
    rendering: RenderShares,
    rng: np.random.Generator,
) -> tuple[Image, MaskLabel]:
    """Leave a bare face as it is, or put a mask or something else on it.

    Args:
        image: (height, width, 3), uint8, BGR.
        box: The face.
        landmarks: (5, 2), float32; without them the face stays as it is.
        rendering: The shares.
        rng: Where chance comes from.

    Returns:
        The picture, a new one if it changed, and its label.
    """
    bare = MaskLabel.WITHOUT_MASK
    if landmarks is None or not can_render(landmarks, box):
        return image, bare
    draw = rng.random()
    wrong = rendering.wrong if box.height >= SMALLEST_WRONG_PX else 0.0
    if draw < wrong:
        wear = _WRONG_WEARS[rng.choice(len(_WRONG_WEARS), p=_WRONG_WEAR_SHARES)]
        masked = render_mask(image, landmarks, box, wear, random_style(rng), rng)
        return masked, MaskLabel.INCORRECT_MASK
    draw -= wrong
    if draw < rendering.proper:
        masked = render_mask(image, landmarks, box, Wear.PROPER, random_style(rng), rng)
        return masked, MaskLabel.WITH_MASK
    draw -= rendering.proper
    if draw < rendering.occluder:
        kind = _OCCLUDERS[rng.integers(len(_OCCLUDERS))]
        return add_occluder(image, landmarks, box, kind, rng), bare
    return image, bare
