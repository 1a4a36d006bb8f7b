"""Drawing of what is around the neck, below the chin: no mask, although of the same cloth."""

import numpy as np

from maskapp.training.rendering.face_layer import FaceLayer
from maskapp.training.rendering.head_model import Floats
from maskapp.training.rendering.mask_prints import PRINTS, smooth_noise


def draw_scarf(layer: FaceLayer) -> None:
    """Draw a scarf, a high collar or a hood's edge around the neck, below the mouth."""
    rng = layer.rng
    top = float(rng.uniform(0.42, 0.8))
    rise = float(rng.uniform(0.0, 0.55))
    reach = float(rng.uniform(1.2, 2.1))
    x = np.linspace(-reach, reach, 15)
    edge = top - rise * (np.abs(x) / reach) ** 2 + rng.normal(0, 0.03, x.size)
    outline = np.vstack([np.stack([x, edge], 1), [(reach, 3.2), (-reach, 3.2)]])
    height, width = layer.region.shape
    s = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    fall = np.repeat(np.linspace(0, 1.4, height, dtype=np.float32)[:, None], width, 1)
    name = str(rng.choice(list(PRINTS))) if rng.random() < 0.4 else "plain"
    cloth = PRINTS[name](s, fall, layer.tone(), layer.tone(), rng)
    folds = np.sin(11 * fall + 3 * s**2 + 3.0 * smooth_noise((height, width), (5, 4), rng))
    cloth = (
        cloth * (1 + 0.26 * folds + 0.12 * smooth_noise((height, width), (9, 9), rng))[..., None]
    )
    layer.polygon(outline, (0, 0, 0))
    layer.color = np.clip(cloth, 0, 255).astype(np.uint8) * (layer.alpha > 0)[..., None]


def draw_collar(layer: FaceLayer) -> None:
    """Draw a turtleneck below the chin, mostly in the colours that masks have."""
    rng = layer.rng
    surface = layer.pose.surface(*layer.region.grid())
    height = surface.height
    top = float(rng.uniform(1.66, 1.95)) - 0.12 * surface.angle**2
    fold = float(rng.uniform(0.3, 0.6))
    shoulders = np.clip(height - top - float(rng.uniform(0.5, 0.9)), 0, 2)
    reach = float(rng.uniform(1.0, 1.15)) + 1.3 * shoulders
    cover = np.clip((height - top) * 14, 0, 1) * np.clip((reach - np.abs(surface.limb)) * 14, 0, 1)
    tone = _tone(layer)
    ribs = np.sin(float(rng.uniform(12, 40)) * surface.angle) * float(rng.uniform(0, 0.1))
    crease = np.exp(-(((height - top - fold) / 0.05) ** 2)) * float(rng.uniform(0, 0.4))
    cloth = 1 + ribs - crease + 0.12 * smooth_noise(layer.region.shape, (9, 7), rng)
    layer.alpha = (cover * 255).astype(np.uint8)
    layer.color = np.clip(tone * cloth[..., None], 0, 255).astype(np.uint8)


def draw_neckerchief(layer: FaceLayer) -> None:
    """Draw a bandana or a folded cloth around the neck, lower in the middle, with skin above it."""
    rng = layer.rng
    surface = layer.pose.surface(*layer.region.grid())
    shape, limb = layer.region.shape, np.clip(np.abs(surface.limb), 0, 3)
    middle = float(rng.uniform(1.68, 2.2))
    top = middle - float(rng.uniform(0.1, 0.5)) * np.clip(limb, 0, 1.2)
    ragged = 0.05 * smooth_noise(shape, (7, 9), rng)
    below = surface.height + ragged - top
    reach = float(rng.uniform(0.95, 1.2)) + float(rng.uniform(0.2, 0.9)) * np.clip(below, 0, 1)
    bottom = float(rng.uniform(0.45, 1.3)) - float(rng.uniform(0, 0.7)) * limb
    edges = (below * 14, (reach - limb) * 14, (bottom - below) * 10)
    cover = np.prod([np.clip(edge, 0, 1) for edge in edges], axis=0)
    cloth = _folded(layer, surface.angle, below)
    layer.alpha = (cover * 255).astype(np.uint8)
    layer.color = np.ascontiguousarray(np.clip(cloth, 0, 255), np.uint8)
    if rng.random() < 0.4:
        knot = layer.on_head(float(rng.uniform(-0.3, 0.3)), middle + 0.2)
        tone = cloth[layer.alpha > 128].mean(axis=0) if (layer.alpha > 128).any() else (90, 90, 90)
        layer.ellipse(knot, (float(rng.uniform(0.1, 0.2)), 0.14), tone)


def _folded(layer: FaceLayer, angle: Floats, below: Floats) -> Floats:
    """Return cloth whose folds hang from both sides of the neck, pale or printed."""
    rng, shape = layer.rng, layer.region.shape
    s = np.linspace(-1, 1, shape[1], dtype=np.float32)[None, :]
    fall = np.repeat(np.linspace(0, 1.4, shape[0], dtype=np.float32)[:, None], shape[1], 1)
    name = str(rng.choice(list(PRINTS))) if rng.random() < 0.5 else "plain"
    cloth = PRINTS[name](s, fall, _tone(layer), layer.tone(), rng)
    sag = float(rng.uniform(0.2, 0.6)) * np.clip(np.abs(angle), 0, 1.2)
    wave = float(rng.uniform(8, 20)) * (below + sag) + 2.5 * smooth_noise(shape, (5, 5), rng)
    depth = float(rng.uniform(0.08, 0.3))
    return np.asarray(cloth * (1 + depth * np.sin(wave))[..., None], np.float32)


def _tone(layer: FaceLayer) -> Floats:
    """Return any colour, (3,), float32, BGR; half of them pale, as most masks are."""
    if layer.rng.random() < 0.5:
        return layer.tone()
    pale = layer.rng.uniform(180, 245) + layer.rng.normal(0, 7, 3)
    return np.asarray(np.clip(pale, 0, 250), np.float32)
