"""The styles of rendered masks: cuts, colours and prints."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from maskapp.opencv import cv2
from maskapp.training.rendering.mask_prints import PRINTS

Color = tuple[float, float, float]
"""Blue, green, red, 0 to 255."""


class Shape(StrEnum):
    """The cut of a mask."""

    PLEATED = "pleated"
    CLOTH = "cloth"
    FOLDED = "folded"  # KN95
    CUP = "cup"  # N95
    SPONGE = "sponge"
    BOAT = "boat"  # KF94
    GAITER = "gaiter"
    BANDANA = "bandana"


_WRAPPED = (Shape.GAITER, Shape.BANDANA)
_SHARES = {
    Shape.PLEATED: 0.38,
    Shape.CLOTH: 0.14,
    Shape.FOLDED: 0.13,
    Shape.CUP: 0.08,
    Shape.SPONGE: 0.09,
    Shape.BOAT: 0.08,
    Shape.GAITER: 0.06,
    Shape.BANDANA: 0.04,
}
_HALF_WIDTHS = {Shape.CUP: (1.05, 1.3), Shape.GAITER: (1.8, 2.0), Shape.BANDANA: (1.6, 1.9)}
_SURGICAL: tuple[Color, ...] = (
    (228, 196, 158), (222, 186, 132), (230, 204, 170), (212, 190, 140), (205, 200, 150),
    (178, 196, 130), (242, 242, 242), (236, 236, 236), (228, 232, 236), (245, 240, 232),
    (212, 190, 235), (45, 42, 42), (34, 32, 32), (232, 214, 190),
)  # fmt: skip
_WHITES: tuple[Color, ...] = ((242, 242, 242), (230, 234, 238), (215, 222, 228))
_DARKS: tuple[Color, ...] = ((28, 26, 26), (40, 36, 36), (60, 52, 48), (70, 40, 30), (52, 46, 66))


@dataclass(frozen=True, slots=True)
class MaskStyle:
    """The looks of a mask; all renderings of a style look the same.

    Attributes:
        shape: The cut.
        color: Colour of the cloth, BGR, 0 to 255.
        second: Colour of the print, BGR.
        pattern: A name in `mask_prints.PRINTS`.
        strap: Colour of the strings or bands, BGR.
        strap_width: Width of the strings, in eye distances.
        has_head_bands: Whether bands go around the head instead of the ears.
        half_width: From the middle to the side along the skin, in eye distances.
        height: Height relative to a well-fitting mask.
        has_valve: Whether it has a valve.
        has_window: Whether a clear window shows the mouth.
        rim: Brightness of the sewn edge relative to the cloth; 1 for no edge.
        wrinkles: Depth of the folds, 0 to 1.
        seed: Seed of all randomness in the texture.
    """

    shape: Shape
    color: Color
    second: Color
    pattern: str
    strap: Color
    strap_width: float
    has_head_bands: bool
    half_width: float
    height: float
    has_valve: bool
    has_window: bool
    rim: float
    wrinkles: float
    seed: int

    @property
    def is_wrapped(self) -> bool:
        """Return whether it is wrapped around the neck; pulled down, it is just a scarf."""
        return self.shape in _WRAPPED

    def unwrapped(self) -> "MaskStyle":
        """Return the same cloth as a mask with ear loops."""
        return replace(self, shape=Shape.CLOTH, half_width=1.35) if self.is_wrapped else self


def random_style(rng: np.random.Generator) -> MaskStyle:
    """Return a random style, with about the mix seen on the street."""
    shape = list(_SHARES)[rng.choice(len(_SHARES), p=list(_SHARES.values()))]
    color = _cloth_color(shape, rng)
    pattern = _pattern(shape, rng)
    soft = shape in (Shape.CLOTH, Shape.SPONGE)
    white_strap = rng.random() < (0.35 if soft else 0.8)
    return MaskStyle(
        shape=shape,
        color=color,
        second=_any_color(rng),
        pattern=pattern,
        strap=(235, 235, 235) if white_strap else color,
        strap_width=float(
            rng.uniform(0.07, 0.13) if shape is Shape.SPONGE else rng.uniform(0.015, 0.05)
        ),
        has_head_bands=shape is Shape.CUP and rng.random() < 0.8,
        half_width=float(rng.uniform(*_HALF_WIDTHS.get(shape, (1.12, 1.5)))),
        height=float(rng.uniform(0.88, 1.1)),
        has_valve=shape in (Shape.CUP, Shape.FOLDED, Shape.CLOTH) and rng.random() < 0.3,
        has_window=shape in (Shape.CLOTH, Shape.PLEATED) and rng.random() < 0.03,
        rim=float(rng.choice([1.0, 0.86, 0.93, 1.08])),
        wrinkles=float(rng.uniform(0.15, 1.0)),
        seed=int(rng.integers(2**31)),
    )


def _cloth_color(shape: Shape, rng: np.random.Generator) -> Color:
    if shape is Shape.PLEATED:
        base = _SURGICAL[rng.integers(len(_SURGICAL))]
    elif shape in (Shape.FOLDED, Shape.CUP, Shape.BOAT):
        base = _WHITES[rng.integers(3)] if rng.random() < 0.7 else _any_color(rng)
    elif rng.random() < 0.5:
        base = _DARKS[rng.integers(len(_DARKS))]
    else:
        base = _any_color(rng)
    blue, green, red = np.clip(np.array(base) + rng.normal(0, 7, 3), 8, 250)
    return float(blue), float(green), float(red)


def _any_color(rng: np.random.Generator) -> Color:
    hue, saturation, value = rng.integers(180), rng.integers(20, 190), rng.integers(50, 245)
    pixel = np.array([[[hue, saturation, value]]], np.uint8)
    blue, green, red = cv2.cvtColor(pixel, cv2.COLOR_HSV2BGR)[0, 0]
    return float(blue), float(green), float(red)


def _pattern(shape: Shape, rng: np.random.Generator) -> str:
    chance = {Shape.CLOTH: 0.55, Shape.GAITER: 0.45, Shape.BANDANA: 0.7, Shape.SPONGE: 0.25}
    if rng.random() >= chance.get(shape, 0.07):
        return "plain"
    return str(rng.choice([name for name in PRINTS if name != "plain"]))
