"""When the images of a recording come."""

from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest

from maskapp.live.recording.face_cover import FaceCover
from maskapp.live.session.live_frame import LiveFrame
from maskapp.live.session.recorded_images import RecordedImages
from maskapp.records import Box
from maskapp.settings.settings import Settings

NOISE = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
BOX = Box(8, 8, 24, 24)


def frame(doubtful: tuple[Box, ...] = ()) -> LiveFrame:
    return LiveFrame(NOISE, (), NOISE, SimpleNamespace(), datetime.now(), doubtful=doubtful)


def images(cover: FaceCover, mode: str = "blurred", *, is_stills: bool = False) -> RecordedImages:
    return RecordedImages(cover, Settings(recording_mode=mode), is_stills=is_stills)


def is_blurred(image) -> bool:
    return not np.array_equal(image[14:18, 14:18], NOISE[14:18, 14:18])


def test_blurred_images_come_without_another_frame_to_record_once_they_have_waited() -> None:
    cover = FaceCover()
    recorded = images(cover)
    for time_s in (0.0, 0.25):
        cover.remember((), time_s)
        assert recorded.add(frame(), time_s) == []
    assert recorded.held_s == (0.0, 0.25)
    cover.remember((), 0.5, (BOX,))
    [(image, time_s)] = recorded.take_due()
    assert (time_s, is_blurred(image)) == (0.0, True)
    assert recorded.held_s == (0.25,)
    assert recorded.take_due() == []
    assert [time_s for _, time_s in recorded.take_all()] == [0.25]


@pytest.mark.parametrize(("mode", "is_stills"), [("plain", False), ("blurred", True)])
def test_others_come_at_once(mode, is_stills) -> None:
    recorded = images(FaceCover(), mode, is_stills=is_stills)
    [(image, time_s)] = recorded.add(frame((BOX,)), 1.0)
    assert (time_s, is_blurred(image)) == (1.0, is_stills)
    assert recorded.held_s == ()


def test_what_waits_comes_first_when_blurring_is_switched_off() -> None:
    cover = FaceCover()
    recorded = images(cover)
    cover.remember((), 0.0)
    recorded.add(frame(), 0.0)
    recorded.settings = Settings(recording_mode="plain")
    assert [time_s for _, time_s in recorded.add(frame(), 0.25)] == [0.0, 0.25]
