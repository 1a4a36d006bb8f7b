"""The slot between the worker and the window."""

import threading

from PySide6.QtGui import QImage

from maskapp.gui.worker.frame_mailbox import FrameMailbox, ShownFrame
from maskapp.live.statistics import LiveStatistics
from tests.support.worker_fakes import PATIENCE_S

NOTHING = LiveStatistics(None, 0.0, 0.0, 0, {}, (), 0, None, 0, ())


def picture() -> ShownFrame:
    return ShownFrame(QImage(2, 2, QImage.Format.Format_RGB32), (2, 2), NOTHING)


def test_gives_the_newest_once():
    mailbox = FrameMailbox()
    old, new = picture(), picture()
    mailbox.put(old)
    mailbox.put(new)
    assert mailbox.take() is new
    assert mailbox.take() is None
    assert mailbox.overwritten == 1


def test_asks_for_one_signal_for_each_time_that_somebody_comes():
    mailbox = FrameMailbox()
    assert [mailbox.put(picture()) for _ in range(3)] == [True, False, False]
    mailbox.take()
    assert [mailbox.put(picture()) for _ in range(2)] == [True, False]


def test_loses_nothing_between_two_threads():
    """Whoever comes for each signal has in the end seen the last picture."""
    mailbox = FrameMailbox()
    signals = threading.Semaphore(0)
    last = picture()
    taken = []

    def take_until_last():
        while last not in taken:
            if not signals.acquire(timeout=PATIENCE_S):
                return
            taken.append(mailbox.take())

    thread = threading.Thread(target=take_until_last)
    thread.start()
    for sent in [picture() for _ in range(999)] + [last]:
        if mailbox.put(sent):
            signals.release()
    thread.join(2 * PATIENCE_S)
    assert taken[-1] is last
    assert None not in taken
    assert len(taken) + mailbox.overwritten == 1000
