"""What viewers are told of violations: that they begin and end, and that the log has a picture."""

from collections.abc import Iterable

from maskapp.outputs.event_json import event_as_json
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.web.answers import file_address, logged_event
from maskapp.web.watch.board import Board
from maskapp.web.watch.log_writer import Logged


class ViolationTeller:
    """Tells viewers of the violations of a source.

    Args:
        board: Gets them.
    """

    def __init__(self, board: Board) -> None:
        self._board = board

    def tell(self, events: Iterable[ViolationEvent], source: str) -> None:
        """Tell of violations that have begun or ended.

        Args:
            events: The violations.
            source: Display name of their source.
        """
        for event in events:
            self._board.tell(event_as_json(event, has_clock_time=True, input_name=source))

    def tell_logged(self, logged: Logged) -> None:
        """Tell of a violation whose picture can be seen from now on."""
        picture = file_address(logged.snapshot_id, "picture.jpg")
        self._board.tell_logged(logged_event(logged.event, logged.source, picture))
