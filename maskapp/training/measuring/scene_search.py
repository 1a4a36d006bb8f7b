"""How faces are detected and matched when whole pictures are measured."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SceneSearch:
    """How to detect faces, and which detections match annotations.

    Attributes:
        detector: The detector's model; None for the program's own.
        size_px: Long side at which faces are detected; None for the sizes used for stills.
        is_live: Whether to detect as in live frames, with the size and threshold of the
            settings; `size_px` must then be None.
        min_iou: Intersection over union from which a detection matches an annotation.
        held_out: Whether to use only the pictures held out from training.
    """

    detector: Path | None = None
    size_px: int | None = None
    is_live: bool = False
    min_iou: float = 0.5
    held_out: bool = False


AS_STILLS = SceneSearch()
"""As `maskapp detect` detects faces in pictures."""
