"""The settings of the door display."""

from dataclasses import dataclass

from maskapp.display_names import is_printable
from maskapp.settings.fields import text

_LONGEST_SENTENCE = 120
"""Longer ones could not be read from three metres."""


def sentence_problem(value: str) -> str | None:
    """Return why a sentence cannot be shown, to follow the setting's name; None if it can."""
    if len(value) > _LONGEST_SENTENCE:
        return f"is longer than {_LONGEST_SENTENCE} characters"
    if not is_printable(value):
        return "has characters that cannot be shown"
    return None


@dataclass(frozen=True)
class DoorSettings:
    """The settings of the door display; an empty sentence stands for the program's own.

    Attributes:
        door_welcome: Said to people who all wear a mask.
        door_cover_nose: Said to people who wear it wrong.
        door_put_on: Said to people without a mask.
        door_idle: Shown while nobody is there.
        door_picture: Whether a small mirrored picture shows people themselves.
    """

    door_welcome: str = text("", sentence_problem)
    door_cover_nose: str = text("", sentence_problem)
    door_put_on: str = text("", sentence_problem)
    door_idle: str = text("", sentence_problem)
    door_picture: bool = False
