"""The red frames of the alarm, around the picture and around faces."""

from maskapp.label_style import ALARM_COLOUR, bgr
from maskapp.opencv import cv2
from maskapp.records import Image

Colour = tuple[int, int, int]

ALARM_RED: Colour = bgr(ALARM_COLOUR)

_WHITE: Colour = (255, 255, 255)
_FRAME_PER_SIDE = 1 / 45
_BOX_PER_SIDE = 1 / 130


def draw_alarm_frame(image: Image) -> None:
    """Draw a red frame along the edges of an image.

    Args:
        image: (height, width, 3), uint8, BGR, C-contiguous; modified in place.
    """
    height, width = image.shape[:2]
    line = max(3, round(min(height, width) * _FRAME_PER_SIDE))
    edge = max(1, line // 5)  # keeps the frame apart from a red picture
    for inset, colour in ((line, _WHITE), (line - edge, ALARM_RED)):
        image[:inset] = image[-inset:] = colour
        image[:, :inset] = image[:, -inset:] = colour


def draw_alarm_box(image: Image, box: tuple[int, int, int, int]) -> None:
    """Draw a red box around that of a face, which stays visible.

    Args:
        image: (height, width, 3), uint8, BGR, C-contiguous; modified in place.
        box: Left, top, right and bottom of the face's box in pixels, all inclusive.
    """
    left, top, right, bottom = box
    line = max(2, round(min(image.shape[:2]) * _BOX_PER_SIDE))
    corners = (left - line, top - line), (right + line, bottom + line)
    cv2.rectangle(image, *corners, _WHITE, line + 2 * max(1, line // 3))
    cv2.rectangle(image, *corners, ALARM_RED, line)
