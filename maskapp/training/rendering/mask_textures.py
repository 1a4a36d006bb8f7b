"""Drawing of masks laid flat, to be wrapped around a face."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.training.rendering.head_model import Floats
from maskapp.training.rendering.mask_prints import PRINTS, smooth_noise
from maskapp.training.rendering.mask_styles import MaskStyle, Shape

S_RANGE = (-1.12, 1.12)
"""The range that a texture spans across; the mask itself spans -1 to 1."""

T_RANGE = (-0.12, 1.16)
"""The range that a texture spans down; the mask itself spans 0 to 1."""

# The right half of the outline, across and down, from the middle of the top edge to the middle
# of the bottom edge.
_OUTLINES: dict[Shape, tuple[tuple[float, ...], tuple[float, ...]]] = {
    Shape.PLEATED: (
        (0, 0.25, 0.65, 1, 1, 0.8, 0.4, 0),
        (0, 0.01, 0.07, 0.19, 0.79, 0.9, 0.98, 1),
    ),
    Shape.CLOTH: (
        (0, 0.2, 0.55, 0.9, 1, 0.99, 0.9, 0.45, 0),
        (0, 0.05, 0.14, 0.21, 0.3, 0.66, 0.78, 0.95, 1),
    ),
    Shape.FOLDED: (
        (0, 0.14, 0.5, 1, 1, 0.6, 0.25, 0),
        (0, 0.04, 0.17, 0.36, 0.62, 0.86, 0.97, 1),
    ),
    Shape.CUP: (
        (0, 0.25, 0.55, 0.85, 0.93, 0.86, 0.6, 0.3, 0),
        (0, 0.02, 0.12, 0.32, 0.52, 0.74, 0.92, 0.99, 1),
    ),
    Shape.SPONGE: (
        (0, 0.12, 0.4, 0.75, 1, 1, 0.8, 0.5, 0.25, 0),
        (0.02, 0.03, 0.15, 0.16, 0.12, 0.4, 0.58, 0.86, 0.98, 1),
    ),
    Shape.BOAT: (
        (0, 0.3, 0.7, 1, 1, 0.72, 0.4, 0),
        (0, 0.03, 0.16, 0.34, 0.66, 0.88, 0.99, 1),
    ),
    Shape.GAITER: (
        (0, 0.3, 0.7, 1, 1.1, 1.1, 0.5, 0),
        (0, 0.03, 0.08, 0.1, 0.5, 1.1, 1.1, 1.1),
    ),
    Shape.BANDANA: (
        (0, 0.4, 0.8, 1, 1, 0.62, 0.3, 0),
        (0, 0.05, 0.08, 0.1, 0.24, 0.62, 0.88, 1.05),
    ),
}


@lru_cache(maxsize=32)
def texture(style: MaskStyle, width_px: int) -> NDArray[np.uint8]:
    """Draw a mask laid flat.

    Args:
        style: The style of the mask.
        width_px: Width of the texture.

    Returns:
        (width_px * 3 // 4, width_px, 4), uint8, BGR and opacity, read-only. It spans `S_RANGE`
        and `T_RANGE`; the cloth's colour extends beyond the outline.
    """
    height_px = width_px * 3 // 4
    s = np.linspace(*S_RANGE, width_px, dtype=np.float32)[None, :]
    t = np.linspace(*T_RANGE, height_px, dtype=np.float32)[:, None]
    top, bottom = _edges(style.shape, np.abs(s))
    fall = (t - top) / np.maximum(bottom - top, 0.05)  # 0 at the top edge, 1 at the bottom
    rng = np.random.default_rng(style.seed)
    color = PRINTS[style.pattern](s, fall, np.array(style.color), np.array(style.second), rng)
    color = color * _relief(style, s, t, fall, rng)[..., None]
    alpha = _opacity(style, width_px, height_px)
    color *= _rim(style, alpha)[..., None]
    if style.has_window:
        inside = ((s / 0.42) ** 2 + ((fall - 0.55) / 0.24) ** 2 < 1) & (alpha > 0)
        alpha[inside] = 80
        color[inside] = 225
    cloth = np.ascontiguousarray(np.clip(color, 0, 255), np.uint8)
    if style.has_valve:
        _add_valve(cloth, style, rng)
    layer = np.dstack([cloth, alpha])
    layer.flags.writeable = False
    return layer


def _edges(shape: Shape, side: Floats) -> tuple[Floats, ...]:
    """Return the heights of the top and bottom edges at distances from the middle."""
    outline = np.array(_OUTLINES[shape], np.float32).T
    corner = int(np.argmax(outline[:, 0]))
    upper, lower = outline[: corner + 1], outline[: corner - 1 : -1] if corner else outline[::-1]
    top = np.interp(side, upper[:, 0], upper[:, 1])
    bottom = np.interp(side, lower[:, 0], lower[:, 1])
    return top.astype(np.float32), bottom.astype(np.float32)


def _opacity(style: MaskStyle, width_px: int, height_px: int) -> NDArray[np.uint8]:
    right = np.array(_OUTLINES[style.shape], np.float32).T
    whole = np.vstack([right, right[-2:0:-1] * (-1, 1)])
    rng = np.random.default_rng(style.seed)
    whole += rng.normal(0, 0.008, whole.shape)  # no two masks lie the same way
    scale = np.array(
        [(width_px - 1) / (S_RANGE[1] - S_RANGE[0]), (height_px - 1) / (T_RANGE[1] - T_RANGE[0])]
    )
    pixels = (whole - (S_RANGE[0], T_RANGE[0])) * scale
    alpha = np.zeros((height_px, width_px), np.uint8)
    cv2.fillPoly(alpha, [np.round(pixels * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    if style.shape is not Shape.PLEATED:  # sewn or pressed: no sharp corners
        reach = max(3, width_px // 16) | 1
        soft = cv2.GaussianBlur(alpha, (reach, reach), 0).astype(np.float32)
        alpha = np.clip((soft - 127) * (reach / 3) + 127, 0, 255).astype(np.uint8)
    return alpha


def _rim(style: MaskStyle, alpha: NDArray[np.uint8]) -> Floats:
    """Return the brightness factor of the hem."""
    reach = max(1, alpha.shape[1] // 40) * 2 + 1
    inner = cv2.erode(alpha, np.ones((reach, reach), np.uint8)).astype(np.float32) / 255
    factor: Floats = style.rim + (1 - style.rim) * inner
    return factor


def _relief(
    style: MaskStyle,
    s: Floats,
    t: Floats,
    fall: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Return the brightness factor of folds, pleats and ridges, around 1."""
    shape = (t.size, s.size)
    light = 1 + 0.10 * style.wrinkles * smooth_noise(shape, (5, 4), rng)
    light += 0.10 * style.wrinkles * smooth_noise(shape, (11, 4), rng)
    if style.shape is Shape.PLEATED:
        count = rng.integers(2, 5)
        phase = np.clip((fall - 0.2) / 0.6, 0, 1) * count
        ramp = phase - np.floor(phase)
        depth = rng.uniform(0.08, 0.28)
        light += depth * (np.where((phase > 0) & (phase < count), ramp, 0.5) - 0.5)
        light -= 0.10 * np.exp(-(((fall - 0.06) / 0.02) ** 2))  # the nose wire
    elif style.shape is Shape.FOLDED:
        light -= 0.16 * np.exp(-((s / 0.02) ** 2))
        light += rng.uniform(-0.1, 0.1) * np.sign(s) + 0.05 * np.cos(s * 3)
    elif style.shape is Shape.BOAT:
        light += 0.12 * np.where(fall < 0.3, 1, np.where(fall < 0.72, 0, -1)).astype(np.float32)
        light -= 0.2 * np.exp(-(((fall - 0.3) / 0.012) ** 2)) + 0.2 * np.exp(
            -(((fall - 0.72) / 0.012) ** 2)
        )
    elif style.shape is Shape.CUP:
        radius = np.hypot(s / 0.9, (fall - 0.5) / 0.55)
        light += 0.10 - 0.25 * np.clip(radius, 0, 1) ** 2
        light -= 0.08 * np.exp(-(((radius - 0.82) / 0.04) ** 2))
    elif style.shape in (Shape.CLOTH, Shape.SPONGE):
        light -= rng.uniform(0, 0.2) * np.exp(-((s / 0.025) ** 2))
        light += 0.07 * np.exp(-(((fall - 0.35) / 0.2) ** 2))
    else:
        drape = 3 * s**2 + 6 * fall + smooth_noise(shape, (4, 3), rng)
        light += 0.16 * style.wrinkles * np.sin(drape * 3)
    # A separate generator: the size of the texture must not affect later draws from `rng`.
    weave = 0.02 * np.random.default_rng(style.seed).standard_normal(shape, np.float32)
    result: Floats = (light + weave).astype(np.float32)
    return result


def _add_valve(color: NDArray[np.uint8], style: MaskStyle, rng: np.random.Generator) -> None:
    height_px, width_px = color.shape[:2]
    side = rng.choice([-1, 1]) * rng.uniform(0.25, 0.45) if style.shape is not Shape.CUP else 0.0
    center = (
        int((side - S_RANGE[0]) / 2.24 * width_px),
        int((0.55 - T_RANGE[0]) / 1.28 * height_px),
    )
    radius = max(1, int(width_px * rng.uniform(0.05, 0.075)))
    tone = tuple(
        float(value) for value in rng.choice([40.0, 150.0, 225.0]) * np.array([1.02, 1, 0.99])
    )
    cv2.circle(color, center, radius + 1, tuple(0.7 * value for value in tone), -1, cv2.LINE_AA)
    cv2.circle(color, center, radius, tone, -1, cv2.LINE_AA)
    cv2.circle(
        color,
        center,
        max(1, radius * 2 // 3),
        tuple(0.82 * value for value in tone),
        1,
        cv2.LINE_AA,
    )
