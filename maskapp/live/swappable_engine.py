"""The engine of one session, which can be replaced while the session runs."""

from dataclasses import replace
from typing import Protocol

from maskapp.records import Face, Frame, FrameResult


class FrameEngine(Protocol):
    """The interface that a session needs; `maskapp.pipeline.engine.Engine` implements it."""

    def process(self, frame: Frame) -> FrameResult:
        """Detect, track and label the faces of the next frame of the source."""
        ...


class SwappableEngine:
    """The engine of one session; a replacement never reuses a track number."""

    def __init__(self, engine: FrameEngine) -> None:
        self._engine = engine
        self._highest_track = 0
        self._offset = 0

    def swap(self, engine: FrameEngine) -> None:
        """Use another engine from the next frame on; its tracks continue the numbering."""
        self._engine = engine
        self._offset = self._highest_track

    def faces(self, frame: Frame) -> tuple[Face, ...]:
        """Return the labelled faces of the next frame."""
        faces = self._engine.process(frame).faces
        if self._offset:
            faces = tuple(replace(face, track=face.track + self._offset) for face in faces)
        self._highest_track = max((self._highest_track, *(face.track for face in faces)))
        return faces
