"""The user's request to open a source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """A source to open.

    Attributes:
        text: The source, as the pipeline's `open_source` takes it.
        width: Width to request from a camera, pixels; None for the camera's default.
        height: Height to request, likewise.
        fps: Frames per second to request, likewise.
        refusal: Why the system does not allow to open it, for the user; "" if it does.
    """

    text: str
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    refusal: str = ""
