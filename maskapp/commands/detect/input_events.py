"""The events of `detect --events`: JSON Lines, one object per event, written when it ends."""

from collections.abc import Callable, Iterable
from datetime import datetime

from maskapp.live.people_and_violations import ViolationMonitor
from maskapp.outputs.event_json import event_as_json
from maskapp.outputs.json_lines import Lines
from maskapp.outputs.local_time import local_now
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import FrameResult, SourceInfo
from maskapp.settings.settings import Settings


class InputEvents:
    """The events of one input.

    Args:
        file: Receives a line for each.
        settings: When a face is a violation.
        info: The input.
        input_name: Name of the input, if the file covers several.
        clock: Returns the clock time, timezone-aware. It is read for each frame, since it may be
            set, and the computer may sleep.
    """

    def __init__(
        self,
        file: Lines,
        settings: Settings,
        info: SourceInfo,
        input_name: str | None,
        clock: Callable[[], datetime] = local_now,
    ) -> None:
        self._file = file
        self._is_live = info.is_live
        self._input_name = input_name
        self._monitor = ViolationMonitor(settings)
        self._clock = clock

    def add(self, result: FrameResult) -> None:
        """Add the next frame.

        Raises:
            OutputError: The file cannot be written.
        """
        self._file.begin()  # a first event may be hours away
        changes = self._monitor.add(result.faces, result.frame.time_s, self._clock())
        self._write(changes.ended)

    def finish(self) -> None:
        """End the events that go on, as the input has ended.

        Raises:
            OutputError: The file cannot be written.
        """
        self._write(self._monitor.finish())

    def _write(self, events: Iterable[ViolationEvent]) -> None:
        for event in events:
            content = event_as_json(
                event, has_clock_time=self._is_live, input_name=self._input_name
            )
            self._file.write_line(content)
