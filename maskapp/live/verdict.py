"""The verdict on everybody in view: in one line, to be read from three metres."""

from collections.abc import Mapping
from dataclasses import dataclass

from maskapp.records import MaskLabel


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on everybody in view.

    Attributes:
        label: The label that decides: *without mask* before *worn wrong* before *uncertain* before
            *with mask*; None if nobody is in view.
        counts: Number of faces by label; every label is a key.
    """

    label: MaskLabel | None
    counts: Mapping[MaskLabel, int]

    @property
    def people(self) -> int:
        """Number of faces in view."""
        return sum(self.counts.values())


_DECIDING = (
    MaskLabel.WITHOUT_MASK,
    MaskLabel.INCORRECT_MASK,
    MaskLabel.UNCERTAIN,
    MaskLabel.WITH_MASK,
)


def verdict_on(counts: Mapping[MaskLabel, int]) -> Verdict:
    """Return the verdict on faces.

    Args:
        counts: Number of faces in view by label; every label is a key.
    """
    return Verdict(next((label for label in _DECIDING if counts[label]), None), counts)


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict in words, such as "1 without a mask of 3"."""
    counts, people = verdict.counts, verdict.people
    bare, wrong = counts[MaskLabel.WITHOUT_MASK], counts[MaskLabel.INCORRECT_MASK]
    match verdict.label:
        case None:
            return "Nobody"
        case MaskLabel.WITHOUT_MASK if wrong:
            return f"{bare} without a mask, {wrong} worn wrong, of {people}"
        case MaskLabel.WITHOUT_MASK:
            return f"{bare} without a mask of {people}"
        case MaskLabel.INCORRECT_MASK:
            return f"{wrong} worn wrong of {people}"
        case MaskLabel.UNCERTAIN:
            return f"{counts[MaskLabel.UNCERTAIN]} uncertain of {people}"
    return "All masked"
