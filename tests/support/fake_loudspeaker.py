"""A loudspeaker that plays nothing and notes what it was asked for."""

import threading

from maskapp.settings.alarm import AlarmSettings
from tests.support.worker_fakes import PATIENCE_S


class FakeLoudspeaker:
    """Stands in for `maskapp.outputs.sound.loudspeaker.Loudspeaker`.

    Attributes:
        heard: The settings of all alarms, in order.
        halted: Number of alarms that ended because they were halted.
        problems: What every alarm reports.
        is_long: Lets alarms last until they are halted.
        error: Raised by every alarm, if set.
        threads: The names of the threads that used it.
        is_closed: Whether it was closed.
    """

    def __init__(self) -> None:
        self.heard: list[AlarmSettings] = []
        self.halted = 0
        self.problems: list[str] = []
        self.is_long = self.is_closed = False
        self.error: Exception | None = None
        self.threads: set[str] = set()

    def sound(self, settings: AlarmSettings, halt: threading.Event) -> list[str]:
        self.heard.append(settings)
        self.threads.add(threading.current_thread().name)
        if self.error is not None:
            raise self.error
        if self.is_long:
            assert halt.wait(PATIENCE_S)
        self.halted += halt.is_set()
        return list(self.problems)

    def close(self) -> None:
        self.is_closed = True
