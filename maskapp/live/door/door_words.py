"""The words of the door display: the user's own, else those of the program."""

from collections.abc import Mapping
from types import MappingProxyType

from maskapp.display_names import is_blank
from maskapp.live.door.people_at_door import DoorSign
from maskapp.settings.door import DoorSettings

DEFAULT_WORDS: Mapping[DoorSign, str] = MappingProxyType(
    {
        DoorSign.IDLE: "Please wear a mask",
        DoorSign.WAIT: "One moment please",
        DoorSign.WELCOME: "Thank you, please come in",
        DoorSign.COVER_NOSE: "Please cover your nose",
        DoorSign.PUT_ON: "Please put on your mask",
        DoorSign.UNAVAILABLE: "The camera is not available",
    }
)
"""What each sign says unless the user has other words for it."""

_FOR_SEVERAL: Mapping[DoorSign, str] = MappingProxyType(
    {
        DoorSign.COVER_NOSE: "Please cover your noses",
        DoorSign.PUT_ON: "Please put on your masks",
    }
)


def door_words(sign: DoorSign, settings: DoorSettings, *, is_for_several: bool) -> str:
    """Return what a sign says.

    Args:
        sign: The sign.
        settings: The user's own words, which are used for one person and for several.
        is_for_several: Whether it speaks to several people.
    """
    own = {
        DoorSign.IDLE: settings.door_idle,
        DoorSign.WELCOME: settings.door_welcome,
        DoorSign.COVER_NOSE: settings.door_cover_nose,
        DoorSign.PUT_ON: settings.door_put_on,
    }.get(sign, "")
    if not is_blank(own):
        return own.strip()
    return _FOR_SEVERAL.get(sign, DEFAULT_WORDS[sign]) if is_for_several else DEFAULT_WORDS[sign]
