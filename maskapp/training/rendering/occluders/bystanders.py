"""Drawing of another person in front of a face, as in a crowd: a head from behind, a shoulder."""

import numpy as np

from maskapp.training.rendering.face_layer import FaceLayer
from maskapp.training.rendering.head_model import Floats
from maskapp.training.rendering.mask_prints import smooth_noise

# Black, dark brown, brown, fair and grey hair, BGR; dark hair is the most common.
_HAIR = ((22, 20, 20), (28, 34, 46), (40, 58, 84), (95, 140, 175), (150, 150, 152))
_HAIR_SHARES = (0.4, 0.25, 0.15, 0.1, 0.1)


def draw_bystander(layer: FaceLayer) -> None:
    """Draw a head or cloth that hides the face downwards from between nose and chin."""
    if layer.rng.random() < 0.6:
        _head(layer)
    else:
        _garment(layer)


def _head(layer: FaceLayer) -> None:
    """Draw the back or top of a head, nearer to the camera and so a bit larger."""
    rng = layer.rng
    half_width, half_height = float(rng.uniform(1.1, 1.9)), float(rng.uniform(1.2, 1.9))
    x, top = float(rng.normal(0, 0.55)), float(rng.uniform(-0.4, 0.3))
    tone = np.array(_HAIR[rng.choice(len(_HAIR), p=_HAIR_SHARES)], np.float32)
    tone = np.clip(tone * rng.uniform(0.7, 1.5), 4, 250)
    around = np.linspace(0, 2 * np.pi, 49)[:-1]
    ragged = 1 + 0.03 * rng.normal(size=around.size)
    outline = np.stack(
        [
            x + half_width * ragged * np.cos(around),
            top + half_height * (1 + ragged * np.sin(around)),
        ],
        1,
    )
    layer.polygon([(x - half_width - 0.7, 3.4), (x, 1.6), (x + half_width + 0.7, 3.4)], tone * 0.8)
    layer.polygon(outline, tone)
    _streaks(layer, along=3, across=float(rng.uniform(14, 40)), strength=0.4)


def _garment(layer: FaceLayer) -> None:
    """Draw cloth whose edge crosses the face from one side."""
    rng = layer.rng
    side = float(rng.choice([-1, 1]))
    near, far = float(rng.uniform(-1.1, 0.1)), float(rng.uniform(0.2, 1.6))
    grey = rng.uniform(15, 225)
    tone = np.clip(grey + rng.normal(0, 4 + 0.15 * grey, 3), 5, 250)
    x = np.linspace(-side * 2.6, side * 2.6, 13)
    edge = np.linspace(far, near, x.size) + 0.08 * np.sin(np.linspace(0, rng.uniform(2, 7), x.size))
    layer.polygon(np.vstack([np.stack([x, edge], 1), [(x[-1], 3.4), (x[0], 3.4)]]), tone)
    _streaks(layer, along=float(rng.uniform(2, 6)), across=float(rng.uniform(2, 6)), strength=0.25)


def _streaks(layer: FaceLayer, *, along: float, across: float, strength: float) -> None:
    """Vary the brightness of the layer as strands or folds."""
    noise = smooth_noise(layer.region.shape, (round(along), round(across)), layer.rng)
    grain = smooth_noise(layer.region.shape, (24, 24), layer.rng)
    gain: Floats = 1 + strength * noise + 0.12 * grain
    layer.color = np.clip(layer.color * gain[..., None], 0, 255).astype(np.uint8)
