"""The thread that sounds alarms."""

import subprocess
import sys

import pytest

from maskapp.gui.alarm.alarm_voice import Alarm, VoiceThread
from maskapp.settings.settings import Settings

ONE = Settings(alarm_volume_percent=10)


@pytest.fixture
def ended() -> list:
    return []


@pytest.fixture
def voice(qtbot, loudspeaker, ended):
    voice = VoiceThread(lambda: loudspeaker)
    voice.ended.connect(lambda alarm, problems: ended.append((alarm, problems)))
    yield voice
    assert voice.shutdown(10)


def test_it_is_busy_until_the_alarm_has_ended(qtbot, voice, loudspeaker, ended) -> None:
    loudspeaker.is_long = True
    loudspeaker.problems = ["No device."]
    first, second = Alarm(ONE), Alarm(ONE)
    assert not voice.is_busy
    voice.sound(first)
    assert voice.is_busy
    qtbot.waitUntil(lambda: loudspeaker.heard == [ONE])
    first.halt.set()
    qtbot.waitUntil(lambda: ended == [(first, ["No device."])])
    assert not voice.is_busy
    loudspeaker.is_long = False
    voice.sound(second)
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert ended[1][0] is second, "alarms of the same settings are told apart"
    assert loudspeaker.threads == {"AlarmVoice"}


def test_an_alarm_that_fails_has_ended_too(qtbot, voice, loudspeaker, ended) -> None:
    loudspeaker.error = RuntimeError("boom")
    alarm = Alarm(ONE)
    voice.sound(alarm)
    qtbot.waitUntil(lambda: len(ended) == 1)
    assert ended[0][0] is alarm
    assert "boom" in ended[0][1][0]
    assert not voice.is_busy


def test_its_end_closes_the_loudspeaker(qtbot, voice, loudspeaker, ended) -> None:
    voice.sound(Alarm(ONE))
    qtbot.waitUntil(lambda: len(ended) == 1)
    assert not loudspeaker.is_closed
    assert voice.shutdown(10)
    assert loudspeaker.is_closed


def test_the_window_does_not_import_the_sound_library() -> None:
    program = (
        "import sys; import maskapp.gui.window.main_window;"
        "assert 'miniaudio' not in sys.modules;"
        "from maskapp.gui.alarm.alarm_voice import open_loudspeaker;"
        "open_loudspeaker().close(); assert 'miniaudio' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
