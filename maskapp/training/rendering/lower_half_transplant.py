"""Gives a face the lower half of another one: real masks, worn where we want them.

Cut and paste as in Dwibedi et al. 2017 ("Cut, Paste and Learn"), along the head model: the
cloth, folds, light and strings are those of a photograph, only the place is ours. A mask whose
upper part is cut off below the nose looks as one that is worn there.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.rendering.blending import Region, smoothed
from maskapp.training.rendering.head_model import Floats, HeadPose

_MOST_TURN_APART = 0.3  # of the sines; beyond, cheeks would be smeared
_LIGHTING = (0.5, 2.0)
_CHIN_OF_MASK = 1.95  # canonical height at which most masks end


class Seam(StrEnum):
    """Where on the face the other one begins."""

    ABOVE_NOSE = "above_nose"
    UNDER_NOSE = "under_nose"
    UNDER_MOUTH = "under_mouth"


class _Place(NamedTuple):
    """Ranges, canonical heights: where the other face begins and ends, and how bowed that is.

    `begin` is what of the other face comes first; None for what is there on that face.
    """

    top: tuple[float, float]
    bottom: tuple[float, float]
    bow: tuple[float, float]
    begin: tuple[float, float] | None = None


_PLACES = {
    Seam.ABOVE_NOSE: _Place((0.15, 0.35), (1.9, 2.3), (0.0, 0.2)),
    Seam.UNDER_NOSE: _Place((0.68, 0.9), (1.9, 2.3), (-0.2, 0.1)),
    # Pushed together, as a mask under the chin is.
    Seam.UNDER_MOUTH: _Place((1.2, 1.5), (2.1, 2.5), (-0.2, 0.1), (0.55, 0.8)),
}


class PosedFace(NamedTuple):
    """A picture, (height, width, 3), uint8, BGR, and how the head in it is turned."""

    image: Image
    pose: HeadPose


def transplant(
    face: PosedFace, other: PosedFace, seam: Seam, rng: np.random.Generator
) -> Image | None:
    """Gives a face the lower half of another one.

    Args:
        face: Keeps what is above the seam; not written to.
        other: Whose lower half is taken, brought to the light of the face.
        seam: Where the one ends and the other begins.
        rng: Where the chance comes from.

    Returns:
        A new picture; None where the heads are turned too differently, or what is below the
        seam lies outside of the picture.
    """
    pose = face.pose
    if abs(pose.yaw_sin - other.pose.yaw_sin) > _MOST_TURN_APART:
        return None
    place = _PLACES[seam]
    top, bottom = float(rng.uniform(*place.top)), float(rng.uniform(*place.bottom))
    bow, tilt = float(rng.uniform(*place.bow)), float(rng.normal(0, 0.03))
    angles, heights = np.meshgrid([-1.5, 0.0, 1.5], [top - 0.4, bottom])
    outline = pose.project(angles.ravel(), heights.ravel())
    region = Region.around(outline, 0.2 * pose.unit_px, face.image)
    if region is None:
        return None
    surface = pose.surface(*region.grid())
    begin = top if place.begin is None else float(rng.uniform(*place.begin))
    squeeze = 1.0 if place.begin is None else (_CHIN_OF_MASK - begin) / (bottom - top)
    taken = _taken(other, surface.limb, begin + (surface.height - top) * squeeze, pose.unit_px)
    aside = np.sin(surface.angle)
    below_seam = surface.height - top - aside * (bow * aside + tilt)
    alpha: Floats = np.clip(below_seam / max(0.02, 0.7 / pose.unit_px) + 0.5, 0, 1)
    alpha *= np.clip((bottom - surface.height) / 0.15, 0, 1)
    alpha *= np.clip((1.04 - np.abs(surface.limb)) * surface.half_width_px / 1.5, 0, 1)
    alpha = smoothed(alpha.astype(np.float32), 0.6)[..., None]
    result = face.image.copy()
    mixed = result[region.slices] * (1 - alpha) + taken * _relighting(face, other) * alpha
    result[region.slices] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    return result


def _taken(other: PosedFace, limb: Floats, height: Floats, unit_px: float) -> Floats:
    """What of the other picture is at places of its head, without detail too fine to show."""
    image, pose = other
    x, y = pose.locate(limb, height)
    shrinks = pose.unit_px / unit_px
    if shrinks > 1.6:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.4 * shrinks), np.uint8)
    taken = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return taken.astype(np.float32)


def _relighting(face: PosedFace, other: PosedFace) -> Floats:
    """(3,), factors that bring the other's skin to that of the face, half of the hue's way."""
    factors = _skin(face) / np.maximum(_skin(other), 8)
    factors = np.clip(factors, *_LIGHTING)
    relighting: Floats = (0.5 * factors + 0.5 * factors.mean()).astype(np.float32)
    return relighting


def _skin(portrait: PosedFace) -> Floats:
    """(3,), the colour around the eyes, which masks leave free."""
    corners = portrait.pose.project([-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.3, 0.3])
    region = Region.around(corners, 0, portrait.image)
    pixels = portrait.image[region.slices if region else ...].reshape(-1, 3)
    return np.asarray(np.median(pixels, axis=0), np.float32)
