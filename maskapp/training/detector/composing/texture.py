"""Random textures: frames without a face."""

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Image

_FINEST_PX, _COARSEST_PX = 1, 160


def texture(size_px: int, rng: np.random.Generator) -> Image:
    """Return noise of one to four grains, grey or coloured, from faint to glaring.

    Such frames come from cameras in the dark, from lost streams and test pictures. A network that
    never saw them takes them for a large face.

    Args:
        size_px: Side of the frame.
        rng: The random number generator.

    Returns:
        (size, size, 3), uint8, BGR.
    """
    frame = np.zeros((size_px, size_px, 3), np.float32)
    for _ in range(rng.integers(1, 5)):
        grain_px = float(np.exp(rng.uniform(np.log(_FINEST_PX), np.log(_COARSEST_PX))))
        frame += _noise(size_px, grain_px, rng) * np.float32(rng.uniform(0.2, 1))
    contrast = np.exp(rng.uniform(np.log(2), np.log(120)))
    return np.asarray(np.clip(frame * contrast + rng.uniform(0, 255), 0, 255), np.uint8)


def _noise(size_px: int, grain_px: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return smooth, square or stretched noise, (size, size, 3) or (size, size, 1)."""
    stretch = np.exp(rng.normal(0, 0.7)) if rng.random() < 0.3 else 1.0
    cells = [max(2, min(size_px, round(size_px / grain_px * s))) for s in (stretch, 1 / stretch)]
    channels = 3 if rng.random() < 0.5 else 1
    grain = rng.standard_normal((*cells, channels), np.float32)
    method = cv2.INTER_CUBIC if rng.random() < 0.7 else cv2.INTER_NEAREST
    resized = np.asarray(cv2.resize(grain, (size_px, size_px), interpolation=method), np.float32)
    return resized.reshape(size_px, size_px, channels)
