"""Drawing of boxes and labels.

No label depends on its colour alone: each has its own word, symbol and line style.
"""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maskapp.label_style import LABEL_COLOURS, LABEL_SYMBOLS, LABEL_WORDS, bgr
from maskapp.opencv import cv2
from maskapp.pipeline.alarm_frames import ALARM_RED, Colour, draw_alarm_box
from maskapp.records import Box, Face, Image, MaskLabel

_INK: Colour = (0, 0, 0)
_WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class _Style:
    """The style of one label's box and plate.

    Attributes:
        colour: BGR.
        dash: Length of a dash and of the gap after it, in line widths; None for solid.
        width: Line width as a multiple of the usual one.
    """

    colour: Colour
    dash: tuple[float, float] | None = None
    width: float = 1.0


_STYLES = {
    MaskLabel.WITH_MASK: _Style(bgr(LABEL_COLOURS[MaskLabel.WITH_MASK])),
    MaskLabel.WITHOUT_MASK: _Style(bgr(LABEL_COLOURS[MaskLabel.WITHOUT_MASK])),
    MaskLabel.INCORRECT_MASK: _Style(bgr(LABEL_COLOURS[MaskLabel.INCORRECT_MASK]), dash=(4.0, 4.0)),
    MaskLabel.UNCERTAIN: _Style(
        bgr(LABEL_COLOURS[MaskLabel.UNCERTAIN]), dash=(0.0, 2.6), width=1.6
    ),
}

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FONT_CAP_PX = 22.0
"""Height of a capital letter at font scale 1, pixels."""
_MIN_CAP_PX = 9.0
"""Minimum height of a capital letter, pixels; smaller letters of this font are illegible."""
_CAP_PER_SIDE = 0.021
_LINE_PER_SIDE = 1 / 260
_MIN_LINE_PX = 2.0
"""Minimum line width but for the smallest faces; a thinner line is lost between its outlines."""
_CLOCK_PER_LABEL = 1.3
"""Height of a clock's letters, as a multiple of the label's."""
_MAX_DASHES = 64
"""Maximum number of dashes per box, to bound the drawing time."""


class PixelBox(NamedTuple):
    """A box in whole pixels, all four sides inclusive and inside the image."""

    left: int
    top: int
    right: int
    bottom: int


