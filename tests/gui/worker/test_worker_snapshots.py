"""What snapshots the worker takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from maskapp.outputs.violation_event import EventEnding
from maskapp.records import MaskLabel, SourceState
from tests.support.gated_clip import GatedClip, show_frames
from tests.support.worker_fakes import make_face

ENDED = SourceState.ENDED
BARE = MaskLabel.WITHOUT_MASK
AT = datetime(2026, 5, 17, 12, tzinfo=UTC)


def test_a_snapshot_shows_the_newest_frame_with_and_without_boxes(qtbot, worker, log, clip, engine):
    show_frames(qtbot, worker, log, clip, 2)
    worker.take_snapshot()
    qtbot.waitUntil(lambda: len(log.snapshots) == 1)
    snapshot = log.snapshots[0]
    assert (snapshot.kind, snapshot.source, snapshot.faces) == ("manual", "fake", engine.faces)
    assert np.array_equal(snapshot.plain, clip.images[1])
    assert not np.array_equal(snapshot.annotated, snapshot.plain)
    assert isinstance(snapshot.taken_at.utcoffset(), timedelta)


def test_snapshots_can_be_taken_in_a_pause_and_after_the_end(qtbot, worker, log, clip, engine):
    show_frames(qtbot, worker, log, clip)
    worker.pause()
    worker.take_snapshot()
    worker.resume()
    clip.release(100)
    qtbot.waitUntil(lambda: ENDED in log.states)
    worker.take_snapshot()
    qtbot.waitUntil(lambda: len(log.snapshots) == 2)
    assert np.array_equal(log.snapshots[1].plain, clip.images[-1])


def test_a_snapshot_needs_a_frame(qtbot, worker, log):
    worker.take_snapshot()
    qtbot.waitUntil(lambda: len(log.failures) == 1)
    assert "Nothing to take a snapshot of" in log.failures[0]


def test_a_violation_is_announced_at_once_and_saved_when_it_ends(
    qtbot, worker, log, engine, settings, backend
):
    clip = GatedClip(60, is_live=True, step_s=0.04)
    backend.sources["clip"] = clip.source
    engine.faces = (make_face(label=BARE),)
    worker.use_settings(replace(settings, automatic_snapshots=True, violation_after_s=0.5))
    show_frames(qtbot, worker, log, clip, 12)
    assert log.announced == []
    show_frames(qtbot, worker, log, clip, 20)
    qtbot.waitUntil(lambda: log.announced == [("automatic", "fake")])
    assert (log.newest.violations, log.snapshots) == (1, [])
    engine.faces = (make_face(),)
    show_frames(qtbot, worker, log, clip, 17)  # a mask is put on once it has been seen for 0.6 s
    qtbot.waitUntil(lambda: len(log.snapshots) == 1)
    snapshot = log.snapshots[0]
    assert (snapshot.kind, snapshot.event.ending) == ("automatic", EventEnding.PUT_ON)
    assert [face.label for face in snapshot.faces] == [BARE]
    clip.release(100)


@pytest.mark.parametrize("end", ["close_source", "end"])
def test_closing_the_source_ends_and_saves_its_events(
    qtbot, worker, log, engine, settings, backend, end
):
    clip = GatedClip(30, is_live=True, step_s=0.04)
    backend.sources["clip"] = clip.source
    backend.clock = lambda: AT
    engine.faces = (make_face(label=BARE),)
    worker.use_settings(replace(settings, automatic_snapshots=True, violation_after_s=0.5))
    show_frames(qtbot, worker, log, clip, 20)
    if end == "close_source":
        worker.close_source()
    clip.release(100)
    qtbot.waitUntil(lambda: len(log.snapshots) == 1 and bool(log.minutes))
    assert log.snapshots[0].event.ending is EventEnding.SOURCE_ENDED
    # On a slow machine the running minute was stored before, too; the last one replaces it.
    assert (log.minutes[-1].source, log.minutes[-1].counts.came_bare) == ("fake", 1)
