"""The people of the demo clip, cut out of a portrait, with and without masks.

Both are the portrait of Eileen Collins by NASA, in the public domain, which scikit-image ships; the
masks are rendered.
"""

import math
from dataclasses import dataclass

import numpy as np
import skimage.data
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.records import Box, Detection, Image
from maskapp.training.rendering.mask_styles import MaskStyle, Shape
from maskapp.training.rendering.render_mask import Wear, render_mask

DURATION_S = 13.0
UPSCALE = 2  # of the portrait, so that rendered masks are sharp on the largest face
_SURGICAL = MaskStyle(
    shape=Shape.PLEATED,
    color=(226, 196, 150),
    second=(226, 196, 150),
    pattern="plain",
    strap=(240, 240, 240),
    strap_width=0.035,
    has_head_bands=False,
    half_width=1.36,
    height=1.0,
    has_valve=False,
    has_window=False,
    rim=0.95,
    wrinkles=0.5,
    seed=11,
)
_CLOTH = MaskStyle(
    shape=Shape.CLOTH,
    color=(48, 40, 38),
    second=(48, 40, 38),
    pattern="plain",
    strap=(48, 40, 38),
    strap_width=0.05,
    has_head_bands=False,
    half_width=1.36,
    height=1.0,
    has_valve=False,
    has_window=False,
    rim=0.9,
    wrinkles=0.4,
    seed=5,
)


@dataclass(frozen=True)
class Person:
    """A person who moves through the clip.

    Attributes:
        states: When each state ends, seconds, and how the mask is worn then; None for no mask.
        style: The style of the mask.
        center_x: The x that the face moves around, pixels.
        phase: Phase of the movement, radians.
        is_disguised: Whether the portrait is mirrored and recoloured, to look like someone else.
    """

    states: tuple[tuple[float, Wear | None], ...]
    style: MaskStyle
    center_x: float
    phase: float
    is_disguised: bool

    def path(self, time_s: float) -> tuple[float, float, float, float]:
        """Return the face's centre x and y, pixels, the portrait's scale and its lean, radians."""
        turn = 2 * math.pi * time_s / DURATION_S + self.phase
        scale = 1.22 + 0.28 * math.sin(turn)
        x = self.center_x + 34 * math.sin(2 * turn + 0.6)
        y = 196 + 26 * math.sin(turn) + 7 * math.sin(3 * turn)
        return x, y, scale, 0.075 * math.sin(2 * turn + 1.3)


PEOPLE = (
    Person(
        ((4.5, Wear.PROPER), (9.0, Wear.UNDER_NOSE), (DURATION_S, None)),
        _SURGICAL,
        center_x=172,
        phase=0.0,
        is_disguised=False,
    ),
    Person(
        ((3.0, None), (7.0, Wear.PROPER), (10.5, Wear.UNDER_NOSE), (DURATION_S, Wear.PROPER)),
        _CLOTH,
        center_x=462,
        phase=math.pi,
        is_disguised=True,
    ),
)


@dataclass(frozen=True)
class Sprite:
    """A person cut out of the portrait, in each way of wearing the mask.

    Attributes:
        images: (height, width, 4), float32: BGR, 0 to 255, and opacity, 0 to 1.
        face: The face in these images, pixels.
    """

    images: dict[Wear | None, NDArray[np.float32]]
    face: Box


