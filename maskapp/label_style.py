"""The words, the colour, the symbol and the hatch of each label, wherever it is shown."""

from collections.abc import Mapping
from types import MappingProxyType

from maskapp.records import MaskLabel

Stroke = tuple[tuple[float, float], ...]

LABEL_WORDS: Mapping[MaskLabel, str] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: "Mask",
        MaskLabel.WITHOUT_MASK: "No mask",
        MaskLabel.INCORRECT_MASK: "Worn wrong",
        MaskLabel.UNCERTAIN: "Uncertain",
    }
)
"""The text of each label in the window, in annotations and in tables."""

LABEL_COLOURS: Mapping[MaskLabel, str] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: "#009e73",  # bluish green
        MaskLabel.WITHOUT_MASK: "#d55e00",  # vermilion
        MaskLabel.INCORRECT_MASK: "#f0e442",  # yellow
        MaskLabel.UNCERTAIN: "#56b4e9",  # sky blue
    }
)
"""Colours as #rrggbb, from Okabe and Ito's colour-blind safe palette ("Color Universal Design",
2008).

Black text on each of them has a contrast ratio of at least 5.4.
"""

ALARM_COLOUR = "#d0021b"
"""The colour of the alarm's frames and clocks; white on it has a contrast of 5.7 : 1."""

LABEL_SYMBOLS: Mapping[MaskLabel, tuple[Stroke, ...]] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: (((0.05, 0.55), (0.38, 0.88), (0.95, 0.14)),),
        MaskLabel.WITHOUT_MASK: (((0.12, 0.12), (0.88, 0.88)), ((0.88, 0.12), (0.12, 0.88))),
        MaskLabel.INCORRECT_MASK: (
            ((0.5, 0.0), (1.05, 0.98), (-0.05, 0.98), (0.5, 0.0)),
            ((0.5, 0.38), (0.5, 0.62)),
            ((0.5, 0.8), (0.5, 0.81)),
        ),
        MaskLabel.UNCERTAIN: (
            ((0.2, 0.25), (0.35, 0.05), (0.65, 0.05), (0.8, 0.25), (0.75, 0.42), (0.5, 0.58),
             (0.5, 0.7)),
            ((0.5, 0.97), (0.5, 0.98)),
        ),
    }
)  # fmt: skip
"""Symbols as polylines in the unit square, x to the right, y down."""

LABEL_HATCHES: Mapping[MaskLabel, str] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: "M0 0",
        MaskLabel.WITHOUT_MASK: "M-1 1 1-1M0 6 6 0M5 7 7 5",
        MaskLabel.INCORRECT_MASK: "M1.5 1.5V1.6M4.5 4.5V4.6",
        MaskLabel.UNCERTAIN: "M0 3H6",
    }
)
"""Hatches as SVG paths in a tile of 6 units: bars must not differ by colour alone."""


def bgr(colour: str) -> tuple[int, int, int]:
    """Return a colour given as #rrggbb in the order in which images have it."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return blue, green, red
