"""The alarms of the source in use, which end with it."""

from PySide6.QtCore import QObject, Slot

from maskapp.gui.alarm.alarm_control import AlarmControl
from maskapp.gui.sources.source_control import SourceControl
from maskapp.records import SourceState

_NOT_IN_USE = (SourceState.IDLE, SourceState.OPENING, SourceState.FAILED)


class SourceAlarm(QObject):
    """Sounds the alarms of the source in use; once that is closed or replaced, none is heard.

    Args:
        alarm: Sounds them.
        sources: The source in use.
    """

    def __init__(self, alarm: AlarmControl, sources: SourceControl) -> None:
        super().__init__(alarm)
        self._alarm = alarm
        self._sources = sources
        self._was_in_use = False
        sources.newest.alarm_due.connect(alarm.sound)
        sources.changed.connect(self._follow_source)

    @Slot()
    def _follow_source(self) -> None:
        is_in_use = self._sources.info is not None and self._sources.state not in _NOT_IN_USE
        if self._was_in_use and not is_in_use:
            self._alarm.end()
        self._was_in_use = is_in_use
