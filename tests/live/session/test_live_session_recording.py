"""What a session gives to a recording."""

import numpy as np
import pytest

from maskapp.live.preview_size import PreviewSize
from maskapp.live.recording.face_cover import HELD_BACK_S
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.records import CLASS_LABELS, Box, Face, Frame, FrameResult, SourceInfo
from maskapp.settings.settings import Settings

FPS = 8  # times that are exact
HELD = round(HELD_BACK_S * FPS)
FACE_BOX = Box(20, 20, 60, 60)


class Detected:
    """An engine that finds the same face, in some frames only."""

    def __init__(self, frames: set[int]) -> None:
        self._frames = frames

    def process(self, frame: Frame) -> FrameResult:
        given = dict.fromkeys(CLASS_LABELS, 1 / 3)
        points = np.zeros((5, 2), np.float32)
        face = Face(1, FACE_BOX, CLASS_LABELS[0], 0.9, given, 0.9, points, 1.0)
        return FrameResult(frame, (face,) if frame.index in self._frames else (), {})


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (80, 80, 3)).astype(np.uint8)


def is_face_seen(image, noise) -> bool:
    return bool(np.array_equal(image[35:45, 35:45], noise[35:45, 35:45]))


def differs_at_the_box(image, noise) -> bool:
    """Whether a label is drawn above the box, where nothing is blurred."""
    corner = np.s_[12:16, 20:24]
    return not np.array_equal(image[corner], noise[corner])


def record_all(noise, frames: set[int], count: int, *, is_stills=False, **settings) -> list:
    """Return all images of a recording."""
    info = SourceInfo("film", 80, 80, FPS, None, is_live=False, is_stills=is_stills)
    chosen = Settings(**{"recording_mode": "plain", **settings})
    session = LiveSession(info, Detected(frames), chosen, PreviewSize())
    images = []
    for index in range(count):
        time_s = index / FPS
        arrived = Arrived(Frame(noise, index, time_s), 0.0, 0)
        images += session.recorded.add(session.process(arrived, time_s), time_s)
    images += session.recorded.take_all()
    assert [time_s for _, time_s in images] == pytest.approx(np.arange(count) / FPS)
    return [image for image, _ in images]


def recorded(noise, frames: set[int], count: int, **settings) -> list[bool]:
    """Return whether the face can be seen in each image of a recording."""
    return [is_face_seen(image, noise) for image in record_all(noise, frames, count, **settings)]


def test_a_blurred_recording_shows_no_face_that_a_detection_missed(noise) -> None:
    """The face is found from the tenth frame on, and missed for a while."""
    is_seen = recorded(noise, {10, 14, 15}, 20, blur_faces=True)
    assert is_seen == [True] * (10 - HELD) + [False] * (10 + HELD)


def test_a_plain_recording_is_what_came(noise) -> None:
    assert recorded(noise, {1, 2}, 5) == [True] * 5


def test_pictures_are_blurred_one_by_one(noise) -> None:
    is_seen = recorded(noise, {1}, 4, is_stills=True, blur_faces=True)
    assert is_seen == [True, False, True, True]


@pytest.mark.parametrize("blur_faces", [False, True])
@pytest.mark.parametrize(
    ("mode", "is_blurred", "is_labelled"),
    [
        ("annotated", False, True),
        ("plain", False, False),
        ("blurred", True, False),
        ("blurred_annotated", True, True),
    ],
)
def test_each_mode_shows_what_it_says(noise, mode, is_blurred, is_labelled, blur_faces) -> None:
    settings = {"recording_mode": mode, "blur_faces": blur_faces}
    every = set(range(12))
    for image in record_all(noise, every, 12, **settings):
        assert is_face_seen(image, noise) is not (is_blurred or blur_faces)
        assert differs_at_the_box(image, noise) is is_labelled
