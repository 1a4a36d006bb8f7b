"""The previews on their way to the window."""

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy

from maskapp.gui.worker.frame_mailbox import FrameMailbox
from maskapp.gui.worker.preview_control import PreviewControl
from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.records import Frame, SourceInfo
from tests.support.worker_fakes import FakeEngine, make_face

INFO = SourceInfo("Hall", 64, 48, 25.0, None, is_live=True, is_stills=False)


@pytest.fixture
def mailbox() -> FrameMailbox:
    return FrameMailbox()


@pytest.fixture
def owner(qapp) -> QObject:
    return QObject()


@pytest.fixture
def previews(owner, mailbox) -> PreviewControl:
    return PreviewControl(mailbox, owner)


@pytest.fixture
def session(settings) -> LiveSession:
    return LiveSession(INFO, FakeEngine((make_face(7),)), settings, PreviewSize())


def process(session: LiveSession, index: int = 0):
    """Process a frame that is light on its left half only."""
    image = np.zeros((48, 64, 3), np.uint8)
    image[:, :32] = 255
    return session.process(Arrived(Frame(image, index, 0.1 * index), 0.0, 0), 0.1 * index)


def test_a_frame_is_put_into_the_mailbox_and_announced_until_it_is_taken(
    previews, mailbox, session
) -> None:
    announced = QSignalSpy(previews.frame_ready)
    previews.show(process(session))
    previews.show(process(session, 1))
    assert announced.count() == 1, "the window takes the newest anyway"
    shown = mailbox.take()
    assert (shown.index, shown.size, set(shown.places)) == (1, (64, 48), {7})
    previews.show(process(session, 2))
    assert announced.count() == 2


def test_the_size_and_the_mirroring_apply_to_the_next_previews(previews, mailbox, session) -> None:
    previews.size, previews.is_mirrored = PreviewSize(320, 240, is_fit=True), True
    previews.apply(session)
    previews.show(process(session))
    shown = mailbox.take()
    image = shown.image
    assert image.width() > 64
    assert shown.is_mirrored
    right, left = image.pixelColor(image.width() - 3, 3), image.pixelColor(3, 3)
    assert (left.lightness(), right.lightness()) == (0, 255)


def test_the_newest_frame_is_drawn_again_if_there_is_one(previews, mailbox, session) -> None:
    previews.redraw(None)
    previews.redraw(session)
    previews.apply(None)
    assert mailbox.take() is None
    process(session)
    previews.redraw(session)
    assert mailbox.take() is not None
