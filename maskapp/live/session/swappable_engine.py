"""The engine of one session, which can be replaced while the session runs."""

from dataclasses import replace
from typing import Protocol

from maskapp.live.session.track_numbers import TrackNumbers
from maskapp.records import Frame, FrameResult
from maskapp.settings.settings import EngineSettings


class FrameEngine(Protocol):
    """The interface that a session needs; `maskapp.pipeline.engine.Engine` implements it."""

    def process(self, frame: Frame) -> FrameResult:
        """Detect, track and label the faces of the next frame of the source."""
        ...

    def with_settings(self, settings: EngineSettings, *, stills: bool) -> "FrameEngine":
        """Return an engine with the same model, but other settings, for another source."""
        ...


class SwappableEngine:
    """The engine of one session; after a replacement, faces in view keep their track numbers.

    Args:
        engine: The first engine.
        is_stills: Whether the frames are unrelated pictures, so that no face is in two of them.
    """

    def __init__(self, engine: FrameEngine, *, is_stills: bool = False) -> None:
        self._engine = engine
        self._is_stills = is_stills
        self._numbers = TrackNumbers()

    def swap(self, engine: FrameEngine) -> None:
        """Use another engine from the next frame on; a track number is never reused."""
        self._engine = engine
        self._numbers.restart()

    def process(self, frame: Frame) -> FrameResult:
        """Return the result for the next frame; its faces have the numbers of the session."""
        if self._is_stills:
            self._numbers.forget_places()
        height, width = frame.image.shape[:2]
        result = self._engine.process(frame)
        faces = self._numbers.apply(result.faces, frame.time_s, (width, height))
        return replace(result, faces=faces)
