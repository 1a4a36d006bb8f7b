import numpy as np
import pytest
from PySide6.QtCore import QObject

from maskapp.gui.worker.frame_mailbox import FrameMailbox
from maskapp.gui.worker.preview_control import PreviewControl
from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.records import Frame, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine

INFO = SourceInfo("Hall", 64, 48, 25.0, None, is_live=True, is_stills=False)


@pytest.fixture
def session() -> LiveSession:
    return LiveSession(INFO, FakeEngine(), Settings(), PreviewSize())


def test_a_frame_is_announced_once_until_it_is_taken(qapp, session) -> None:
    owner = QObject()
    mailbox = FrameMailbox()
    previews = PreviewControl(mailbox, owner)
    announced: list[bool] = []
    previews.frame_ready.connect(lambda: announced.append(True))
    previews.redraw(None)
    previews.redraw(session)
    assert announced == []
    image = np.zeros((48, 64, 3), np.uint8)
    previews.show(session.process(Arrived(Frame(image, 0, 0.0), 0.0, 0), 0.0))
    previews.redraw(session)
    assert announced == [True]
    shown = mailbox.take()
    assert shown is not None
    assert shown.size == (64, 48)


def test_size_and_mirroring_reach_the_session(qapp, session) -> None:
    owner = QObject()
    previews = PreviewControl(FrameMailbox(), owner)
    previews.apply(None)
    previews.size, previews.is_mirrored = PreviewSize(128, 96), True
    previews.apply(session)
    assert (session.preview_size, session.is_mirrored) == (PreviewSize(128, 96), True)
