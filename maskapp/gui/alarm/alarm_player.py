"""The sound of alarms, in a thread of its own: a device or a program may hang."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.settings.alarm import AlarmSettings

_TIMEOUT_S = 3.0


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


class AlarmVoice(CommandWorker):
    """The worker that sounds alarms in its thread.

    Args:
        open_loudspeaker: Called in that thread, for the first alarm.
    """

    finished = Signal(object)
    """The problems of an alarm that has been sounded: a list of sentences for the user."""

    def __init__(self, open_loudspeaker: Callable[[], Loudspeaker]) -> None:
        super().__init__()
        self._open = open_loudspeaker
        self._loudspeaker: Loudspeaker | None = None

    def sound(self, settings: AlarmSettings, halt: threading.Event) -> None:
        """Sound an alarm to its end, or until `halt` is set."""
        if self._loudspeaker is None:
            self._loudspeaker = self._open()
        self.finished.emit(self._loudspeaker.sound(settings, halt))

    def recover(self, message: str) -> None:
        """Override `CommandWorker.recover`: an alarm that failed has been sounded, too."""
        self.finished.emit([message])

    def close(self) -> None:
        """Close the device."""
        if self._loudspeaker is not None:
            self._loudspeaker.close()


class AlarmPlayer(QObject):
    """A player of one alarm at a time; no method but `stop` waits.

    An alarm that comes while another one sounds follows it; of several, only the last.

    Args:
        open_loudspeaker: Opens the loudspeaker, in the thread that uses it.
        parent: Owns this object.
    """

    finished = Signal(object, object)
    """The `AlarmSettings` of an alarm that has been sounded, and its problems: a list of sentences
    for the user."""

    def __init__(
        self, open_loudspeaker: Callable[[], Loudspeaker], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._voice = AlarmVoice(open_loudspeaker)
        self._voice.finished.connect(self._on_finished)
        self._thread = CommandThread(self._voice)
        self._halt = threading.Event()
        self._sounding: AlarmSettings | None = None
        self._next: AlarmSettings | None = None
        self._is_stopped = False

    def play(self, settings: AlarmSettings) -> None:
        """Sound an alarm, unless the player was stopped: one may be on its way then."""
        if self._is_stopped:
            return
        if self._sounding is not None:
            self._next = settings
            return
        self._sounding = settings
        self._halt.clear()
        self._thread.post(partial(self._voice.sound, settings, self._halt))
        self._thread.start()

    def silence(self) -> None:
        """End the alarm that sounds, and sound none that waits."""
        self._next = None
        self._halt.set()

    def stop(self) -> bool:
        """End the thread; return whether it has ended in time."""
        self._is_stopped = True
        self.silence()
        return self._thread.shutdown(_TIMEOUT_S, self._voice.close)

    @Slot(object)
    def _on_finished(self, problems: list[str]) -> None:
        settings, self._sounding = self._sounding, None
        self.finished.emit(settings, problems)
        following, self._next = self._next, None
        if following is not None:
            self.play(following)
