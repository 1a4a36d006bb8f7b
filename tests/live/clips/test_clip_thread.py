import io
import threading
from datetime import UTC, datetime

import av
import numpy as np
import pytest

from maskapp.live.background_task import Failed
from maskapp.live.clips import clip_thread
from maskapp.live.clips.clip_thread import ClipThread
from maskapp.outputs import clip_file
from maskapp.outputs.snapshots.records import NewClip
from tests.support.event_log import EventLog
from tests.support.worker_fakes import PATIENCE_S

KEY = (datetime(2026, 5, 17, tzinfo=UTC), 1)
IMAGE = np.full((48, 64, 3), 90, np.uint8)


@pytest.fixture
def log():
    return EventLog()


@pytest.fixture
def thread(log):
    made = ClipThread(log.report)
    made.start()
    yield made
    made.finish()
    assert made.join(PATIENCE_S)


def test_a_clip_is_reported_when_it_is_complete(thread, log, monkeypatch):
    monkeypatch.setattr(clip_thread, "_MOST_WAITING", 1000)
    thread.keep(5.0)
    for number in range(150):
        thread.write(IMAGE, number / 10)
        if number == 100:
            thread.begin(KEY, 7.0)
        if number == 110:
            thread.end(KEY, 12.0)
    thread.finish()
    assert thread.join(PATIENCE_S)
    clip = log.next()
    assert log.is_empty()
    assert isinstance(clip, NewClip)
    assert clip.key == KEY
    with av.open(io.BytesIO(clip.content)) as container:
        assert container.duration / 1e6 == pytest.approx(5.0, abs=1.1)
    assert thread.dropped == 0


def test_images_that_cannot_be_encoded_in_time_are_left_out_and_writing_never_waits(
    log, monkeypatch
):
    gate = threading.Event()

    class Slow(clip_file.PacketEncoder):
        def encode(self, image, time_s):
            gate.wait(PATIENCE_S)
            return super().encode(image, time_s)

    monkeypatch.setattr(clip_file, "PacketEncoder", Slow)
    thread = ClipThread(log.report)
    thread.start()
    for number in range(500):
        thread.write(IMAGE, number / 10)
    assert thread.dropped >= 460
    gate.set()
    thread.finish()
    assert thread.join(PATIENCE_S)


def test_an_encoder_that_fails_is_reported(log, monkeypatch):
    class Broken(clip_file.PacketEncoder):
        def encode(self, image, time_s):
            raise av.FFmpegError(5, "broken")

    monkeypatch.setattr(clip_file, "PacketEncoder", Broken)
    thread = ClipThread(log.report)
    thread.start()
    thread.write(IMAGE, 0.0)
    assert thread.join(PATIENCE_S)
    assert isinstance(log.next(), Failed)
