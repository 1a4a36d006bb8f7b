"""What the worker does with frames: opening, judging, drawing, recording.

It imports OpenCV, PyAV and LiteRT, which takes a second: import it in the worker's threads,
never in the window's.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np
from PySide6.QtGui import QImage

from maskapp import paths
from maskapp.live.recording_on_disk import Recording
from maskapp.live.source_thread import SourceRequest
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.pipeline.annotate import annotate, draw_faces
from maskapp.pipeline.blur import blur_faces
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.picture import enlarged, mirrored, write_bgra
from maskapp.pipeline.runnable_model import runnable_model
from maskapp.pipeline.sources import source as sources
from maskapp.pipeline.sources.camera import CameraMode
from maskapp.records import Face, Frame, Image
from maskapp.settings import Settings

__all__ = [
    "FrameJudge",
    "Recording",
    "load_engine",
    "open_source",
    "preview",
    "recorded",
    "snapshot",
]


def open_source(request: SourceRequest) -> sources.Source:
    """Open what was requested.

    Raises:
        SourceError: It cannot be opened or read.
    """
    mode = CameraMode(request.width, request.height, request.fps)
    return sources.open_source(request.text, camera_mode=mode)


def load_engine(settings: Settings, *, stills: bool) -> Engine:
    """The engine with the network of the settings.

    Raises:
        ModelError: The network cannot be used.
    """
    model = Path(settings.model_file) if settings.model_file else paths.default_model()
    return Engine(settings, runnable_model(model, paths.default_cache_dir()), stills=stills)


class FrameJudge:
    """Judges the frames of one session, in which the engine may be exchanged."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numbered = 0
        self._offset = 0

    def use(self, engine: Engine) -> None:
        """Go on with another engine; its tracks are numbered on."""
        self._engine = engine
        self._offset = self._numbered

    def judge(self, frame: Frame) -> tuple[Face, ...]:
        """The faces of the next frame."""
        faces = self._engine.process(frame).faces
        if self._offset:
            faces = tuple(replace(face, track=face.track + self._offset) for face in faces)
        self._numbered = max((self._numbered, *(face.track for face in faces)))
        return faces


def preview(
    image: Image, faces: Sequence[Face], size: tuple[int, int], *, mirror: bool = False
) -> QImage:
    """The picture with boxes and labels, for the window.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        faces: In pixels of the image.
        size: Width and height of what is returned, pixels.
        mirror: Whether to exchange left and right; labels can be read all the same.

    Returns:
        Format_RGB32, with memory of its own.
    """
    shown, placed = image, faces
    if mirror:
        shown, placed = mirrored(shown, placed)
    if size != shown.shape[1::-1]:
        shown, placed = enlarged(shown, placed, size)
    if shown is image:
        return _to_qimage(annotate(image, faces))
    draw_faces(shown, placed)
    return _to_qimage(shown)


def recorded(settings: Settings, image: Image, faces: Sequence[Face]) -> Image:
    """The picture as the settings want it in recordings."""
    if settings.recording_mode == "blurred" or settings.blur_faces:
        image = blur_faces(image, faces)
    return annotate(image, faces) if settings.recording_mode == "annotated" else image


def snapshot(
    settings: Settings,
    kind: Literal["manual", "automatic"],
    source_name: str,
    image: Image,
    faces: tuple[Face, ...],
) -> NewSnapshot:
    """A snapshot of now, as the settings want it."""
    plain = blur_faces(image, faces) if settings.blur_faces else image
    return NewSnapshot(
        taken_at=datetime.now().astimezone(),
        kind=kind,
        source=source_name,
        faces=faces,
        annotated=annotate(plain, faces),
        plain=plain,
    )


def _to_qimage(image: Image) -> QImage:
    """The picture as Format_RGB32, with memory of its own."""
    height, width = image.shape[:2]
    shown = QImage(width, height, QImage.Format.Format_RGB32)
    # Each line has four bytes a pixel and so needs no padding.
    write_bgra(image, np.frombuffer(shown.bits(), np.uint8).reshape(height, width, 4))
    return shown
