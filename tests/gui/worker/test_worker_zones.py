"""What names and zones do to the source in use."""

from maskapp.live.source_request import SourceRequest
from maskapp.live.zones.source_profiles import SourceProfile, SourceProfiles
from maskapp.live.zones.zones import Zones
from maskapp.records import MaskLabel
from tests.support.gated_clip import show_frames
from tests.support.worker_fakes import FakeSource, make_face, make_frames

NOBODY = Zones(least_height=0.5)  # the face of the fake engine has 10 of 24 pixels


def profiles(key: str, name="", zones=NOBODY) -> SourceProfiles:
    return SourceProfiles({key: SourceProfile(name, zones)})


def faces_in_view(log) -> int:
    return sum(log.newest.counts.values())


def test_kept_zones_and_name_hold_from_the_first_frame(qtbot, worker, log, backend) -> None:
    backend.sources["film"] = FakeSource(make_frames(3), name="film")
    worker.use_profiles(profiles("film", "Entrance"))
    worker.open_source(SourceRequest("film"))
    qtbot.waitUntil(lambda: len(log.frames) > 0)
    assert all(not sum(frame.statistics.counts.values()) for frame in log.frames)
    assert log.frames[0].places.keys() == {1}, "where it is can still be seen"
    assert [(info.name, info.own_name) for info in log.opened] == [("Entrance", "film")]


def test_a_change_holds_from_then_on_and_renames(qtbot, worker, log, clip) -> None:
    show_frames(qtbot, worker, log, clip)
    assert faces_in_view(log) == 1
    worker.use_profiles(profiles(log.opened[0].key, "Entrance"))
    qtbot.waitUntil(lambda: faces_in_view(log) == 0)
    show_frames(qtbot, worker, log, clip)
    assert faces_in_view(log) == 0
    worker.take_snapshot()
    qtbot.waitUntil(lambda: len(log.snapshots) == 1)
    assert log.snapshots[0].source == log.announced[0][1] == "Entrance"


def test_a_paused_source_is_shown_again_with_the_change(qtbot, worker, log, clip) -> None:
    show_frames(qtbot, worker, log, clip)
    worker.pause()
    worker.use_profiles(profiles(log.opened[0].key))
    qtbot.waitUntil(lambda: faces_in_view(log) == 0)


def test_zones_of_another_source_change_nothing(qtbot, worker, log, clip, engine) -> None:
    engine.faces = (make_face(label=MaskLabel.WITHOUT_MASK),)
    worker.use_profiles(profiles("another"))
    show_frames(qtbot, worker, log, clip)
    assert log.newest.counts[MaskLabel.WITHOUT_MASK] == 1
