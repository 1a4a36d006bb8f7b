"""Random light, sharpness, noise and compression."""

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.rendering.motion_blur import motion_blurred


def relit(image: Image, rng: np.random.Generator) -> Image:
    """Return a random variation of a frame, from dim to blown out.

    Args:
        image: (height, width, 3), uint8, BGR.
        rng: Random number generator.
    """
    if rng.random() < 0.15:
        image = _blurred(image, rng)
    curve, noise = _curve(rng)
    image = np.asarray(cv2.LUT(image, curve), np.uint8)
    if noise:
        image = _noisy(image, noise, rng)
    if rng.random() < 0.2:
        quality = int(rng.integers(20, 92))
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        image = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    if rng.random() < 0.04:
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        image = np.repeat(np.asarray(grey, np.uint8)[..., None], 3, axis=2)
    return image


def _curve(rng: np.random.Generator) -> tuple[NDArray[np.uint8], float]:
    """Return a look-up table (1, 256, 3), uint8, and a sigma of noise in grey levels."""
    x = np.linspace(0, 1, 256)[:, None]
    noise = float(rng.uniform(1, 8)) if rng.random() < 0.15 else 0.0
    draw = rng.random()
    if draw < 0.3:  # dim
        x = np.exp(rng.uniform(np.log(0.15), np.log(0.7))) * x ** rng.uniform(0.9, 1.9)
        noise = float(rng.uniform(0.5, 7.5))
    elif draw < 0.38:  # blown out
        x = x * rng.uniform(1.2, 2.4) + rng.uniform(0, 0.15)
    elif draw < 0.78:
        x = x ** np.exp(rng.normal(0, 0.3))
        x = (x - 0.5) * np.exp(rng.normal(0, 0.2)) + 0.5 + rng.normal(0, 0.06)
    cast = np.exp(rng.normal(0, 0.12, 3)) if rng.random() < 0.4 else np.ones(3)
    return (np.clip(x * cast, 0, 1) * 255).round().astype(np.uint8)[None], noise


def _noisy(image: Image, sigma: float, rng: np.random.Generator) -> Image:
    """Add noise, as fine as the pixels or coarser, as after scaling."""
    height, width = image.shape[:2]
    coarse = rng.random() < 0.3
    shape = (height // 2, width // 2, 3) if coarse else (height, width, 3)
    grain: NDArray[np.float32] = rng.standard_normal(shape, np.float32) * np.float32(sigma)
    if coarse:
        resized = cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)
        grain = np.asarray(resized, np.float32)
    return np.asarray(np.clip(image + grain + 0.5, 0, 255), np.uint8)


def _blurred(image: Image, rng: np.random.Generator) -> Image:
    if rng.random() < 0.6:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 2.0)), np.uint8)
    length = int(rng.integers(3, 10))
    return motion_blurred(image, length, rng)
