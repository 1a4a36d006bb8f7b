"""The slot between the worker and the window."""

import threading

from PySide6.QtGui import QImage

from maskapp.gui.worker.frame_mailbox import FrameMailbox, ShownFrame
from maskapp.live.session.statistics import LiveStatistics
from tests.support.worker_fakes import PATIENCE_S

NOTHING = LiveStatistics(None, 0.0, 0.0, 0, {}, (), 0, None, 0, ())


def make_frame() -> ShownFrame:
    return ShownFrame(QImage(2, 2, QImage.Format.Format_RGB32), (2, 2), NOTHING)


def test_the_newest_frame_can_be_taken_once():
    mailbox = FrameMailbox()
    old, new = make_frame(), make_frame()
    mailbox.put(old)
    mailbox.put(new)
    assert mailbox.take() is new
    assert mailbox.take() is None
    assert mailbox.overwritten == 1


def test_one_announcement_is_on_its_way_at_a_time():
    mailbox = FrameMailbox()
    assert [mailbox.put(make_frame()) for _ in range(3)] == [True, False, False]
    mailbox.take()
    assert [mailbox.put(make_frame()) for _ in range(2)] == [True, False]


def test_the_last_frame_arrives_in_another_thread():
    mailbox = FrameMailbox()
    signals = threading.Semaphore(0)
    last = make_frame()
    taken = []

    def take_until_last():
        while last not in taken:
            if not signals.acquire(timeout=PATIENCE_S):
                return
            taken.append(mailbox.take())

    thread = threading.Thread(target=take_until_last)
    thread.start()
    for sent in [make_frame() for _ in range(999)] + [last]:
        if mailbox.put(sent):
            signals.release()
    thread.join(2 * PATIENCE_S)
    assert taken[-1] is last
    assert None not in taken
    assert len(taken) + mailbox.overwritten == 1000
