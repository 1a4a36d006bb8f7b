"""What the snapshot log gets of events, and when."""

import weakref
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from maskapp.live.events.event_keeper import EventKeeper
from maskapp.live.people_and_violations import ViolationMonitor
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import make_face

NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)
INFO = SourceInfo("Hall", 160, 120, 25.0, None, is_live=True, is_stills=False)
SETTINGS = Settings(violation_after_s=2.0)
BARE, MASK = MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK
BOX = (20, 20, 100, 100)


class Scene:
    """Shows one face at a time to a monitor and a keeper, ten frames per second.

    Attributes:
        images: References to all images, which do not keep them.
    """

    def __init__(self, settings=SETTINGS) -> None:
        self.monitor = ViolationMonitor(settings)
        self.keeper = EventKeeper(self.monitor, INFO, settings)
        self.time_s = 0.0
        self.images: list[weakref.ref] = []

    def show(self, seconds, label=BARE, *, track=1, contrast=20) -> list:
        """Return what the log gets; the images are stripes of some contrast."""
        faces = () if label is None else (make_face(track, label, BOX),)
        entries = []
        for _ in range(round(seconds * 10)):
            image = np.full((120, 160, 3), 100, np.uint8)
            self.images.append(weakref.ref(image))
            image[::8] = image[1::8] = 100 + contrast
            at = NOON + timedelta(seconds=self.time_s)
            changes = self.monitor.add(faces, self.time_s, at)
            entries += self.keeper.add(image, faces, lambda: [face.box for face in faces], changes)
            self.time_s = round(self.time_s + 0.1, 1)
            del image
        return entries

    def finish(self) -> list:
        return self.keeper.end(self.monitor.finish())


def contrast_of(snapshot: NewSnapshot) -> int:
    return int(snapshot.plain.max()) - 100


def test_a_short_event_is_saved_at_its_end_with_the_best_of_its_frames():
    scene = Scene()
    assert scene.show(3) == []
    assert scene.show(0.3, contrast=100) == []
    assert scene.show(2) == []
    (snapshot,) = scene.show(1, MASK, contrast=120)
    assert (snapshot.kind, snapshot.source, snapshot.taken_at) == ("automatic", "Hall", NOON)
    assert snapshot.event == ViolationEvent(1, BARE, NOON, pytest.approx(5.3), EventEnding.PUT_ON)
    assert contrast_of(snapshot) == 100
    assert [face.label for face in snapshot.faces] == [BARE]


def test_the_seconds_before_it_became_an_event_count_for_the_picture():
    scene = Scene()
    scene.show(0.5, contrast=100)
    scene.show(3)
    (snapshot,) = scene.finish()
    assert contrast_of(snapshot) == 100


def test_a_long_one_is_saved_after_ten_seconds_and_its_end_follows():
    scene = Scene()
    (snapshot,) = scene.show(20)
    assert snapshot.event.ending is None
    assert 10.0 <= snapshot.event.length_s <= 10.2
    (ended,) = scene.show(1, MASK, contrast=100)
    assert ended == ViolationEvent(1, BARE, NOON, pytest.approx(20.0), EventEnding.PUT_ON)
    assert ended.key == snapshot.event.key


def test_frames_are_not_kept_in_memory_once_it_is_saved():
    scene = Scene()
    scene.show(12)
    assert [image for image in scene.images if image() is not None] == []


def test_one_that_lasts_is_reported_each_minute():
    scene = Scene()
    first, *others = scene.show(200)
    assert isinstance(first, NewSnapshot)
    assert [round(each.length_s) for each in others] == [70, 130, 190]
    assert {(each.key, each.ending) for each in others} == {(first.event.key, None)}


def test_the_next_one_of_the_same_face_has_its_own_picture():
    scene = Scene()
    scene.show(20)
    scene.show(1, MASK)
    scene.show(3, contrast=100)
    (second,) = scene.finish()
    assert contrast_of(second) == 100
    assert second.event.started_at == NOON + timedelta(seconds=21)
    assert second.event.ending is EventEnding.SOURCE_ENDED


def test_somebody_who_left_is_saved_though_no_longer_in_view():
    scene = Scene()
    scene.show(4)
    (snapshot,) = scene.show(10, None)
    assert snapshot.event.ending is EventEnding.LEFT
    assert [face.track for face in snapshot.faces] == [1]


def test_nothing_is_saved_unless_the_settings_say_so():
    scene = Scene(replace(SETTINGS, automatic_snapshots=False))
    assert [*scene.show(30), *scene.show(1, MASK), *scene.show(3), *scene.finish()] == []


def test_the_end_of_a_saved_one_is_reported_even_if_saving_was_switched_off():
    scene = Scene()
    scene.show(20)
    scene.keeper.settings = replace(SETTINGS, automatic_snapshots=False)
    (ended,) = scene.finish()
    assert ended.ending is EventEnding.SOURCE_ENDED


def test_faces_are_blurred_if_the_settings_say_so_when_it_is_saved():
    scene = Scene()
    scene.show(3, contrast=100)
    scene.keeper.settings = replace(SETTINGS, blur_faces=True)
    (snapshot,) = scene.finish()
    inside = snapshot.plain[50:60, 50:60]
    assert int(inside.max()) - int(inside.min()) < 50
    assert contrast_of(snapshot) == 100


def test_in_a_crowd_those_without_a_kept_frame_get_the_one_at_hand():
    monitor = ViolationMonitor(SETTINGS)
    keeper = EventKeeper(monitor, INFO, SETTINGS)
    faces = tuple(make_face(track, BARE, BOX) for track in range(1, 31))
    image = np.full((120, 160, 3), 100, np.uint8)
    entries = []
    for tenth in range(40):
        changes = monitor.add(faces, tenth / 10, NOON)
        entries += keeper.add(image, faces, lambda: (), changes)
    entries += keeper.end(monitor.finish())
    saved = [entry.event.person for entry in entries if isinstance(entry, NewSnapshot)]
    assert sorted(saved) == list(range(1, 31))