def cut_out(portrait: Image) -> NDArray[np.float32]:
    """Return the person's opacity in the portrait, (height, width), float32, 0 to 1."""
    marks = np.full(portrait.shape[:2], cv2.GC_BGD, np.uint8)

    def mark(points: list[tuple[int, int]], value: int) -> None:
        cv2.fillPoly(marks, [np.array(points, np.int32)], value)

    around_head = [(140, 110), (150, 40), (190, 8), (250, 6), (300, 40), (310, 120), (285, 150)]
    mark([*around_head, (265, 190), (185, 190), (170, 140)], cv2.GC_PR_FGD)
    around_suit = [(108, 200), (122, 160), (160, 142), (255, 165), (310, 215), (345, 245)]
    around_suit += [(372, 310), (368, 345), (440, 340), (512, 400), (512, 512), (12, 512)]
    mark([*around_suit, (15, 400), (35, 290), (60, 245)], cv2.GC_PR_FGD)
    cv2.ellipse(marks, (225, 115), (50, 78), 0, 0, 360, cv2.GC_FGD, -1)
    cv2.ellipse(marks, (208, 222), (92, 68), 10, 0, 360, cv2.GC_FGD, -1)
    suit = [(70, 250), (330, 262), (352, 330), (440, 350), (490, 420), (490, 512), (30, 512)]
    mark([*suit, (40, 320)], cv2.GC_FGD)
    # The wall beside the neck and the table behind the helmet.
    mark([(283, 132), (267, 150), (264, 174), (292, 178), (330, 205), (330, 120)], cv2.GC_BGD)
    mark([(174, 128), (184, 150), (160, 150), (122, 160), (120, 110)], cv2.GC_BGD)
    mark([(361, 270), (512, 270), (512, 400), (466, 352), (430, 340), (385, 340)], cv2.GC_BGD)
    cv2.setRNGSeed(1)
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    unused = (0, 0, 1, 1)  # `marks` replaces the rectangle
    cv2.grabCut(portrait, marks, unused, background, foreground, 6, cv2.GC_INIT_WITH_MASK)
    inside = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    eroded = cv2.erode(opened, np.ones((5, 5), np.uint8)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(eroded, (0, 0), 1.4), np.float32)


def disguised(portrait: Image) -> Image:
    """Return the portrait with a blue suit, dark hair and another complexion."""
    hsv = cv2.cvtColor(portrait, cv2.COLOR_BGR2HSV)
    height, width = portrait.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32) * (512 / height)
    suit = (hsv[..., 1] > 130) & (hsv[..., 0] < 16) & (y > 190)
    hsv[..., 0] = np.where(suit, 104, hsv[..., 0])
    hsv[..., 1] = np.where(suit, hsv[..., 1] * 0.55, hsv[..., 1])
    recolored = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR).astype(np.float32)
    face = np.clip(1.9 - np.hypot((x - 225) / 42, (y - 130) / 58) * 1.3, 0, 1)
    hair = (1 - face) * np.clip((165 - y) / 20, 0, 1)
    recolored *= 1 - hair[..., None] * np.array([0.55, 0.6, 0.62], np.float32)
    recolored *= 1 - face[..., None] * np.array([0.24, 0.17, 0.1], np.float32)
    return np.clip(recolored, 0, 255).astype(np.uint8)


def cut_out_person(*, is_disguised: bool) -> tuple[Image, NDArray[np.float32], Detection]:
    """Return the enlarged portrait, the person's opacity in it (height, width), and the face."""
    portrait = np.ascontiguousarray(skimage.data.astronaut()[..., ::-1])  # type: ignore[no-untyped-call]
    alpha = cut_out(portrait)
    size = (portrait.shape[1] * UPSCALE, portrait.shape[0] * UPSCALE)
    large: Image = np.asarray(cv2.resize(portrait, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    alpha = np.asarray(cv2.resize(alpha, size), np.float32)
    if is_disguised:
        large = np.ascontiguousarray(disguised(large)[:, ::-1])
        alpha = np.ascontiguousarray(alpha[:, ::-1])
    (face,) = LiteRTFaceDetector().detect(large, 512)
    return large, alpha, face


def with_opacity(rendered: Image, bare: Image, alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a rendered person with opacity: what was rendered extends beyond the cheeks.

    Its shadow on the wall is left out.
    """
    change = cv2.absdiff(rendered, bare).max(axis=2).astype(np.float32)
    opacity = np.maximum(alpha, np.clip((change - 45) / 40, 0, 1))
    return np.dstack([rendered, opacity]).astype(np.float32)


def make_sprite(person: Person) -> Sprite:
    """Cut a person out of the portrait and render the masks."""
    large, alpha, face = cut_out_person(is_disguised=person.is_disguised)
    images = {}
    for wear in {wear for _, wear in person.states}:
        image = large
        if wear is not None:
            rng = np.random.default_rng(9)
            image = render_mask(large, face.landmarks, face.box, wear, person.style, rng)
        images[wear] = with_opacity(image, large, alpha)
    return Sprite(images, face.box)
