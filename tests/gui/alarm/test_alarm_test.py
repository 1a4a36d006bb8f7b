"""A test of the alarm, without any settings dialog."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.alarm.alarm_player import AlarmPlayer
from maskapp.gui.alarm.alarm_test import AlarmTest
from maskapp.gui.alarm.frame_overlay import FrameOverlay
from maskapp.settings.settings import Settings

BOTH = Settings(alarm_chime=True, alarm_speech=True)


@pytest.fixture
def page(qtbot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.fixture
def player(qtbot, loudspeaker):
    player = AlarmPlayer(lambda: loudspeaker)
    yield player
    assert player.stop()


@pytest.fixture
def alarm_test(player, page, monkeypatch) -> AlarmTest:
    monkeypatch.setattr("maskapp.gui.alarm.alarm_test._SHOWN_MS", 50)
    return AlarmTest(player, page)


def test_it_is_heard_and_seen(qtbot, alarm_test, loudspeaker, page) -> None:
    loudspeaker.problems = ["No device."]
    with qtbot.waitSignal(alarm_test.finished) as ended:
        alarm_test.run(BOTH)
        assert page.findChild(FrameOverlay).isVisible()
    assert ended.args == [["No device."]]
    assert loudspeaker.heard == [BOTH]
    qtbot.waitUntil(lambda: not page.findChild(FrameOverlay).isVisible())


def test_with_nothing_switched_on_the_chime_is_heard(qtbot, alarm_test, loudspeaker) -> None:
    with qtbot.waitSignal(alarm_test.finished):
        alarm_test.run(Settings())
    assert loudspeaker.heard == [replace(Settings(), alarm_chime=True)]


def test_it_takes_the_place_of_an_alarm_whose_end_is_not_its_own(
    qtbot, alarm_test, player, loudspeaker
) -> None:
    loudspeaker.is_long = True
    player.play(BOTH)
    qtbot.waitUntil(lambda: len(loudspeaker.heard) == 1)
    results = []
    alarm_test.finished.connect(results.append)
    loudspeaker.is_long, loudspeaker.problems = False, ["Of the test."]
    alarm_test.run(BOTH)
    qtbot.waitUntil(lambda: len(results) == 1)
    assert results == [["Of the test."]]
    assert len(loudspeaker.heard) == 2
