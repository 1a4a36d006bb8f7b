"""What a player tells the owner of its source."""

from collections.abc import Callable
from dataclasses import dataclass

from maskapp.live.source_thread import Arrived
from maskapp.records import SourceInfo, SourceState


@dataclass(frozen=True, slots=True)
class PlayerCalls:
    """What a player calls, in the thread of its timers.

    Attributes:
        state_changed: Called with the state and a message for the user, which may be empty.
        reconnecting_in: Called once a second with those until a lost source is tried; 0 meanwhile.
        took_over: Called with the text of a request whose source has replaced the one in use.
        refused: Called with the text of one that did not, and why, for the user.
        opened: Called when a source has opened; frames follow after `play`.
        frame_due: Called with each frame and its time in the session, seconds.
        gone: Called when a live source was lost or paused and has sent no frame for so long that
            the people who were in view are gone, once until its next frame.
    """

    state_changed: Callable[[SourceState, str], None]
    reconnecting_in: Callable[[int], None]
    took_over: Callable[[str], None]
    refused: Callable[[str, str], None]
    opened: Callable[[SourceInfo], None]
    frame_due: Callable[[Arrived, float], None]
    gone: Callable[[], None]
