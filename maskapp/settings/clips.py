"""The settings of the clips of events."""

from dataclasses import dataclass

from maskapp.settings.fields import number


@dataclass(frozen=True)
class ClipSettings:
    """The settings of clips.

    Attributes:
        event_clips: Whether a clip of each event is kept with its snapshot.
        clip_around_s: How long before and after the event it lasts.
    """

    event_clips: bool = False
    clip_around_s: int = number(5, 1, 20)
