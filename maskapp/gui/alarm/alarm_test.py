"""A test of the alarm, for whatever page offers one."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from maskapp.gui.alarm.alarm_player import AlarmPlayer
from maskapp.gui.alarm.frame_overlay import FrameOverlay
from maskapp.settings.alarm import AlarmSettings
from maskapp.settings.settings import Settings

_SHOWN_MS = 3000


class AlarmTest(QObject):
    """A test that lets people hear and see an alarm, muted or not.

    Args:
        player: Plays it.
        over: Gets a red frame for three seconds.
    """

    finished = Signal(object)
    """The problems of the test: a list of sentences for the user, which may be empty."""

    def __init__(self, player: AlarmPlayer, over: QWidget) -> None:
        super().__init__(over)
        self._player = player
        self._overlay = FrameOverlay(over)
        self._tested: AlarmSettings | None = None
        player.finished.connect(self._take_end)

    @Slot(object)
    def run(self, settings: Settings) -> None:
        """Sound and show an alarm.

        Args:
            settings: Decide what is heard, valid ones; the sound if they let nothing be heard.
        """
        heard = settings if settings.has_alarm_sound else replace(settings, alarm_chime=True)
        self._tested = replace(heard)  # told apart from an alarm by being another object
        self._overlay.show_for(self.tr("Alarm test"), _SHOWN_MS)
        self._player.silence()
        self._player.play(self._tested)

    @property
    def tested(self) -> AlarmSettings | None:
        """What the test that runs lets be heard; None if none runs."""
        return self._tested

    def owns(self, settings: AlarmSettings) -> bool:
        """Return whether an alarm of `AlarmPlayer.finished` is the test that runs."""
        return settings is self._tested

    @Slot(object, object)
    def _take_end(self, settings: AlarmSettings, problems: list[str]) -> None:
        if self.owns(settings):
            self._tested = None
            self.finished.emit(problems)
