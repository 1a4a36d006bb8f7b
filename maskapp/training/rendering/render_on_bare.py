"""Rendering of masks and occluders onto bare faces, in given shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskapp.records import Box, Image, MaskLabel
from maskapp.training.rendering.busy_faces import render_busy
from maskapp.training.rendering.mask_styles import random_style
from maskapp.training.rendering.occluders.add_occluder import Occluder, add_occluder
from maskapp.training.rendering.render_mask import Wear, can_render, render_mask

SMALLEST_WRONG_PX = 26.0
"""Minimum face height for a mask worn wrong; on smaller faces nobody could see it."""

# As in real life mostly under the nose, then under the chin. The rest is rarer there, but of that
# hardly any photograph is learned from.
_WRONG_WEARS = {
    Wear.UNDER_NOSE: 0.33,
    Wear.NOSE_TIP: 0.14,
    Wear.UNDER_CHIN: 0.2,
    Wear.LIFTED: 0.06,
    Wear.OVER_EYES: 0.12,
    Wear.FOREHEAD: 0.06,
    Wear.ONE_EAR: 0.09,
}
_OCCLUDERS = (*Occluder, Occluder.BEARD, Occluder.NECKERCHIEF)  # most like masks at the chin
_BUSY_SHARE = 0.4  # of the masks under the chin


@dataclass(frozen=True, slots=True)
class RenderShares:
    """The shares of the bare faces that something is rendered onto.

    Attributes:
        wrong: A mask worn wrong; the label becomes incorrect_mask.
        proper: A mask worn properly; the label becomes with_mask. Without these the network could
            infer the label from the fact that a mask is rendered.
        occluder: A hand, cup, microphone, beard or the like; the label stays without_mask.
    """

    wrong: float = 0.17
    proper: float = 0.12
    occluder: float = 0.24


def render_on_bare(
    image: Image,
    box: Box,
    landmarks: NDArray[np.float32] | None,
    shares: RenderShares,
    rng: np.random.Generator,
) -> tuple[Image, MaskLabel]:
    """Render a mask or an occluder onto a bare face, or nothing.

    Args:
        image: (height, width, 3), uint8, BGR.
        box: The face, pixels.
        landmarks: (5, 2), float32, pixels; None leaves the face unchanged.
        shares: The share of faces for each rendering.
        rng: The random number generator.

    Returns:
        The image (a new one if it was changed) and its label.
    """
    bare = MaskLabel.WITHOUT_MASK
    if landmarks is None or not can_render(landmarks, box):
        return image, bare
    draw = rng.random()
    wrong = shares.wrong if box.height >= SMALLEST_WRONG_PX else 0.0
    if draw < wrong:
        wear = list(_WRONG_WEARS)[rng.choice(len(_WRONG_WEARS), p=list(_WRONG_WEARS.values()))]
        if wear is Wear.UNDER_CHIN and rng.random() < _BUSY_SHARE:
            masked = render_busy(image, landmarks, box, random_style(rng), rng)
        else:
            masked = render_mask(image, landmarks, box, wear, random_style(rng), rng)
        return masked, MaskLabel.INCORRECT_MASK
    draw -= wrong
    if draw < shares.proper:
        masked = render_mask(image, landmarks, box, Wear.PROPER, random_style(rng), rng)
        return masked, MaskLabel.WITH_MASK
    draw -= shares.proper
    if draw < shares.occluder:
        kind = _OCCLUDERS[rng.integers(len(_OCCLUDERS))]
        return add_occluder(image, landmarks, box, kind, rng), bare
    return image, bare
