"""Things that detectors take for faces: lights out of focus, hands, plain ovals, drawn faces."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Image

_SMALLEST, _LARGEST = 0.04, 0.4
"""Height of a thing, as a share of the frame's side."""
_TRIES = 20

_Alpha = NDArray[np.float32]
_Thing = tuple[NDArray[np.floating], _Alpha]
"""Colour (size, size, 3), BGR, 0 to 255, and opacity (size, size), 0 to 1."""
_Drawer = Callable[[int, np.random.Generator], _Thing]


def add_lookalikes(image: Image, kept: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Draw one to twelve things on a frame, in place.

    Lights usually come in groups; of the other things there are one to three.

    Args:
        image: (side, side, 3), uint8, BGR.
        kept: (n, 4) boxes that nothing may cover, pixels.
        rng: The random number generator.
    """
    drawer: _Drawer = _light
    if rng.random() < 0.5:
        count = int(rng.integers(3, 13))
    else:
        drawer, count = _OTHERS[rng.integers(len(_OTHERS))], int(rng.integers(1, 4))
    for _ in range(count):
        _add(image, kept, drawer, rng)


def _add(
    image: Image, kept: NDArray[np.float32], drawer: _Drawer, rng: np.random.Generator
) -> None:
    """Draw one thing where it covers no kept box, unless there is no such place."""
    side = image.shape[0]
    size = round(side * float(np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST)))))
    for _ in range(_TRIES):
        x, y = (int(value) for value in rng.integers(-size // 3, side - size // 2, 2))
        low, high = np.maximum(kept[:, :2], (x, y)), np.minimum(kept[:, 2:], (x + size, y + size))
        if (low >= high).any(axis=1).all():
            break
    else:
        return
    colour, alpha = drawer(size, rng)
    x1, y1, x2, y2 = max(x, 0), max(y, 0), min(x + size, side), min(y + size, side)
    place = (slice(y1 - y, y2 - y), slice(x1 - x, x2 - x))
    under = image[y1:y2, x1:x2].astype(np.float32)
    mixed = under + (colour[place] - under) * alpha[place][..., None]
    image[y1:y2, x1:x2] = np.clip(mixed, 0, 255)


def _light(size: int, rng: np.random.Generator) -> _Thing:
    """Return a light out of focus: a translucent disc, or a polygon as small apertures make."""
    centre, blur = (size / 2, size / 2), float(rng.uniform(0.01, 0.07))
    radius = size * (0.48 - 2 * blur)
    mask = _blank(size)
    corners = int(rng.choice([0, 0, 0, 6, 8]))
    if corners:
        angles = rng.uniform(0, np.pi) + np.arange(corners) * 2 * np.pi / corners
        points = np.array(centre) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        _polygon(mask, points)
    else:
        _ellipse(mask, centre, (radius, radius * rng.uniform(0.75, 1)), rng.uniform(0, 180))
    alpha = _soft(mask, size * blur)
    if rng.random() < 0.3:  # a rim that is brighter than the middle
        inner = _blank(size)
        _ellipse(inner, centre, (radius * 0.85, radius * 0.85), 0)
        alpha *= 1 - 0.4 * _soft(inner, size * 0.03)
    colour = np.full((size, size, 3), rng.uniform(60, 255, 3), np.float32)
    return colour, alpha * np.float32(rng.uniform(0.15, 0.9))


def _oval(size: int, rng: np.random.Generator) -> _Thing:
    """Return a plain oval with a shade, such as a ball, a lamp or the back of a head."""
    mask = _blank(size)
    axes = (size * 0.42 * rng.uniform(0.6, 1), size * 0.42)
    _ellipse(mask, (size / 2, size / 2), axes, rng.uniform(-25, 25))
    shade = _ramp(size, rng)
    tone = _skin(rng) if rng.random() < 0.6 else rng.uniform(10, 245, 3)
    return tone * shade[..., None], _soft(mask, size * float(rng.uniform(0.005, 0.03)))


def _hand(size: int, rng: np.random.Generator) -> _Thing:
    """Return a hand: a palm, three to five fingers, and a part of the arm."""
    mask, shade = _blank(size), _ramp(size, rng)
    palm = np.array([0.5, 0.62])
    _ellipse(mask, palm * size, (size * 0.21, size * 0.24), 0)
    lean = float(rng.uniform(-0.3, 0.3))
    length = float(rng.uniform(0.12, 0.4))  # short ones are bent, as of a fist
    for finger in range(int(rng.integers(3, 6))):
        angle = lean + (finger - 2) * float(rng.uniform(0.12, 0.3))
        root = palm + 0.19 * np.array([np.sin(angle), -np.cos(angle)])
        tip = root + length * np.array([np.sin(angle), -np.cos(angle)])
        _rod(mask, root * size, tip * size, size * 0.1)
    _rod(mask, palm * size, np.array([0.5 + rng.uniform(-0.2, 0.2), 1.1]) * size, size * 0.26)
    shade *= np.float32(1) - np.float32(0.35) * _soft(_edges(mask), size * 0.01)
    turned = cv2.getRotationMatrix2D((size / 2, size / 2), float(rng.uniform(-180, 180)), 1.0)
    sides, border = (size, size), cv2.BORDER_REPLICATE
    mask = np.asarray(cv2.warpAffine(mask, turned, sides, borderMode=border), np.uint8)
    shade = np.asarray(cv2.warpAffine(shade, turned, sides, borderMode=border), np.float32)
    return _skin(rng) * shade[..., None], _soft(mask, size * 0.012)


def _drawn_face(size: int, rng: np.random.Generator) -> _Thing:
    """Return a flat face as on signs and stickers, possibly with a mask."""
    mask = _blank(size)
    middle = np.array([size / 2, size / 2])
    _ellipse(mask, middle, (size * rng.uniform(0.33, 0.45), size * 0.45), 0)
    colour = np.full((size, size, 3), rng.uniform(30, 255, 3), np.float32)
    ink = rng.uniform(0, 90, 3) if colour.mean() > 110 else rng.uniform(170, 255, 3)
    marks = _blank(size)
    for side in (-1, 1):
        eye = middle + size * np.array([side * rng.uniform(0.12, 0.18), -0.1])
        _ellipse(marks, eye, (size * 0.035, size * rng.uniform(0.03, 0.06)), 0)
    if rng.random() < 0.5:
        _ellipse(marks, middle + size * np.array([0, 0.2]), (size * 0.26, size * 0.14), 0)
    else:
        left, right = (middle + size * np.array([side * 0.14, 0.19]) for side in (-1, 1))
        _rod(marks, left, right, size * 0.03)
    drawn = _soft(marks, size * 0.008)[..., None]
    return colour + (ink - colour) * drawn, _soft(mask, size * 0.008)


_OTHERS: tuple[_Drawer, ...] = (_oval, _hand, _hand, _drawn_face)


def _skin(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a colour of skin, BGR, from dark to light."""
    tone = np.array([95.0, 120.0, 170.0]) + rng.normal(0, 10, 3)
    return np.asarray(tone * rng.uniform(0.3, 1.35), np.float64)


def _ramp(size: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a shade that changes steadily across the thing, (size, size), about 1."""
    y, x = np.mgrid[:size, :size].astype(np.float32) / size - 0.5
    dx, dy = rng.normal(0, 0.4, 2)
    return np.asarray(1 + dx * x + dy * y, np.float32)


def _blank(size: int) -> NDArray[np.uint8]:
    return np.zeros((size, size), np.uint8)


def _edges(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3))), np.uint8)


def _soft(mask: NDArray[np.uint8], blur_px: float) -> _Alpha:
    """Return a mask with a soft edge, 0 to 1."""
    blurred = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), max(blur_px, 0.3))
    return np.asarray(blurred, np.float32)


def _ellipse(
    mask: NDArray[np.uint8],
    centre: "NDArray[np.float64] | tuple[float, float]",
    axes: tuple[float, float],
    angle: float,
) -> None:
    """Draw an ellipse, in place; `axes` are half ones, `angle` in degrees."""
    at = (round(centre[0] * 16), round(centre[1] * 16))
    half = (max(round(axes[0] * 16), 8), max(round(axes[1] * 16), 8))
    cv2.ellipse(mask, at, half, angle, 0, 360, 255, -1, cv2.LINE_AA, 4)


def _rod(
    mask: NDArray[np.uint8], start: NDArray[np.float64], end: NDArray[np.float64], width: float
) -> None:
    ends = [(round(float(point[0])), round(float(point[1]))) for point in (start, end)]
    cv2.line(mask, ends[0], ends[1], 255, max(round(width), 1), cv2.LINE_AA)


def _polygon(mask: NDArray[np.uint8], points: NDArray[np.float64]) -> None:
    cv2.fillConvexPoly(mask, np.round(points * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
