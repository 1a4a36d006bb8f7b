"""Smoothing: a track's probabilities are averaged over time and become one steady label."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskapp.records import CLASS_LABELS, Face, MaskLabel, Track

MAX_FACES_PER_FRAME = 4
"""Limit of classifications; in a crowd, faces take turns, which keeps the frame rate up."""

_LEAD_TO_CHANGE = 0.1
"""Lead in probability that another label needs to replace the current one."""

_SLACK_TO_UNCERTAIN = 0.05
"""Distance below the threshold at which a confident label becomes *uncertain*."""


@dataclass(slots=True)
class _Average:
    """The average of one track.

    Attributes:
        probabilities: (3,), in the order of `CLASS_LABELS`.
        classified_s: Time at which the face was last classified.
        n_classified: Number of classifications so far.
        label: The current label.
    """

    probabilities: NDArray[np.float64]
    classified_s: float
    n_classified: int
    label: MaskLabel


class TrackSmoother:
    """A smoother that averages each track's probabilities over time and decides its label.

    The average is exponential in time, so that the frame rate does not matter; the first
    classifications of a track have equal weights.

    Args:
        smoothing_s: Time constant of the average; 0 uses each classification as it is.
        classify_every_s: Time after which a face is due again.
        uncertain_below: A confidence below this makes a face *uncertain*, 0 to 1.
    """

    def __init__(self, smoothing_s: float, classify_every_s: float, uncertain_below: float) -> None:
        self._smoothing_s = smoothing_s
        self._classify_every_s = classify_every_s
        self._uncertain_below = uncertain_below
        self._averages: dict[int, _Average] = {}

    def due(self, tracks: Sequence[Track], time_s: float) -> list[Track]:
        """Return the tracks to classify in this frame.

        All new ones are due, then those that have waited longest, up to
        `MAX_FACES_PER_FRAME` in all.

        Args:
            tracks: The tracks of the frame.
            time_s: The frame's time.
        """
        waiting = []
        for track in tracks:
            average = self._averages.get(track.id)
            waited_s = math.inf if average is None else time_s - average.classified_s
            if waited_s >= self._classify_every_s or waited_s < 0:
                waiting.append((waited_s, track))
        waiting.sort(key=lambda pair: -pair[0])
        return [
            track
            for place, (waited_s, track) in enumerate(waiting)
            if place < MAX_FACES_PER_FRAME or waited_s == math.inf
        ]

    def add(self, track: Track, probabilities: NDArray[np.float32], time_s: float) -> None:
        """Add a classification to the average of a track.

        Args:
            track: The track that was classified.
            probabilities: (3,), in the order of `CLASS_LABELS`.
            time_s: The frame's time.
        """
        average = self._averages.get(track.id)
        if average is None:
            first = probabilities.astype(np.float64)
            label = self._decide(first, MaskLabel.UNCERTAIN)
            self._averages[track.id] = _Average(first, time_s, 1, label)
            return
        elapsed_s = max(time_s - average.classified_s, 0.0)
        weight = 1 - math.exp(-elapsed_s / self._smoothing_s) if self._smoothing_s else 1.0
        weight = max(weight, 1 / (average.n_classified + 1))
        average.probabilities += weight * (probabilities - average.probabilities)
        average.classified_s = time_s
        average.n_classified += 1
        average.label = self._decide(average.probabilities, average.label)

    def faces(self, tracks: Sequence[Track]) -> tuple[Face, ...]:
        """Return the tracks with their labels; each has been classified at least once."""
        return tuple(self._face(track) for track in tracks)

    def forget_missing(self, time_s: float, after_s: float) -> None:
        """Drop the averages that have not changed for longer than `after_s`."""
        self._averages = {
            id_: average
            for id_, average in self._averages.items()
            if time_s - average.classified_s <= after_s
        }

    def _decide(self, probabilities: NDArray[np.float64], current: MaskLabel) -> MaskLabel:
        best = int(np.argmax(probabilities))
        slack = 0.0 if current is MaskLabel.UNCERTAIN else _SLACK_TO_UNCERTAIN
        if probabilities[best] < self._uncertain_below - slack:
            return MaskLabel.UNCERTAIN
        if current is not MaskLabel.UNCERTAIN:
            lead = probabilities[best] - probabilities[CLASS_LABELS.index(current)]
            if lead < _LEAD_TO_CHANGE:
                return current
        return CLASS_LABELS[best]

    def _face(self, track: Track) -> Face:
        average = self._averages[track.id]
        return Face(
            track=track.id,
            box=track.box,
            label=average.label,
            confidence=float(average.probabilities.max()),
            probabilities=dict(zip(CLASS_LABELS, map(float, average.probabilities), strict=True)),
            score=track.score,
            landmarks=track.landmarks,
            age_s=track.age_s,
            detected=track.detected,
        )
