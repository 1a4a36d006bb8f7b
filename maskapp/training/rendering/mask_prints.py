"""Plain and printed cloth for rendered masks."""

from collections.abc import Callable

import numpy as np

from maskapp.opencv import cv2
from maskapp.training.rendering.head_model import Floats

Print = Callable[[Floats, Floats, Floats, Floats, np.random.Generator], Floats]
"""Returns cloth (h, w, 3), float32, BGR, from s (1, w), fall (h, w), two colours and an rng."""


def smooth_noise(
    shape: tuple[int, int], cells: tuple[int, int], rng: np.random.Generator
) -> Floats:
    """Return smooth noise, (height, width), float32, about -1 to 1.

    Args:
        shape: (height, width), pixels.
        cells: The number of blotches down and across.
        rng: The random number generator.
    """
    coarse = rng.uniform(-1, 1, cells).astype(np.float32)
    smooth = cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(smooth, np.float32)


def _mix(first: Floats, second: Floats, share: Floats) -> Floats:
    mixed: Floats = (first + (second - first) * share[..., None]).astype(np.float32)
    return mixed


def _soft(wave: Floats, sharpness: float = 6.0) -> Floats:
    """Turn a wave around 0 into areas of 0 and 1 with soft edges."""
    areas: Floats = np.clip(wave * sharpness + 0.5, 0, 1)
    return areas


def _plain(s: Floats, fall: Floats, first: Floats, _: Floats, __: np.random.Generator) -> Floats:
    return np.broadcast_to(first, (*fall.shape, 3)).astype(np.float32)


def _stripes(
    s: Floats, fall: Floats, first: Floats, second: Floats, rng: np.random.Generator
) -> Floats:
    angle, count = rng.uniform(0, np.pi), rng.uniform(4, 14)
    wave = np.sin(count * (np.cos(angle) * s * 1.4 + np.sin(angle) * fall) * np.pi)
    return _mix(first, second, _soft(wave + rng.uniform(-0.5, 0.5)))


def _checks(
    s: Floats, fall: Floats, first: Floats, second: Floats, rng: np.random.Generator
) -> Floats:
    count = rng.uniform(4, 12)
    across = _soft(np.sin(count * s * 1.4 * np.pi))
    down = _soft(np.sin(count * fall * np.pi))
    return _mix(first, second, (across + down) / 2)


def _dots(
    s: Floats, fall: Floats, first: Floats, second: Floats, rng: np.random.Generator
) -> Floats:
    count = rng.uniform(6, 14)
    wave = np.sin(count * s * 1.4 * np.pi) * np.sin(count * fall * np.pi)
    return _mix(first, second, _soft(wave - rng.uniform(0.2, 0.7)))


def _flowers(
    s: Floats, fall: Floats, first: Floats, second: Floats, rng: np.random.Generator
) -> Floats:
    """Scatter small round flowers over the cloth."""
    height_px, width_px = fall.shape
    cloth = np.broadcast_to(first, (height_px, width_px, 3)).astype(np.float32).copy()
    colors = np.vstack([second, rng.uniform(30, 245, (2, 3))])
    for _ in range(int(rng.integers(15, 45))):
        center = rng.uniform(0, 1, 2) * (width_px, height_px)
        petal = max(1.0, width_px * rng.uniform(0.012, 0.035))
        color = tuple(map(float, colors[rng.integers(3)]))
        for angle in np.arange(5) * 2 * np.pi / 5:
            x, y = center + petal * np.array([np.cos(angle), np.sin(angle)])
            cv2.circle(cloth, (int(x), int(y)), int(petal), color, -1)
        cv2.circle(
            cloth, (int(center[0]), int(center[1])), int(petal * 0.7), (90.0, 210.0, 240.0), -1
        )
    return cloth


def _camouflage(
    s: Floats, fall: Floats, first: Floats, second: Floats, rng: np.random.Generator
) -> Floats:
    cloth: Floats = np.broadcast_to(first, (*fall.shape, 3)).astype(np.float32)
    for color in (second, first * 0.5, (first + second) / 3):
        blotches = smooth_noise(
            fall.shape, (int(rng.integers(5, 9)), int(rng.integers(6, 12))), rng
        )
        cloth = _mix(cloth, color, _soft(blotches - 0.3))
    return cloth


def _marbled(
    s: Floats, fall: Floats, first: Floats, second: Floats, rng: np.random.Generator
) -> Floats:
    wave = np.sin(6 * smooth_noise(fall.shape, (5, 7), rng) + 4 * fall)
    return _mix(first, second, (wave + 1) / 2)


def _lettered(
    s: Floats, fall: Floats, first: Floats, second: Floats, rng: np.random.Generator
) -> Floats:
    """Print a word somewhere on plain cloth."""
    height_px, width_px = fall.shape
    print_mask = np.zeros((height_px, width_px), np.uint8)
    ink = np.full(3, 235.0) if float(first.mean()) < 110 else second * 0.6
    word = "".join(chr(code) for code in rng.integers(65, 91, int(rng.integers(1, 9))))
    scale = width_px / 256 * rng.uniform(0.5, 1.1)
    start = (int(width_px * rng.uniform(0.15, 0.5)), int(height_px * rng.uniform(0.35, 0.7)))
    thickness = max(1, round(3 * scale))
    cv2.putText(print_mask, word, start, int(rng.integers(8)), scale, 255, thickness, cv2.LINE_AA)
    return _mix(first, ink, print_mask.astype(np.float32) / 255)


PRINTS: dict[str, Print] = {
    "plain": _plain,
    "stripes": _stripes,
    "checks": _checks,
    "dots": _dots,
    "flowers": _flowers,
    "camouflage": _camouflage,
    "marbled": _marbled,
    "lettered": _lettered,
}
"""The prints by name."""
