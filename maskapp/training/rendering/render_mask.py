"""Rendering of a mask onto a bare face, worn properly or wrong in the usual ways."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.rendering.blending import (
    Region,
    Scene,
    blend,
    cast_shadow,
    dimmed,
    lit,
    strokes,
)
from maskapp.training.rendering.head_model import ARC_PER_RADIAN, Floats, HeadPose, Surface
from maskapp.training.rendering.mask_styles import MaskStyle, Shape
from maskapp.training.rendering.mask_textures import S_RANGE, T_RANGE, texture


class Wear(StrEnum):
    """The way a mask is worn; all but `PROPER` are *worn wrong*."""

    PROPER = "proper"
    UNDER_NOSE = "under_nose"
    NOSE_TIP = "nose_tip"
    UNDER_CHIN = "under_chin"
    LIFTED = "lifted"
    OVER_EYES = "over_eyes"
    FOREHEAD = "forehead"
    ONE_EAR = "one_ear"


@dataclass(frozen=True, slots=True)
class _Fit:
    """The position of a mask on the head.

    Attributes:
        top: Height of the middle of the top edge, canonical units.
        bottom: Height of the middle of the bottom edge.
        half_width: Along the skin, units.
        bow: How much lower the sides are; negative if they are higher.
        tilt: How much lower the right side is than the middle.
    """

    top: float
    bottom: float
    half_width: float
    bow: float
    tilt: float

    def height(self, s: float, t: float) -> float:
        """Return the canonical height of a point of the mask laid flat."""
        return self.top + self.bow * s * s + self.tilt * s + t * (self.bottom - self.top)


# Photographs taken with a flash, and masks rendered by other programs, have no shading.
_FLAT_SHARE = 0.15
# Many masks end halfway down the nose and still cover nostrils and tip.
_LOW_SHARE = 0.3
_LOW_TOP = (0.36, 0.46)
_ON_MOUTH = (Wear.PROPER, Wear.NOSE_TIP, Wear.UNDER_NOSE)
"""Ways in which a neck gaiter can be worn, too."""
_PUSHED_AWAY = (Wear.UNDER_CHIN, Wear.FOREHEAD)
"""Worn so, a mask is folded up."""
# Ranges of the top edge, the bottom edge (pushed away: its height) and the bow.
_PLACES: dict[Wear, tuple[tuple[float, float], ...]] = {
    Wear.PROPER: ((0.14, 0.36), (1.66, 2.0), (0.02, 0.2)),
    Wear.NOSE_TIP: ((0.55, 0.66), (1.7, 2.05), (-0.1, 0.12)),
    Wear.UNDER_NOSE: ((0.68, 0.88), (1.72, 2.15), (-0.22, 0.08)),
    Wear.UNDER_CHIN: ((1.2, 1.6), (0.6, 1.05), (-0.5, -0.05)),
    Wear.LIFTED: ((0.05, 0.3), (0.68, 0.88), (-0.05, 0.15)),
    Wear.OVER_EYES: ((-0.85, -0.4), (0.8, 1.8), (-0.05, 0.2)),
    Wear.FOREHEAD: ((-1.3, -0.95), (0.5, 0.75), (-0.05, 0.25)),
}


def can_render(landmarks: ArrayLike, box: ArrayLike) -> bool:
    """Return whether the geometry of a face is good enough to render on.

    Args:
        landmarks: (5, 2), pixels, as in `maskapp.records.Detection`.
        box: x1, y1, x2, y2, pixels.
    """
    return HeadPose.estimate(landmarks, box) is not None


def render_mask(
    image: Image,
    landmarks: ArrayLike,
    box: ArrayLike,
    wear: Wear,
    style: MaskStyle,
    rng: np.random.Generator,
) -> Image:
    """Render a mask onto a bare face.

    The generator decides exactly how the mask is worn: with the same seed, a moving face wears it
    in the same way in every frame.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        landmarks: (5, 2), pixels, as in `maskapp.records.Detection`.
        box: x1, y1, x2, y2 of the face, pixels.
        wear: The way the mask is worn.
        style: The style of the mask.
        rng: The random number generator.

    Returns:
        A new image; a plain copy if `can_render` is false for the face.
    """
    rendered = image.copy()
    pose = HeadPose.estimate(landmarks, box)
    if pose is None:
        return rendered
    scene = Scene.measure(image, pose)
    gain = float(rng.uniform(0.85, 1.18))
    if rng.random() < _FLAT_SHARE:
        scene = scene.flat()
    if wear not in _ON_MOUTH:
        style = style.unwrapped()
    if wear is Wear.ONE_EAR:
        _hang(rendered, pose, scene, style, gain, rng)
    else:
        _wear(rendered, pose, scene, style, gain, _draw_fit(wear, style, rng), rng)
    return rendered


def _draw_fit(wear: Wear, style: MaskStyle, rng: np.random.Generator) -> _Fit:
    top_range, bottom_range, bow_range = _PLACES[wear]
    if wear is Wear.PROPER and rng.random() < _LOW_SHARE:
        top_range = _LOW_TOP
    top = float(rng.uniform(*top_range))
    bottom = float(rng.uniform(*bottom_range))
    bow = float(rng.uniform(*bow_range))
    tilt = float(rng.normal(0, 0.03))
    if wear in _PUSHED_AWAY:
        bottom = top + bottom * style.height
    elif wear is not Wear.LIFTED:
        bottom += 0.8 * (style.height - 1)
        if style.is_wrapped:
            bottom += 0.35
    return _Fit(top, bottom, style.half_width, bow, tilt)


def _wear(
    image: Image,
    pose: HeadPose,
    scene: Scene,
    style: MaskStyle,
    gain: float,
    fit: _Fit,
    rng: np.random.Generator,
) -> None:
    """Draw a mask that lies on the head, in place."""
    edge = np.linspace(-1.1, 1.1, 9, dtype=np.float32)
    s, t = (grid.ravel() for grid in np.meshgrid(edge, (T_RANGE[0], 0.5, T_RANGE[1])))
    angle = np.clip(s * fit.half_width / ARC_PER_RADIAN, -1.7, 1.7)
    heights = np.array([fit.height(*st) for st in zip(s, t, strict=True)], np.float32)
    straps = _straps(pose, style, fit, rng)
    points = np.vstack([pose.project(angle, heights), *straps])
    region = Region.around(points, 0.15 * pose.unit_px + 2, image)
    if region is None:
        return
    surface = pose.surface(*region.grid())
    color, alpha = _sample(style, fit, surface, pose.unit_px)
    cast_shadow(image, region, alpha, 0.14 * pose.unit_px, float(rng.uniform(0.12, 0.32)))
    # Cloth is darker at the sides and below the chin, where it turns away from the light.
    turn = 1 - 0.28 * np.minimum(np.abs(surface.limb), 1) ** 3
    turn -= 0.22 * np.clip((surface.height - 1.25) / 0.8, 0, 1)
    color = dimmed(color, turn)
    _add_straps(color, alpha, region, straps, style, pose.unit_px)
    blend(image, region, lit(color, region, pose, scene, gain), alpha, scene, rng)


def _sample(style: MaskStyle, fit: _Fit, surface: Surface, unit_px: float) -> tuple[Floats, Floats]:
    """Return colour (h, w, 3) and opacity (h, w), 0 to 1, of the mask over a region."""
    s = surface.angle * np.float32(ARC_PER_RADIAN / fit.half_width)
    t = surface.height - np.float32(fit.top)
    t = (t - s * (np.float32(fit.bow) * s + np.float32(fit.tilt))) / (fit.bottom - fit.top)
    layer = texture(style, _texture_width(2 * fit.half_width * unit_px))
    height_px, width_px = layer.shape[:2]
    across = (s - S_RANGE[0]) * np.float32((width_px - 1) / (S_RANGE[1] - S_RANGE[0]))
    down = (t - T_RANGE[0]) * np.float32((height_px - 1) / (T_RANGE[1] - T_RANGE[0]))
    warped = cv2.remap(
        layer, across, down.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
    ).astype(np.float32)
    outline = np.clip((1 - np.abs(surface.limb)) * surface.half_width_px, 0, 1)
    return np.ascontiguousarray(warped[..., :3]), warped[..., 3] * outline / 255


def _texture_width(span_px: float) -> int:
    """Return a power of two near the size in the image, so that no detail is skipped."""
    return int(np.clip(2 ** np.floor(np.log2(max(span_px, 1) * 1.35)), 32, 256))


def _straps(pose: HeadPose, style: MaskStyle, fit: _Fit, rng: np.random.Generator) -> list[Floats]:
    """Return the visible strings from the corners to the ears, points (n, 2) each."""
    sag, ear = float(rng.uniform(-0.12, 0.2)), float(rng.uniform(-0.02, 0.2))
    if style.is_wrapped:
        return []
    ends = (-0.35, 0.75) if style.has_head_bands else (ear, ear + 0.5)
    upper, lower = (0.36, 0.6) if style.shape in (Shape.FOLDED, Shape.CUP) else (0.22, 0.75)
    paths = []
    for side in (-1, 1):
        start = 0.97 * fit.half_width / ARC_PER_RADIAN
        if not pose.is_visible(side * 0.5 * (start + 1.55)):
            continue
        for t, end in zip((upper, lower), ends, strict=True):
            way = np.linspace(0, 1, 7)
            angles = side * (start + (1.58 - start) * way)
            begin = fit.height(side * 0.97, t)
            heights = begin + (end - begin) * way + sag * np.sin(np.pi * way)
            paths.append(pose.project(angles, heights))
    return paths


def _add_straps(
    color: Floats,
    alpha: Floats,
    region: Region,
    straps: list[Floats],
    style: MaskStyle,
    unit_px: float,
) -> None:
    """Draw strings into a mask's layer, behind the mask, in place."""
    offset = np.array([region.x1, region.y1], np.float32)
    lines = strokes(region.shape, [path - offset for path in straps], style.strap_width * unit_px)
    behind = 0.9 * lines * (1 - alpha)
    color[behind > alpha] = np.array(style.strap, np.float32) * 0.9
    np.add(alpha, behind, out=alpha)


