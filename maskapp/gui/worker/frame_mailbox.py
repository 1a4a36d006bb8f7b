"""The mailbox through which frames pass from the worker to the window, newest only."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QImage

from maskapp.live.session.statistics import LiveStatistics
from maskapp.records import Box, Image


@dataclass(frozen=True, slots=True, eq=False)
class ShownFrame:
    """One frame, ready to be shown.

    Attributes:
        image: The preview: Format_RGB32, owns its memory; possibly larger than the frame.
        size: Width and height of the frame, pixels.
        statistics: The figures at the time of the frame.
        index: Number of the frame in its source, from 0.
        name: File name of the picture; None unless the source is made of pictures.
        places: The box of each face in it, counted or not, by track; in shares of the frame's
            width and height, not mirrored.
        is_mirrored: Whether left and right are swapped in `image`.
        alarm_text: What the alarm that is shown is about; "" while there is none.
    """

    image: QImage
    size: tuple[int, int]
    statistics: LiveStatistics
    index: int = 0
    name: str | None = None
    places: Mapping[int, Box] = field(default_factory=dict)
    is_mirrored: bool = False
    alarm_text: str = ""


class FrameMailbox:
    """A slot for one frame between two threads.

    Queued signals that carry images pile up as soon as the window is slower than the worker,
    and their memory grows without bound. So frames wait here, and a signal without a payload
    announces them; none is emitted while another is on its way.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: ShownFrame | None = None
        self._overwritten = 0

    @property
    def overwritten(self) -> int:
        """Number of frames that were replaced before the window took them."""
        return self._overwritten

    def put(self, frame: ShownFrame) -> bool:
        """Store a frame in place of one that was not taken yet.

        Returns:
            Whether to announce it; otherwise the previous announcement is still on its way.
        """
        with self._lock:
            is_announced = self._newest is not None
            self._overwritten += is_announced
            self._newest = frame
            return not is_announced

    def take(self) -> ShownFrame | None:
        """Return the newest frame, once; None if there is none."""
        with self._lock:
            frame, self._newest = self._newest, None
            return frame


def to_qimage(image: Image) -> QImage:
    """Convert (height, width, 3), uint8, BGR to Format_RGB32 with memory of its own."""
    from maskapp.live.session.frame_views import write_bgra  # noqa: PLC0415

    height, width = image.shape[:2]
    shown = QImage(width, height, QImage.Format.Format_RGB32)
    write_bgra(image, memoryview(shown.bits()))  # four bytes per pixel: Qt pads no line
    return shown
