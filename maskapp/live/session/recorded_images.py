"""What recordings and clips show of a session, and when it can be shown.

Images that are blurred come half a second later than the others; see `FaceCover`.
"""

from collections.abc import Sequence

from maskapp.live.recording.face_cover import CoveredFrame, FaceCover
from maskapp.live.session.live_frame import LiveFrame
from maskapp.records import Image
from maskapp.settings.settings import Settings

RecordedImage = tuple[Image, float]
"""An image to record, (height, width, 3), uint8, BGR, and its time in the session."""


class RecordedImages:
    """The images to record, drawn as the settings require them.

    Args:
        cover: Has seen the faces of each frame before the frame is added here.
        settings: Set the attribute to replace them.
        is_stills: Whether the frames are unrelated pictures, which are blurred one by one.
    """

    def __init__(self, cover: FaceCover, settings: Settings, *, is_stills: bool) -> None:
        self.settings = settings
        self._cover = cover
        self._is_stills = is_stills

    @property
    def held_s(self) -> tuple[float, ...]:
        """The times of the frames that are held back, ascending."""
        return self._cover.held_s

    def add(self, frame: LiveFrame, time_s: float) -> list[RecordedImage]:
        """Return the images to record now; that of the frame may come later.

        Args:
            frame: The newest frame.
            time_s: Its time in the session.
        """
        from maskapp.live.session.frame_views import draw_recorded  # noqa: PLC0415

        image, faces = frame.image, frame.faces
        is_blurred = self.settings.has_blurred_recordings
        if is_blurred and not self._is_stills:
            return self._draw(self._cover.hold(image, faces, time_s, frame.ignored))
        covered = (*(face.box for face in frame.found), *frame.doubtful) if is_blurred else ()
        drawn = draw_recorded(self.settings, image, faces, covered)
        return [*self.take_all(), (drawn, time_s)]

    def take_due(self) -> list[RecordedImage]:
        """Return the images that no longer wait, in place of `add` for a frame not recorded."""
        return self._draw(self._cover.take_ready())

    def take_all(self) -> list[RecordedImage]:
        """Return the images that still wait, since no frames come that they could wait for."""
        return self._draw(self._cover.release())

    def _draw(self, frames: Sequence[CoveredFrame]) -> list[RecordedImage]:
        from maskapp.live.session.frame_views import draw_recorded  # noqa: PLC0415

        return [
            (draw_recorded(self.settings, frame.image, frame.faces, frame.covered), frame.time_s)
            for frame in frames
        ]
