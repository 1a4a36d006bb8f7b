"""Geometry of decoded video: upright, not mirrored, with square pixels, of one size.

It is made right before detection, so that preview, boxes, recordings and reports agree.
"""

from fractions import Fraction
from typing import NamedTuple

import av
import numpy as np
from av.sidedata.sidedata import SideDataContainer

from maskapp.errors import SourceError
from maskapp.opencv_environment import MAX_PIXELS
from maskapp.records import Image

# The widest pixels that recorders store are 8:3, the narrowest about 1:2.
_MOST_EXTREME_ASPECT = 8


class _Orientation(NamedTuple):
    """The way from the stored image to the upright one: first transpose, then mirror."""

    is_transposed: bool = False
    mirrors_columns: bool = False
    mirrors_rows: bool = False


class FrameGeometry:
    """The geometry of a video, from its first frame.

    A later frame of another size or orientation, as when a network camera changes its mode, is
    fitted into the size of the first one; faces keep their proportions, and the rest is black.

    Args:
        first: The first decoded frame.
        pixel_aspect: Width of a pixel divided by its height; None or 0 if unknown.
        name: Name of the source, for messages.

    Attributes:
        width: Width of the upright images, pixels.
        height: Height of the upright images, pixels.

    Raises:
        SourceError: The images would be too large.
    """

    def __init__(self, first: av.VideoFrame, pixel_aspect: Fraction | None, name: str) -> None:
        self._aspect = _usable(pixel_aspect)
        width, height = self._square_size(first)
        if width * height > MAX_PIXELS:
            raise too_large(name, width, height)
        turned = _orientation(first).is_transposed
        self.width, self.height = (height, width) if turned else (width, height)

    def upright(self, frame: av.VideoFrame) -> Image:
        """Return a decoded frame as an upright image with square pixels.

        Returns:
            (height, width, 3), uint8, BGR.
        """
        orientation = _orientation(frame)
        canvas = (self.width, self.height)
        room = canvas[::-1] if orientation.is_transposed else canvas
        width, height = _fitted(self._square_size(frame), room)
        image = frame.to_ndarray(format="bgr24", width=width, height=height)
        if orientation.is_transposed:
            image = image.transpose(1, 0, 2)
        if orientation.mirrors_columns:
            image = image[:, ::-1]
        if orientation.mirrors_rows:
            image = image[::-1]
        return _centred(np.ascontiguousarray(image, np.uint8), *canvas)

    def _square_size(self, frame: av.VideoFrame) -> tuple[int, int]:
        """Return width and height with square pixels, still as stored; no pixel is lost."""
        if self._aspect >= 1:
            return max(1, round(frame.width * self._aspect)), frame.height
        return frame.width, max(1, round(frame.height / self._aspect))


def too_large(name: str, width: int, height: int) -> SourceError:
    """Return the error to raise for frames of more than `MAX_PIXELS`."""
    return SourceError(
        f"{name}: its frames have {width} × {height} pixels, which is too large;"
        f" at most {MAX_PIXELS // 10**6} million pixels can be read"
    )


def _usable(pixel_aspect: Fraction | None) -> Fraction:
    """Return a stated pixel aspect; 1 if there is none, or one that no recorder writes."""
    if not pixel_aspect or not (
        Fraction(1, _MOST_EXTREME_ASPECT) <= pixel_aspect <= _MOST_EXTREME_ASPECT
    ):
        return Fraction(1)
    return pixel_aspect


def _orientation(frame: av.VideoFrame) -> _Orientation:
    """Return the orientation that the frame's display matrix asks for, to the next right angle.

    The matrix (ISO/IEC 14496-12, 8.2.2) maps stored (x, y) to (ax + cy, bx + dy), shown with y
    downwards.
    """
    # Not `frame.side_data`: the frame would keep it, it keeps the frame, and its memory would be
    # free only when Python next looks for such circles.
    matrix = SideDataContainer(frame).get("DISPLAYMATRIX")  # type: ignore[call-arg]
    if matrix is None:
        return _Orientation()
    a, b, _, c, d = np.frombuffer(bytes(matrix), np.int32, 5).tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return _Orientation(mirrors_columns=a < 0, mirrors_rows=d < 0)
    return _Orientation(is_transposed=True, mirrors_columns=c < 0, mirrors_rows=b < 0)


def _fitted(size: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    """Return a size scaled to fit into a room, with the same proportions."""
    if size == room:
        return size
    scale = min(room[0] / size[0], room[1] / size[1])
    width, height = (
        min(max(1, round(side * scale)), most) for side, most in zip(size, room, strict=True)
    )
    return width, height


def _centred(image: Image, width: int, height: int) -> Image:
    """Return an image in the middle of a black one, unless it has that size."""
    if image.shape[:2] == (height, width):
        return image
    canvas = np.zeros((height, width, 3), np.uint8)
    top, left = (height - image.shape[0]) // 2, (width - image.shape[1]) // 2
    canvas[top : top + image.shape[0], left : left + image.shape[1]] = image
    return canvas
