"""All faces of a processed frame, counted and ignored."""

import numpy as np

from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_frame import LiveFrame
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.live.zones.zones import Zones
from maskapp.records import Box, Frame, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine, make_face

INFO = SourceInfo("Hall", 200, 100, 25.0, None, is_live=True, is_stills=False)
FACES = tuple(
    make_face(track, box=box)
    for track, box in ((1, (100, 50, 110, 60)), (2, (0, 0, 50, 60)), (3, (20, 10, 30, 20)))
)


def make_frame() -> LiveFrame:
    """Process a frame in which only the face of track 2 is large enough to count."""
    session = LiveSession(INFO, FakeEngine(FACES), Settings(), PreviewSize())
    session.use_zones(Zones(least_height=0.3))
    image = np.zeros((100, 200, 3), np.uint8)
    return session.process(Arrived(Frame(image, 0, 0.0), 0.0, 0), 0.0)


def test_the_faces_found_are_those_that_count_and_those_that_do_not_by_track() -> None:
    frame = make_frame()
    assert [face.track for face in frame.faces] == [2]
    assert [face.track for face in frame.ignored] == [1, 3]
    assert [face.track for face in frame.found] == [1, 2, 3]


def test_places_are_shares_of_the_image_and_have_ignored_faces_too() -> None:
    assert make_frame().places == {
        1: Box(0.5, 0.5, 0.55, 0.6),
        2: Box(0.0, 0.0, 0.25, 0.6),
        3: Box(0.1, 0.1, 0.15, 0.2),
    }
