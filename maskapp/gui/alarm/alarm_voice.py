"""A thread that sounds alarms: a device or a program may hang."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.settings.alarm import AlarmSettings


class Loudspeaker(Protocol):
    """See `maskapp.outputs.sound.loudspeaker.Loudspeaker`."""

    def sound(self, settings: AlarmSettings, halt: threading.Event) -> list[str]:
        """Play and speak what the settings say; return the problems."""
        ...

    def close(self) -> None:
        """Close the device."""
        ...


def open_loudspeaker() -> Loudspeaker:
    """Return the loudspeaker of this computer."""
    # miniaudio would delay the window, and most people need no sound.
    from maskapp.outputs.sound.loudspeaker import Loudspeaker as Real  # noqa: PLC0415

    return Real()


@dataclass(frozen=True, slots=True, eq=False)
class Alarm:
    """One alarm that is to be heard; another one with the same settings is another alarm.

    Attributes:
        settings: Decide what is heard.
        halt: Ends it.
    """

    settings: AlarmSettings
    halt: threading.Event = field(default_factory=threading.Event)


class VoiceThread(QObject):
    """A thread that sounds one alarm after the other; no method but `shutdown` waits.

    Args:
        open_loudspeaker: Opens the loudspeaker, in the thread that uses it.
        parent: Owns this object.

    Attributes:
        is_busy: Whether an alarm that was given to it has not ended yet.
    """

    ended = Signal(object, object)
    """An `Alarm` that has been sounded, and its problems: a list of sentences for the user."""

    def __init__(
        self, open_loudspeaker: Callable[[], Loudspeaker], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.is_busy = False
        self._worker = AlarmVoice(open_loudspeaker)
        self._worker.ended.connect(self._end)
        self._thread = CommandThread(self._worker)

    def sound(self, alarm: Alarm) -> None:
        """Sound an alarm; `ended` follows, unless the device hangs for good."""
        self.is_busy = True
        self._thread.post(partial(self._worker.sound, alarm))
        self._thread.start()

    def shutdown(self, timeout_s: float) -> bool:
        """Close the device and end the thread; return whether it has ended in time."""
        return self._thread.shutdown(timeout_s, self._worker.close)

    @Slot(object, object)
    def _end(self, alarm: Alarm, problems: list[str]) -> None:
        self.is_busy = False
        self.ended.emit(alarm, problems)


class AlarmVoice(CommandWorker):
    """The worker that sounds alarms in its thread.

    Args:
        open_loudspeaker: Called in that thread, for the first alarm.
    """

    ended = Signal(object, object)
    """See `VoiceThread.ended`."""

    def __init__(self, open_loudspeaker: Callable[[], Loudspeaker]) -> None:
        super().__init__()
        self._open = open_loudspeaker
        self._loudspeaker: Loudspeaker | None = None
        self._alarm: Alarm | None = None

    def sound(self, alarm: Alarm) -> None:
        """Sound an alarm to its end, or until it is halted."""
        self._alarm = alarm
        if self._loudspeaker is None:
            self._loudspeaker = self._open()
        self.ended.emit(alarm, self._loudspeaker.sound(alarm.settings, alarm.halt))

    def recover(self, message: str) -> None:
        """Override `CommandWorker.recover`: an alarm that failed has been sounded, too."""
        self.ended.emit(self._alarm, [message])

    def close(self) -> None:
        """Close the device."""
        if self._loudspeaker is not None:
            self._loudspeaker.close()
