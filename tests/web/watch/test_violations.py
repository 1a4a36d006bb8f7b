"""What viewers are told of violations."""

from datetime import UTC, datetime

from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from maskapp.web.watch.board import Board
from maskapp.web.watch.log_writer import Logged
from maskapp.web.watch.violations import ViolationTeller

EVENT = ViolationEvent(
    1, MaskLabel.WITHOUT_MASK, datetime(2026, 5, 4, 12, tzinfo=UTC), 3.0, EventEnding.LEFT, 2.0
)


def test_a_violation_is_told_with_its_source_and_later_with_its_picture() -> None:
    board = Board()
    teller = ViolationTeller(board)
    teller.tell([EVENT], "Door")
    teller.tell_logged(Logged(EVENT, "Door", 7))
    first, second = board.events.value
    assert (first.kind, second.kind) == ("violation", "logged")
    assert first.content["start"] == second.content["start"]
    assert first.content["input"] == second.content["input"] == "Door"
    assert first.content["start_s"] == 2.0
    assert "picture" not in first.content
    assert second.content["picture"] == "/api/snapshots/7/picture.jpg"
