"""Rendering of occluders, which are not masks: hands, cups, beards, neckwear, other people.

A network that has only seen masks over a mouth labels everything there as a mask. An image with
an occluder keeps its label.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from maskapp.records import Image
from maskapp.training.rendering.blending import Region, Scene
from maskapp.training.rendering.face_layer import FaceLayer, to_pixels
from maskapp.training.rendering.head_model import MOUTH_V, HeadPose
from maskapp.training.rendering.mask_prints import smooth_noise
from maskapp.training.rendering.occluders.bystanders import draw_bystander
from maskapp.training.rendering.occluders.hands import draw_hand
from maskapp.training.rendering.occluders.neckwear import draw_collar, draw_neckerchief, draw_scarf


class Occluder(StrEnum):
    """A thing in front of the face; all but `SUNGLASSES` are over or below the mouth."""

    HAND = "hand"
    CUP = "cup"
    MICROPHONE = "microphone"
    PHONE = "phone"
    SCARF = "scarf"
    COLLAR = "collar"
    NECKERCHIEF = "neckerchief"
    BEARD = "beard"
    HEADSET = "headset"
    FOOD = "food"
    BYSTANDER = "bystander"
    SUNGLASSES = "sunglasses"


_EYES_TO = 0.3
"""Where a mask begins at the highest, in units of the head model below the eyes."""


def add_occluder(
    image: Image,
    landmarks: ArrayLike,
    box: ArrayLike,
    kind: Occluder,
    rng: np.random.Generator,
    *,
    is_masked: bool = False,
) -> Image:
    """Render an occluder onto a face.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        landmarks: (5, 2), pixels, as in `maskapp.records.Detection`.
        box: x1, y1, x2, y2 of the face, pixels.
        kind: The occluder to render.
        rng: The random number generator.
        is_masked: Whether the face may be covered from the nose down, so that its skin can only be
            measured above.

    Returns:
        A new image; a plain copy if `can_render` is false for the face.
    """
    drawn = image.copy()
    pose = HeadPose.estimate(landmarks, box)
    if pose is None:
        return drawn
    corners = np.array([[-2.2, -0.6], [2.2, -0.6], [2.2, 3.2], [-2.2, 3.2]], np.float32)
    region = Region.around(to_pixels(pose, corners), 2, image)
    if region is None:
        return drawn
    scene = Scene.measure(image, pose, _EYES_TO) if is_masked else Scene.measure(image, pose)
    layer = FaceLayer(pose, region, scene, rng)
    _DRAWERS[kind](layer)
    layer.blend_into(drawn)
    return drawn


def _cup(layer: FaceLayer) -> None:
    """Draw a mug, a paper cup or a glass at the lips."""
    rng = layer.rng
    x, y = float(rng.uniform(-0.35, 0.35)), float(rng.uniform(-0.12, 0.3))
    top, taper = float(rng.uniform(0.38, 0.6)), float(rng.uniform(0.65, 1.0))
    tall, tilt = float(rng.uniform(0.8, 1.5)), float(rng.uniform(-0.2, 0.2))
    tone = layer.tone(30, 245)
    opacity = float(rng.uniform(0.35, 0.55)) if rng.random() < 0.25 else 1.0
    handle = float(rng.choice([-1, 1]))
    if rng.random() < 0.5:
        grip = x + handle * top
        layer.rod(
            [(grip, y + 0.2), (grip + handle * 0.3, y + 0.3), (grip, y + 0.65 * tall)], 0.12, tone
        )
    for share, gain in ((1.0, 0.75), (0.75, 0.92), (0.4, 1.0)):
        upper, lower = top * share, top * taper * share
        body = [
            (x - upper, y),
            (x + upper, y),
            (x + tilt + lower, y + tall),
            (x + tilt - lower, y + tall),
        ]
        layer.polygon(body, np.clip(tone * gain, 0, 255), opacity)
    layer.ellipse((x, y), (top, 0.1), np.clip(tone * 1.1, 0, 255), opacity)
    layer.ellipse((x, y + 0.01), (top * 0.9, 0.07), tone * 0.55, opacity)


def _microphone(layer: FaceLayer) -> None:
    """Draw a foam or grille ball below the mouth, on a handle or stand."""
    rng = layer.rng
    x, y = float(rng.uniform(-0.5, 0.5)), float(rng.uniform(0.2, 0.75))
    radius = float(rng.uniform(0.25, 0.48))
    lean = x + float(rng.uniform(-0.7, 0.7))
    tone = layer.tone(12, 70) if rng.random() < 0.75 else layer.tone(100, 200)
    layer.rod([(x, y), (lean, y + 2.2)], radius * float(rng.uniform(0.5, 1.1)), layer.tone(12, 60))
    for share, gain in ((1.0, 0.7), (0.8, 0.9), (0.5, 1.15)):
        layer.ellipse(
            (x - 0.05 * (1 - share), y - 0.08 * (1 - share)),
            (radius * share, radius * share * 1.1),
            tone * gain,
        )
    if rng.random() < 0.5:
        band = np.clip(tone * 1.6 + 40, 0, 255)
        layer.rod([(x - radius, y + 0.05), (x + radius, y + 0.05)], 0.06, band)
    layer.mottle(0.3, (max(4, layer.region.shape[0] // 3), max(4, layer.region.shape[1] // 3)))


def _phone(layer: FaceLayer) -> None:
    """Draw a phone at the ear or in front of the chin."""
    rng = layer.rng
    side = float(rng.choice([-1, 1]))
    tone = layer.tone(10, 90)
    if rng.random() < 0.6:
        corner, long_edge, short_edge = (
            np.array([side * 1.05, -1.0]),
            np.array([-side * 0.3, 1.8]),
            np.array([side * 0.32, 0.05]),
        )
    else:
        corner = np.array([rng.uniform(-0.8, -0.2), rng.uniform(0.25, 0.6)])
        long_edge, short_edge = (
            np.array([rng.uniform(-0.3, 0.3), 1.8]),
            np.array([0.95, rng.uniform(-0.15, 0.15)]),
        )
    body = [corner, corner + short_edge, corner + short_edge + long_edge, corner + long_edge]
    layer.polygon(body, tone)
    center = np.mean(body, axis=0)
    layer.polygon((np.array(body) - center) * 0.9 + center, np.clip(tone * 1.3 + 10, 0, 255))
    skin = np.clip(layer.scene.skin / max(layer.scene.exposure, 0.3), 0, 250)
    for finger in range(4):
        y = float(center[1]) + 0.24 * finger - 0.2
        x = float(center[0])
        layer.rod([(x + side * 0.7, y + 0.25), (x - side * 0.12, y)], 0.25, skin)


def _beard(layer: FaceLayer) -> None:
    """Draw stubble or a beard along the jaw, around the lips."""
    rng = layer.rng
    surface = layer.pose.surface(*layer.region.grid())
    shape = layer.region.shape
    ragged = smooth_noise(shape, (max(4, shape[0] // 8), max(4, shape[1] // 8)), rng)
    side, height = np.abs(surface.angle), surface.height + 0.05 * ragged
    top = 0.74 + 0.5 * np.clip(side - 0.25, 0, 0.5) - 0.75 * np.clip(side - 0.9, 0, 1)
    bottom = 1.7 + float(rng.uniform(-0.02, 0.4)) - 0.3 * side**2
    cover = np.clip((height - top) * 5, 0, 1) * np.clip((bottom - height) * 4, 0, 1)
    cover *= np.clip((1.45 - side) * 6, 0, 1) * np.clip((1 - np.abs(surface.limb)) * 12, 0, 1)
    lips = (surface.angle / 0.36) ** 2 + ((height - MOUTH_V) / 0.17) ** 2
    cover *= np.clip((lips - 1 + 0.3 * ragged) * 2, 0, 1)
    if rng.random() < 0.3:
        cover *= np.clip((0.55 - side) * 8, 0, 1)  # a goatee
    hair = smooth_noise(shape, (max(4, shape[0] // 4), max(4, shape[1] // 2)), rng)
    # Hair is darker than the skin and has the same light.
    layer.is_lit = True
    tone = layer.scene.skin * rng.uniform(0.18, 0.6)
    if rng.random() < 0.15:
        tone = np.full(3, layer.scene.skin.mean() * rng.uniform(0.7, 1.1))
    color = tone * (1 + 0.35 * hair[..., None])
    # Stubble lets the skin through.
    density = float(rng.uniform(0.3, 0.55) if rng.random() < 0.35 else rng.uniform(0.75, 1.0))
    layer.alpha = np.clip(cover * (density + 0.25 * hair) * 255, 0, 255).astype(np.uint8)
    layer.color = np.clip(color, 0, 255).astype(np.uint8)
    layer.shadow = 0.0


def _headset(layer: FaceLayer) -> None:
    """Draw a headset's cup at the ear and its boom in front of the cheek."""
    rng = layer.rng
    side = -1.0 if layer.pose.yaw_sin > 0 else 1.0
    tone = layer.tone(10, 60)
    ear = layer.on_head(side * 1.5, float(rng.uniform(0.2, 0.45)))
    tip = layer.on_head(side * float(rng.uniform(0.15, 0.6)), float(rng.uniform(1.05, 1.4)))
    bend = layer.on_head(side * 1.1, float(rng.uniform(1.0, 1.3)))
    layer.ellipse(ear, (0.3, 0.42), tone * 0.8)
    layer.ellipse(ear, (0.2, 0.3), tone * 1.3)
    layer.rod([ear, bend, tip], float(rng.uniform(0.05, 0.1)), tone)
    layer.rod([tip, (tip[0] - side * 0.12, tip[1])], float(rng.uniform(0.12, 0.26)), tone)


