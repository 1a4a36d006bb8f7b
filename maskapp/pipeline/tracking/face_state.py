"""What the tracker knows of one face besides its motion, and whether it is established.

A detector also finds what only resembles a face: lights out of focus, folds, hands. On composed
clips, and on held-out pictures shown as video, most of these get low scores, or are found in a few
frames; faces of people are found in nearly all, with high scores.
"""

from dataclasses import dataclass, field

from maskapp.pipeline.tracking.motion import Floats
from maskapp.pipeline.tracking.turns import RecentFixes

SURE_SCORE = 0.65
"""The detector is sure of a face with more than this score, the surer the higher it is. It is shown
from another score on, see `Tracker`."""
ESTABLISHED_S = 0.3
"""A face is established once the detector has been sure of it for so long in sum, where time with a
score between `SURE_SCORE` and 1 counts in part."""
FIRST_SCORE = 0.9
"""In the first frame of a source, or after a gap, a face with at least this score is established at
once: the next frame may be long in coming."""
DOUBT = 0.25
"""Time in which the detector did not find the face counts against it by this share."""
MOST_DOUBT_S = 0.1
"""The most that can count against a face: one that was unclear for long may become clear."""
MOST_WEIGHT_S = 0.35
"""What passes between two frames counts for no more: one sighting is not to decide alone."""


@dataclass(slots=True)
class FaceState:
    """The state of one track besides its motion.

    Attributes:
        id: The track's number; 0 until a detection was clear enough to show it.
        shape: (5, 2) landmarks relative to the box's centre, in widths and heights.
        score: Score of the latest detection.
        age_s: Time since the first detection.
        unseen_s: Time since the latest detection.
        missed: Whether the detector has run since then without finding it.
        hidden: Whether it was already missed for a while before the current frame.
        sure_s: For how long the detector has been sure of it, less its doubts.
        is_established: Whether that was ever enough.
        fixes: Where it was detected of late.
    """

    id: int
    shape: Floats
    score: float
    is_established: bool
    age_s: float = 0.0
    unseen_s: float = 0.0
    missed: bool = False
    hidden: bool = False
    sure_s: float = 0.0
    fixes: RecentFixes = field(default_factory=RecentFixes)

    def weigh(self, elapsed_s: float, established_s: float) -> None:
        """Weigh whether the detector has found the face.

        Args:
            elapsed_s: Time since the detector ran before.
            established_s: How long the detector has to be sure of a face.
        """
        sureness = (self.score - SURE_SCORE) / (1 - SURE_SCORE)
        sureness = -DOUBT if self.missed else max(-DOUBT, sureness)
        weight_s = min(elapsed_s, MOST_WEIGHT_S)
        self.sure_s = max(-MOST_DOUBT_S, self.sure_s + sureness * weight_s)
        self.is_established |= self.sure_s >= established_s

    def become(self, number: int, age_s: float) -> None:
        """Become the state of somebody else, first detected `age_s` ago and perhaps unknown yet."""
        self.id, self.age_s = number, age_s
        self.sure_s, self.is_established = 0.0, False
