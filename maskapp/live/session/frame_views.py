"""A labelled frame as the preview, a recording and a snapshot show it.

Imports OpenCV, which takes a while: import this module in a worker's thread.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import numpy as np

from maskapp.live.alarm.alarm_rules import NO_ALARM, Alarm
from maskapp.opencv import cv2
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.pipeline.alarm_frames import draw_alarm_frame
from maskapp.pipeline.annotate import annotate, draw_faces
from maskapp.pipeline.blur import blur_faces
from maskapp.pipeline.ignored_corners import draw_ignored
from maskapp.records import Box, Face, Image, SourceInfo
from maskapp.settings.settings import Settings

_MIRRORED_LANDMARKS = [1, 0, 2, 4, 3]
"""Order of the landmarks in a mirrored image: in each pair, left and right swap."""


def draw_preview(
    image: Image,
    faces: Sequence[Face],
    size: tuple[int, int],
    *,
    mirror: bool,
    alarm: Alarm = NO_ALARM,
    ignored: Sequence[Face] = (),
) -> Image:
    """Draw boxes and labels, and the alarm if there is one, on a copy of a frame's image.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        faces: The faces, in pixels of the image.
        size: Width and height of the result, pixels.
        mirror: Whether to swap left and right; labels stay readable.
        alarm: Gives the picture and faces a red frame, and faces a clock; only the preview shows
            it, since it is for those who are there now.
        ignored: The faces that do not count, drawn faintly and without a label.

    Returns:
        (size[1], size[0], 3), uint8, BGR, C-contiguous.
    """
    shown, placed = image, (*ignored, *faces)
    if mirror:
        shown, placed = mirrored(shown, placed)
    if size != shown.shape[1::-1]:
        shown, placed = resized(shown, placed, size)
    if shown is image:
        shown = image.copy()
    draw_ignored(shown, placed[: len(ignored)])
    if alarm.shown:
        draw_alarm_frame(shown)
    draw_faces(shown, placed[len(ignored) :], alarm.clocks, alarm.shown)
    return shown


def draw_recorded(
    settings: Settings, image: Image, faces: Sequence[Face], covered: Sequence[Box]
) -> Image:
    """Return the image as the settings require it for recordings.

    Args:
        settings: Decide whether boxes and labels are drawn.
        image: (height, width, 3), uint8, BGR; not changed.
        faces: The faces to draw.
        covered: The boxes to blur; none if the recording is not blurred.
    """
    if covered:
        image = blur_faces(image, covered)
    return annotate(image, faces) if settings.has_labels_in_recordings else image


def make_snapshot(
    settings: Settings,
    source: SourceInfo,
    image: Image,
    faces: tuple[Face, ...],
    covered: Sequence[Box],
    taken_at: datetime,
    event: ViolationEvent | None = None,
) -> NewSnapshot:
    """Make a snapshot; blur `covered` if the settings require it.

    Args:
        settings: Decide whether faces are blurred.
        source: The source of the image.
        image: (height, width, 3), uint8, BGR; not changed.
        faces: The faces in it.
        covered: The boxes to blur.
        taken_at: See `NewSnapshot`.
        event: The violation that it shows; None if the user takes it.
    """
    plain = blur_faces(image, covered) if settings.blur_faces else image
    return NewSnapshot(
        taken_at=taken_at,
        kind="automatic" if event else "manual",
        source=source.name,
        faces=faces,
        annotated=annotate(plain, faces),
        plain=plain,
        is_demo=source.is_demo,
        event=event,
        is_blurred=settings.blur_faces,
    )


def write_bgra(image: Image, target: memoryview) -> None:
    """Write an image into memory that a window draws from; much faster than Qt's conversion.

    Args:
        image: (height, width, 3), uint8, BGR.
        target: height × width × 4 bytes; filled with BGRA, opaque.
    """
    pixels = np.frombuffer(target, np.uint8).reshape(*image.shape[:2], 4)
    cv2.cvtColor(image, cv2.COLOR_BGR2BGRA, dst=pixels)


def mirrored(image: Image, faces: Sequence[Face]) -> tuple[Image, tuple[Face, ...]]:
    """Swap left and right.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        faces: The faces, in pixels of the image.

    Returns:
        A new image, and the faces at their places in it.
    """
    width = image.shape[1]
    flipped = cast(Image, cv2.flip(image, 1))
    return flipped, tuple(_mirror_face(face, width) for face in faces)


def resized(
    image: Image, faces: Sequence[Face], size: tuple[int, int]
) -> tuple[Image, tuple[Face, ...]]:
    """Scale an image before boxes and labels are drawn on it, which keeps them sharp.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        faces: The faces, in pixels of the image.
        size: Width and height of the result, pixels.

    Returns:
        A new image, and the faces at their places in it.
    """
    scaled = cast(Image, cv2.resize(image, size, interpolation=cv2.INTER_LINEAR))
    by_x, by_y = map(float, np.divide(size, image.shape[1::-1]))
    return scaled, tuple(_scale_face(face, by_x, by_y) for face in faces)


def _scale_face(face: Face, by_x: float, by_y: float) -> Face:
    x1, y1, x2, y2 = face.box
    landmarks = (face.landmarks * (by_x, by_y)).astype(np.float32)
    return replace(face, box=Box(x1 * by_x, y1 * by_y, x2 * by_x, y2 * by_y), landmarks=landmarks)


def _mirror_face(face: Face, width: int) -> Face:
    x1, y1, x2, y2 = face.box
    landmarks = face.landmarks[_MIRRORED_LANDMARKS]  # a copy
    landmarks[:, 0] = width - landmarks[:, 0]
    return replace(face, box=Box(width - x2, y1, width - x1, y2), landmarks=landmarks)
