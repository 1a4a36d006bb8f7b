"""What the user asks to be opened."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """A source to open.

    Attributes:
        text: As `open_source` of the pipeline takes it.
        width: To ask of a camera, pixels; None leaves the camera's default, as below.
        height: As `width`.
        fps: Frames a second.
    """

    text: str
    width: int | None = None
    height: int | None = None
    fps: float | None = None