def _hang(
    image: Image,
    pose: HeadPose,
    scene: Scene,
    style: MaskStyle,
    gain: float,
    rng: np.random.Generator,
) -> None:
    """Draw a mask that hangs from the visible ear, in place."""
    side = int(rng.choice([-1, 1]))
    swing, length = float(rng.uniform(-0.15, 0.75)), float(rng.uniform(1.5, 2.2))
    breadth, gap = float(rng.uniform(0.55, 1.1)), float(rng.uniform(0.05, 0.3))
    if abs(pose.yaw_sin) > 0.25:
        side = -1 if pose.yaw_sin > 0 else 1
    ear = pose.project([side * 1.4], [0.35])[0]
    # Along the mask from the ear; a positive swing is towards the middle of the face.
    along = np.cos(swing) * pose.down - side * np.sin(swing) * pose.right
    across = np.array([along[1], -along[0]], np.float32)
    unit = pose.unit_px
    start = ear + gap * unit * along
    corner = start - across * breadth * unit / 2
    layer = texture(style, _texture_width(length * unit))
    height_px, width_px = layer.shape[:2]
    s_px, t_px = width_px / (S_RANGE[1] - S_RANGE[0]), height_px / (T_RANGE[1] - T_RANGE[0])
    source = np.array([(-1, 0), (1, 0), (-1, 1)], np.float32)
    flat = (source - (S_RANGE[0], T_RANGE[0])) * (s_px, t_px)
    placed = np.stack([corner, corner + along * length * unit, corner + across * breadth * unit])
    far = placed[1] + placed[2] - placed[0]
    region = Region.around(np.vstack([placed, far, ear]), 0.2 * unit + 2, image)
    if region is None:
        return
    offset = np.array([region.x1, region.y1], np.float32)
    matrix = cv2.getAffineTransform(flat.astype(np.float32), (placed - offset).astype(np.float32))
    warped = cv2.warpAffine(layer, matrix, region.shape[::-1]).astype(np.float32)
    alpha = warped[..., 3] / 255
    cast_shadow(image, region, alpha, 0.16 * unit, 0.25)
    loop = start + across * breadth * unit * np.array([[-0.3], [0], [0.3]], np.float32)
    loop[1] = ear
    color = np.ascontiguousarray(warped[..., :3])
    _add_straps(color, alpha, region, [loop.astype(np.float32)], style, unit)
    blend(image, region, lit(color, region, pose, scene, gain * 0.95), alpha, scene, rng)
