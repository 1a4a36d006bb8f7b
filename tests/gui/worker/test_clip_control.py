"""Which clips the worker makes of events."""

import io
from dataclasses import replace
from functools import partial

import av
import pytest

from maskapp.gui.worker.clip_control import ClipControl
from maskapp.live.clips.packet_history import PacketHistory
from maskapp.outputs.snapshots.records import NewClip, NewSnapshot
from maskapp.records import MaskLabel, SourceState
from tests.support.gated_clip import GatedClip, show_frames
from tests.support.worker_fakes import make_face

BARE = MaskLabel.WITHOUT_MASK
BOX = (48, 32, 80, 64)
"""Across the border of the light half and the dark one."""


@pytest.fixture
def entries(worker):
    """What the worker adds to the log, in order."""
    found = []
    worker.worker.logged.connect(found.append)
    return found


@pytest.fixture
def with_clips(settings):
    return replace(
        settings, automatic_snapshots=True, violation_after_s=0.5, event_clips=True, clip_around_s=1
    )


def images_of(clip: NewClip):
    with av.open(io.BytesIO(clip.content)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def watch(qtbot, worker, log, backend, engine):
    """Somebody comes after 2 s, stays bare for 2 s and puts a mask on."""
    clip = GatedClip(80, is_live=True, step_s=0.1)
    backend.sources["clip"] = clip.source
    engine.faces = ()
    show_frames(qtbot, worker, log, clip, 20)
    engine.faces = (make_face(label=BARE, box=BOX),)
    show_frames(qtbot, worker, log, clip, 20)
    engine.faces = (make_face(),)
    show_frames(qtbot, worker, log, clip, 5)
    clip.release(1000)
    qtbot.waitUntil(lambda: SourceState.ENDED in log.states or SourceState.LOST in log.states)
    return clip


def test_an_event_has_a_clip_after_its_snapshot(
    qtbot, worker, log, backend, engine, with_clips, entries
):
    worker.use_settings(with_clips)
    watch(qtbot, worker, log, backend, engine)
    qtbot.waitUntil(lambda: any(isinstance(entry, NewClip) for entry in entries))
    kinds = [type(entry) for entry in entries if isinstance(entry, NewClip | NewSnapshot)]
    assert kinds == [NewSnapshot, NewClip]
    snapshot, clip = (e for e in entries if isinstance(e, NewClip | NewSnapshot))
    assert clip.key == snapshot.event.key
    assert 30 <= len(images_of(clip)) <= 52, "1 s before, 2 s, 1 s after, up to a key frame more"


@pytest.mark.parametrize("change", [{"event_clips": False}, {"automatic_snapshots": False}])
def test_clips_are_made_only_if_wanted(
    qtbot, worker, log, backend, engine, with_clips, entries, change
):
    worker.use_settings(replace(with_clips, **change))
    watch(qtbot, worker, log, backend, engine)
    assert worker.shutdown()
    assert not any(isinstance(entry, NewClip) for entry in entries)


def test_a_source_that_is_closed_during_an_event_keeps_its_clip(
    qtbot, worker, log, backend, engine, with_clips, entries
):
    worker.use_settings(with_clips)
    clip = GatedClip(80, is_live=True, step_s=0.1)
    backend.sources["clip"] = clip.source
    engine.faces = (make_face(label=BARE, box=BOX),)
    show_frames(qtbot, worker, log, clip, 20)
    worker.close_source()
    qtbot.waitUntil(lambda: any(isinstance(entry, NewClip) for entry in entries))
    clip.release(1000)


def test_switching_blurring_on_keeps_what_was_plain_out_of_later_clips(qapp, settings):
    class FakeThread:
        def __init__(self):
            self.calls = []

        def forget(self):
            self.calls.append("forget")

        def keep(self, seconds):
            self.calls.append(seconds)

    wanted = replace(settings, event_clips=True)
    control = ClipControl(wanted, qapp)
    control._info = GatedClip(1).source.info
    control._thread = thread = FakeThread()
    control.use_settings(replace(wanted, clip_around_s=9))
    assert thread.calls == [9 + settings.violation_after_s + 1]
    control.use_settings(replace(wanted, blur_faces=True))
    assert "forget" in thread.calls
    control._thread = None


@pytest.mark.parametrize(("mode", "is_blurred"), [("plain", False), ("blurred", True)])
def test_clips_are_blurred_if_recordings_are(
    qtbot, worker, log, backend, engine, with_clips, entries, mode, is_blurred
):
    worker.use_settings(replace(with_clips, recording_mode=mode))
    watch(qtbot, worker, log, backend, engine)
    qtbot.waitUntil(lambda: any(isinstance(entry, NewClip) for entry in entries))
    clip = next(entry for entry in entries if isinstance(entry, NewClip))
    shown = images_of(clip)[12:25]
    assert len(shown) == 13
    # Just left of the border: light, unless it was averaged with the dark half.
    assert all((image[48, 62].mean() < 140) == is_blurred for image in shown)


def test_a_clip_that_ends_before_its_snapshot_waits_for_it(
    qtbot, worker, log, backend, engine, with_clips, entries, monkeypatch
):
    """Its images need more memory than there is; the snapshot is taken when the event ends."""
    little = partial(PacketHistory, most_bytes=1)
    monkeypatch.setattr("maskapp.live.clips.packet_history.PacketHistory", little)
    worker.use_settings(with_clips)
    watch(qtbot, worker, log, backend, engine)
    qtbot.waitUntil(lambda: any(isinstance(entry, NewClip) for entry in entries))
    kinds = [type(entry) for entry in entries if isinstance(entry, NewClip | NewSnapshot)]
    assert kinds == [NewSnapshot, NewClip]