class _Plate(NamedTuple):
    """The plate of a label: its upper left corner, its size and its text ("" for none)."""

    left: int
    top: int
    width: int
    height: int
    text: str

    def corners(self) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom; the last two exclusive."""
        return self.left, self.top, self.left + self.width, self.top + self.height


def annotate(image: Image, faces: Sequence[Face]) -> Image:
    """Return a copy of an image with the boxes and labels of faces.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        faces: Their boxes may be fractional, empty or partly outside the image; boxes completely
            outside are skipped.

    Returns:
        A new image of the same shape.
    """
    drawn = image.copy()
    draw_faces(drawn, faces)
    return drawn


def draw_faces(
    image: Image,
    faces: Sequence[Face],
    clocks: Mapping[int, str] = MappingProxyType({}),
    alarming: Set[int] = frozenset(),
) -> None:
    """Draw the boxes and labels of faces onto an image.

    Args:
        image: (height, width, 3), uint8, BGR, C-contiguous; modified in place.
        faces: See `annotate`.
        clocks: The text of a clock for the tracks that have one, such as "0:07 without mask".
        alarming: The tracks that get a red frame.
    """
    placed = [(face, box) for face in faces if (box := pixel_box(face.box, image)) is not None]
    for face, box in placed:
        _draw_box(image, box, _STYLES[face.label])
        if face.track in alarming:
            draw_alarm_box(image, box)
    # Plates are drawn after all boxes, so that no line crosses a plate.
    boxes = np.array([box for _, box in placed], dtype=np.float64).reshape(-1, 4)
    plates = np.empty((0, 4))
    for index, (face, box) in enumerate(placed):
        cap_px = _cap_px(image, box)
        word = LABEL_WORDS[face.label]
        confidence = face.label_confidence
        percentage = "" if confidence is None else f" {confidence:.0%}"
        texts = (f"#{face.track} {word}{percentage}", word, "")
        plate = _best_plate(_plates_for(texts, cap_px, box, image, cap_px), index, boxes, plates)
        plates = np.vstack((plates, plate.corners()))
        _draw_plate(image, plate, face.label, cap_px)
    for index, (face, box) in enumerate(placed):
        if clock := clocks.get(face.track):
            cap_px = _CLOCK_PER_LABEL * _cap_px(image, box)
            short = clock.partition(" ")[0]
            plates_for = _plates_for((clock, short), 0.0, box, image, cap_px)
            plate = _best_plate(plates_for, index, boxes, plates)
            plates = np.vstack((plates, plate.corners()))
            _draw_clock(image, plate, cap_px, ALARM_RED if face.track in alarming else _INK)


def pixel_box(box: Box, image: Image) -> PixelBox | None:
    """Return a box in whole pixels of an image; None if nothing of it is inside."""
    height, width = image.shape[:2]
    if not all(map(math.isfinite, box)):
        return None
    if box.x1 >= width or box.y1 >= height or box.x2 < 0 or box.y2 < 0:
        return None
    left, top = max(0, math.floor(box.x1)), max(0, math.floor(box.y1))
    right, bottom = min(width, math.ceil(box.x2)) - 1, min(height, math.ceil(box.y2)) - 1
    return PixelBox(left, top, max(left, right), max(top, bottom))


def _draw_box(image: Image, box: PixelBox, style: _Style) -> None:
    side = min(box.right - box.left, box.bottom - box.top)
    by_picture = max(_MIN_LINE_PX, min(image.shape[:2]) * _LINE_PER_SIDE)
    line = max(1, round(style.width * min(by_picture, side / 12)))
    inset = line // 2
    height, width = image.shape[:2]
    left, top = max(box.left, inset), max(box.top, inset)
    right, bottom = min(box.right, width - 1 - inset), min(box.bottom, height - 1 - inset)
    if style.dash is None:
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        lines = [np.array(corners, dtype=np.int32)]
    else:
        lines = _dashes(PixelBox(left, top, right, bottom), line, style.dash)
    # The outline keeps the box visible on a background of its own colour.
    cv2.polylines(image, lines, style.dash is None, _INK, line + 2 * max(1, line // 3))
    cv2.polylines(image, lines, style.dash is None, style.colour, line)


def _dashes(box: PixelBox, line: int, dash: tuple[float, float]) -> list[NDArray[np.int32]]:
    """Return dashes along the four sides, with one centred on each corner."""
    width, height = box.right - box.left, box.bottom - box.top
    period = max(sum(dash) * line, 2 * (width + height) / _MAX_DASHES)
    dashes: list[NDArray[np.int32]] = []
    for length, along, fixed, ends in (
        (width, 0, 1, (box.top, box.bottom)),
        (height, 1, 0, (box.left, box.right)),
    ):
        count = max(1, round(length / period))
        centres = np.linspace(0, length, count + 1)
        segments = np.empty((2, count + 1, 2, 2))
        segments[..., 0, along] = np.maximum(centres - dash[0] * line / 2, 0) + box[along]
        segments[..., 1, along] = np.minimum(centres + dash[0] * line / 2, length) + box[along]
        segments[..., fixed] = np.reshape(ends, (2, 1, 1))
        dashes.extend(np.rint(segments).astype(np.int32).reshape(-1, 2, 2))
    return dashes


def _cap_px(image: Image, box: PixelBox) -> float:
    """Return the height of capital letters, which depends on the sizes of image and box."""
    largest: float = min(image.shape[:2]) * _CAP_PER_SIDE
    by_face = (box.bottom - box.top) * 0.25
    return max(_MIN_CAP_PX, min(largest, max(by_face, 0.6 * largest)))


def _thickness(cap_px: float) -> int:
    return max(1, round(cap_px / 9))


def _pad_px(cap_px: float) -> float:
    return 0.45 * cap_px


def _plates_for(
    texts: Sequence[str], symbol_px: float, box: PixelBox, image: Image, cap_px: float
) -> list[_Plate]:
    """Return all candidate plates inside the image, preferred texts and places first."""
    pad = _pad_px(cap_px)
    height = round(cap_px + 2 * pad)
    frame_height, frame_width = image.shape[:2]
    plates = []
    for text in texts:
        width = round(symbol_px + 2 * pad)
        if text:
            scale = cap_px / _FONT_CAP_PX
            (text_px, _), _ = cv2.getTextSize(text, _FONT, scale, _thickness(cap_px))
            width += round(text_px + (pad if symbol_px else 0))
        if width > frame_width and text != texts[-1]:
            continue
        above, below = box.top - height, box.bottom + 1
        flush_right = box.right + 1 - width
        for left, top in (
            (box.left, above),
            (box.left, below),
            (flush_right, above),
            (flush_right, below),
            (box.right + 1, box.top),
            (box.left - width, box.top),
        ):
            inside_left = max(0, min(left, frame_width - width))
            inside_top = max(0, min(top, frame_height - height))
            plates.append(_Plate(inside_left, inside_top, width, height, text))
    return plates


def _best_plate(
    plates: list[_Plate], own: int, boxes: NDArray[np.float64], taken: NDArray[np.float64]
) -> _Plate:
    """Return the plate that hides the least; when it is close, prefer an earlier one.

    Args:
        plates: As returned by `_plates_for`: the same places for each text.
        own: Index of the box that the label belongs to.
        boxes: (n, 4), the boxes of all faces.
        taken: (m, 4), the plates drawn before.
    """
    corners = np.array([plate.corners() for plate in plates], dtype=np.float64)[:, None]
    others = np.concatenate((boxes, taken))[None]
    sides = np.minimum(corners[..., 2:], others[..., 2:])
    sides -= np.maximum(corners[..., :2], others[..., :2])
    np.maximum(sides, 0, out=sides)
    hidden_px = sides[..., 0] * sides[..., 1]
    full_px = plates[0].width * plates[0].height
    # Hiding a strip of a large face matters less than hiding the same strip of a small one.
    faces_px = (boxes[:, 2] - boxes[:, 0] + 1) * (boxes[:, 3] - boxes[:, 1] + 1)
    weights = np.full(others.shape[1], 6.0)
    weights[: len(boxes)] = np.minimum(1, 4 * full_px / faces_px)
    weights[own] *= 2
    text_penalty = {plates[0].text: 0.0, "": 0.5}
    penalties = [
        text_penalty.get(plate.text, 0.2) + 0.02 * (index % 6) for index, plate in enumerate(plates)
    ]
    cost = hidden_px @ weights + np.array(penalties) * full_px
    return plates[int(cost.argmin())]


def _draw_plate(image: Image, plate: _Plate, label: MaskLabel, cap_px: float) -> None:
    left, top, right, bottom = plate.corners()
    colour = _STYLES[label].colour
    cv2.rectangle(image, (left, top), (right - 1, bottom - 1), colour, cv2.FILLED)
    pad, thickness = _pad_px(cap_px), _thickness(cap_px)
    for stroke in LABEL_SYMBOLS[label]:
        points = np.array(stroke) * cap_px + (left + pad, top + pad)
        # In sixteenths of a pixel, so that small symbols keep their shape.
        fixed_point = np.rint(points * 16).astype(np.int32)
        cv2.polylines(image, [fixed_point], False, _INK, thickness, cv2.LINE_AA, 4)
    if plate.text:
        origin = (round(left + 2 * pad + cap_px), round(bottom - pad))
        scale = cap_px / _FONT_CAP_PX
        cv2.putText(image, plate.text, origin, _FONT, scale, _INK, thickness, cv2.LINE_AA)


def _draw_clock(image: Image, plate: _Plate, cap_px: float, ground: Colour) -> None:
    left, top, right, bottom = plate.corners()
    cv2.rectangle(image, (left, top), (right - 1, bottom - 1), ground, cv2.FILLED)
    cv2.rectangle(image, (left, top), (right - 1, bottom - 1), _WHITE, 1)
    pad, scale = _pad_px(cap_px), cap_px / _FONT_CAP_PX
    origin, thickness = (round(left + pad), round(bottom - pad)), _thickness(cap_px)
    cv2.putText(image, plate.text, origin, _FONT, scale, _WHITE, thickness, cv2.LINE_AA)