def _food(layer: FaceLayer) -> None:
    """Draw something round and bright that is being eaten."""
    rng = layer.rng
    tones = ((60, 160, 215), (50, 50, 200), (80, 190, 120), (70, 110, 160), (200, 220, 240))
    tone = np.array(tones[rng.integers(len(tones))], np.float32)
    x, y = float(rng.uniform(-0.3, 0.3)), float(rng.uniform(0.05, 0.5))
    wide, tall = float(rng.uniform(0.25, 0.6)), float(rng.uniform(0.2, 0.5))
    for share, gain in ((1.0, 0.7), (0.85, 0.9), (0.5, 1.05)):
        layer.ellipse((x, y), (wide * share, tall * share), np.clip(tone * gain, 0, 255))
    layer.mottle(0.2, (12, 12))
    skin = np.clip(layer.scene.skin / max(layer.scene.exposure, 0.3), 0, 250)
    for finger in range(3):
        start = (x + wide + 0.3, y + 0.7 + 0.15 * finger)
        layer.rod([start, (x + wide * 0.6, y + 0.22 * finger)], 0.24, skin)


def _sunglasses(layer: FaceLayer) -> None:
    """Draw sunglasses, large or small."""
    rng = layer.rng
    frame, lens = layer.tone(8, 60), layer.tone(8, 70)
    apart, low = float(rng.uniform(0.34, 0.44)), float(rng.uniform(0.0, 0.14))
    wide, tall = float(rng.uniform(0.36, 0.54)), float(rng.uniform(0.24, 0.42))
    opacity = float(rng.uniform(0.75, 1.0))
    layer.rod([layer.on_head(side * 0.3, low - 0.08) for side in (-1, 1)], 0.08, frame)
    for side in (-1, 1):
        centre, ear = layer.on_head(side * apart, low), float(rng.uniform(-0.1, 0.1))
        layer.rod([centre, layer.on_head(side * 1.45, ear)], 0.07, frame)
        layer.ellipse(centre, (wide, tall), frame)
        layer.ellipse(centre, (wide * 0.88, tall * 0.86), lens, opacity)
    layer.shadow = 0.1


_DRAWERS: dict[Occluder, Callable[[FaceLayer], None]] = {
    Occluder.HAND: draw_hand,
    Occluder.CUP: _cup,
    Occluder.MICROPHONE: _microphone,
    Occluder.PHONE: _phone,
    Occluder.SCARF: draw_scarf,
    Occluder.COLLAR: draw_collar,
    Occluder.NECKERCHIEF: draw_neckerchief,
    Occluder.BEARD: _beard,
    Occluder.HEADSET: _headset,
    Occluder.FOOD: _food,
    Occluder.BYSTANDER: draw_bystander,
    Occluder.SUNGLASSES: _sunglasses,
}
