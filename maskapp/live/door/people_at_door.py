"""Who stands at the door, and what one frame would have them told."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from maskapp.live.session.statistics import FaceRow
from maskapp.live.verdict import verdict_on
from maskapp.records import MaskLabel

_LEAST_SHARE_OF_TALLEST = 0.5
"""A face half as high as the tallest one is about twice as far away: it only passes by."""


class DoorSign(StrEnum):
    """What the door display shows."""

    IDLE = "idle"
    WAIT = "wait"
    WELCOME = "welcome"
    COVER_NOSE = "cover_nose"
    PUT_ON = "put_on"
    UNAVAILABLE = "unavailable"


ANSWERS = frozenset({DoorSign.WELCOME, DoorSign.COVER_NOSE, DoorSign.PUT_ON})
"""The signs that say something definite to a person."""

_SIGNS = {
    None: DoorSign.IDLE,
    MaskLabel.UNCERTAIN: DoorSign.WAIT,
    MaskLabel.WITH_MASK: DoorSign.WELCOME,
    MaskLabel.INCORRECT_MASK: DoorSign.COVER_NOSE,
    MaskLabel.WITHOUT_MASK: DoorSign.PUT_ON,
}


@dataclass(frozen=True, slots=True)
class AtDoor:
    """What one frame says about the people at the door.

    Attributes:
        sign: The sign for the gravest label; *idle* if nobody is there.
        is_for_several: Whether several people have that label.
        tracks: The tracks of the people at the door.
    """

    sign: DoorSign
    is_for_several: bool
    tracks: frozenset[int]


def at_door(faces: Sequence[FaceRow]) -> AtDoor:
    """Return what to tell the people at the door, who are the nearest ones in view.

    Args:
        faces: The faces in view. Those much smaller than the tallest are left out, so that people
            in the background do not decide.
    """
    tallest_px = max((face.height_px for face in faces), default=0.0)
    near = [face for face in faces if face.height_px >= _LEAST_SHARE_OF_TALLEST * tallest_px]
    labels = [face.label for face in near]
    verdict = verdict_on({label: labels.count(label) for label in MaskLabel})
    several = verdict.label is not None and verdict.counts[verdict.label] > 1
    return AtDoor(_SIGNS[verdict.label], several, frozenset(face.track for face in near))
