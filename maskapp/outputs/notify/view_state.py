"""Who is in view at the moment, for programs that show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from maskapp.records import MaskLabel


@dataclass(frozen=True, slots=True)
class ViewState:
    """Who is in view.

    Attributes:
        is_watching: Whether a source is played; the figures mean nothing otherwise.
        people: Number of faces in view.
        without_mask: How many of them have no mask.
        worn_wrong: How many of them wear it wrong.
        has_violation: Whether one of them is a violation.
    """

    is_watching: bool = False
    people: int = 0
    without_mask: int = 0
    worn_wrong: int = 0
    has_violation: bool = False

    def as_json(self) -> dict[str, int | bool]:
        """Return the state as JSON values."""
        return {
            "watching": self.is_watching,
            "people": self.people,
            "without_mask": self.without_mask,
            "worn_wrong": self.worn_wrong,
            "violation": self.has_violation,
        }


NOT_WATCHING = ViewState()


def state_of(counts: Mapping[MaskLabel, int], violations: int) -> ViewState:
    """Return the state of a source that is played.

    Args:
        counts: Number of faces in view by label; every label is a key.
        violations: How many of them are violations.
    """
    return ViewState(
        True,
        sum(counts.values()),
        counts[MaskLabel.WITHOUT_MASK],
        counts[MaskLabel.INCORRECT_MASK],
        violations > 0,
    )
