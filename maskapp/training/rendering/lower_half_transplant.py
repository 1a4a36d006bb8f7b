"""Transplanting the lower half of one face onto another: real masks, worn wrong as needed.

Cut and paste as in Dwibedi et al. 2017 ("Cut, Paste and Learn"), along the head model. Cloth,
folds, light and strings are those of a photograph; only the position is chosen. A mask that is
cut off below the nose looks like one worn under it.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.rendering.blending import Region, blurred
from maskapp.training.rendering.head_model import Floats, HeadPose

_MAX_YAW_DIFFERENCE = 0.3  # difference of the sines; beyond it, cheeks would be smeared
_RELIGHTING_RANGE = (0.5, 2.0)
_CHIN_OF_MASK = 1.95  # canonical height at which most masks end


class Seam(StrEnum):
    """The place on the face where the donor's half begins."""

    ABOVE_NOSE = "above_nose"
    UNDER_NOSE = "under_nose"
    UNDER_MOUTH = "under_mouth"


class _Place(NamedTuple):
    """Ranges of canonical heights.

    Attributes:
        top: Where the donor's half begins on the face.
        bottom: Where it ends.
        bow: How much lower the seam is at the sides.
        begin: Where the half begins on the donor; None for the same height as on the face.
    """

    top: tuple[float, float]
    bottom: tuple[float, float]
    bow: tuple[float, float]
    begin: tuple[float, float] | None = None


_PLACES = {
    Seam.ABOVE_NOSE: _Place((0.15, 0.35), (1.9, 2.3), (0.0, 0.2)),
    Seam.UNDER_NOSE: _Place((0.68, 0.9), (1.9, 2.3), (-0.2, 0.1)),
    # Squeezed, like a mask pulled under the chin.
    Seam.UNDER_MOUTH: _Place((1.2, 1.5), (2.1, 2.5), (-0.2, 0.1), (0.55, 0.8)),
}


class PosedFace(NamedTuple):
    """An image, (height, width, 3), uint8, BGR, and the pose of the head in it."""

    image: Image
    pose: HeadPose


def transplant(
    face: PosedFace, donor: PosedFace, seam: Seam, rng: np.random.Generator
) -> Image | None:
    """Transplant the lower half of a donor onto a face, adapted to the face's light.

    Args:
        face: Keeps what is above the seam; not changed.
        donor: Provides the lower half.
        seam: The place where the donor's half begins.
        rng: The random number generator.

    Returns:
        A new image; None if the heads' poses differ too much, or the part below the seam is
        outside the image.
    """
    pose = face.pose
    if abs(pose.yaw_sin - donor.pose.yaw_sin) > _MAX_YAW_DIFFERENCE:
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
    taken = _taken(donor, surface.limb, begin + (surface.height - top) * squeeze, pose.unit_px)
    aside = np.sin(surface.angle)
    below_seam = surface.height - top - aside * (bow * aside + tilt)
    alpha: Floats = np.clip(below_seam / max(0.02, 0.7 / pose.unit_px) + 0.5, 0, 1)
    alpha *= np.clip((bottom - surface.height) / 0.15, 0, 1)
    alpha *= np.clip((1.04 - np.abs(surface.limb)) * surface.half_width_px / 1.5, 0, 1)
    alpha = blurred(alpha.astype(np.float32), 0.6)[..., None]
    result = face.image.copy()
    mixed = result[region.slices] * (1 - alpha) + taken * _relighting(face, donor) * alpha
    result[region.slices] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    return result


def _taken(donor: PosedFace, limb: Floats, height: Floats, unit_px: float) -> Floats:
    """Sample the donor's image at points of its head, without detail too fine to show."""
    image, pose = donor
    x, y = pose.locate(limb, height)
    shrinks = pose.unit_px / unit_px
    if shrinks > 1.6:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.4 * shrinks), np.uint8)
    taken = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return taken.astype(np.float32)


def _relighting(face: PosedFace, donor: PosedFace) -> Floats:
    """Return factors (3,) that adapt the donor's skin to the face: light fully, hue halfway."""
    factors = _skin(face) / np.maximum(_skin(donor), 8)
    factors = np.clip(factors, *_RELIGHTING_RANGE)
    relighting: Floats = (0.5 * factors + 0.5 * factors.mean()).astype(np.float32)
    return relighting


def _skin(posed: PosedFace) -> Floats:
    """Return the colour (3,) around the eyes, which masks leave uncovered."""
    corners = posed.pose.project([-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.3, 0.3])
    region = Region.around(corners, 0, posed.image)
    pixels = posed.image[region.slices if region else ...].reshape(-1, 3)
    return np.asarray(np.median(pixels, axis=0), np.float32)
