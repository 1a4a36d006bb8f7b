"""Judging of the pictures of one browser's camera, one after the other."""

from typing import Any

from maskapp.errors import PictureTooLargeError, SourceError
from maskapp.files.picture_files import decode_picture, size_of_jpeg
from maskapp.live.session.swappable_engine import SwappableEngine
from maskapp.pipeline.engine import Engine
from maskapp.records import Frame
from maskapp.web.judge.still_pictures import answer_about

MOST_BYTES = 2 << 20
MOST_PIXELS = 1920 * 1080
"""Limits of one live picture: what a camera in full HD sends. The page sends less."""

_NAME = "The picture that was sent"


class LiveCamera:
    """The camera of one client: its faces keep their numbers, and their labels do not flicker.

    All pictures of one camera have to be judged in one thread.
    """

    def __init__(self) -> None:
        self._engine: SwappableEngine | None = None
        self._first_s = 0.0
        self._judged = 0

    def judge(self, networks: Engine, data: bytes, arrived_s: float) -> dict[str, Any]:
        """Return the answer about the next picture, see `answer_about`.

        Args:
            networks: The engine of the thread; the camera's own shares its networks.
            data: A JPEG.
            arrived_s: When it arrived, on a steady clock, since a browser tells no times.

        Raises:
            SourceError: It is too large, damaged or not a JPEG; the camera can go on.
        """
        if len(data) > MOST_BYTES:
            raise PictureTooLargeError(
                f"{_NAME}: has {len(data):,} bytes; at most {MOST_BYTES:,} are allowed live"
            )
        _check_jpeg(data)
        picture = decode_picture(data, _NAME)
        if picture.is_damaged:
            raise SourceError(f"{_NAME}: the picture is damaged or cut short")
        if self._engine is None:
            self._engine = SwappableEngine(networks.for_another_source())
            self._first_s = arrived_s
        frame = Frame(picture.image, self._judged, arrived_s - self._first_s)
        self._judged += 1
        return answer_about(self._engine.process(frame))


def _check_jpeg(data: bytes) -> None:
    """Refuse what is no JPEG, or states a size beyond the limit."""
    size = size_of_jpeg(data)
    if size is None:
        raise SourceError(f"{_NAME}: is not a JPEG, or damaged")
    width, height = size
    if width * height > MOST_PIXELS:
        raise PictureTooLargeError(
            f"{_NAME}: has {width} × {height} pixels; at most {MOST_PIXELS:,} pixels are allowed"
            " live, such as 1920 × 1080"
        )
