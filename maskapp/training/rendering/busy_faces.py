"""Hands and things at the mouth of somebody with a mask, who eats, drinks, speaks or coughs.

A network that has only seen them before bare faces labels everybody bare who has one there.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.rendering.face_layer import to_pixels
from maskapp.training.rendering.head_model import HeadPose
from maskapp.training.rendering.mask_styles import MaskStyle
from maskapp.training.rendering.occluders.add_occluder import Occluder, add_occluder
from maskapp.training.rendering.render_mask import Wear, render_mask

_AT_MOUTH = (
    *(Occluder.HAND, Occluder.HAND),  # the most frequent
    *(Occluder.CUP, Occluder.FOOD, Occluder.MICROPHONE, Occluder.PHONE),
)
_MOST_HIDDEN = 0.6
"""Share of the mask that may be hidden; of a mask that is, nobody could tell."""
_CHANGE = 12
"""Difference of a pixel's colour, of 255, from which something is drawn there."""
_MASK_AREA = ((-0.95, 0.4), (0.95, 1.9))
"""Where most of a mask is, worn right or at the chin: corners in units of the head model."""
_NOSE_AREA, _MOST_OF_NOSE_HIDDEN = ((-0.3, 0.15), (0.3, 0.7)), 0.35
"""Where the nose is, and how much of it may be hidden: it tells how a mask is worn."""


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


def add_before_mask(
    image: Image, landmarks: ArrayLike, box: ArrayLike, rng: np.random.Generator
) -> Image:
    """Render a hand or a thing at the mouth of a face with a mask; its label stays true.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        landmarks: (5, 2), pixels, as in `maskapp.records.Detection`.
        box: x1, y1, x2, y2 of the face, pixels.
        rng: The random number generator.

    Returns:
        A new image; the same one if too much of the mask or of the nose would be hidden, or if
        `can_render` is false for the face.
    """
    pose = HeadPose.estimate(landmarks, box)
    if pose is None:
        return image
    kind = _AT_MOUTH[rng.integers(len(_AT_MOUTH))]
    busy = add_occluder(image, landmarks, box, kind, rng, is_masked=True)
    is_hidden = _differs(busy, image)
    hides_mask = _share_inside(is_hidden, pose, _MASK_AREA) > _MOST_HIDDEN
    hides_nose = _share_inside(is_hidden, pose, _NOSE_AREA) > _MOST_OF_NOSE_HIDDEN
    return image if hides_mask or hides_nose else busy


def _share_inside(
    is_hidden: NDArray[np.bool_], pose: HeadPose, area: tuple[tuple[float, float], ...]
) -> float:
    """Return the share of an area of the face that is hidden; 1 if it is outside the image."""
    (left, top), (right, bottom) = area
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    inside = np.zeros(is_hidden.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(to_pixels(pose, corners)).astype(np.int32)], 1)
    return float(is_hidden[inside > 0].mean()) if inside.any() else 1.0


def _differs(first: Image, second: Image) -> NDArray[np.bool_]:
    """Return where two images differ, (height, width)."""
    differs = np.abs(first.astype(np.int16) - second).max(axis=2) > _CHANGE
    return np.asarray(differs, np.bool_)
