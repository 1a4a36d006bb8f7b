"""Smoothing: a track's probabilities are averaged over time and become one steady label."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskapp.records import CLASS_LABELS, Face, MaskLabel, Track

MAX_FACES_PER_FRAME = 4
"""Limit of classifications; in a crowd, faces take turns, which keeps the frame rate up."""

_SETTLE_S = 0.17
"""Evidence that another label needs to replace the current one: a full lead for this long and the
time constant of the average. At ten frames per second, three classifications of 0.9 have to do."""

_LONGEST_STEP_S = 0.1
"""What one classification counts for at most, however long ago the last one was: a label never
changes because of a single one, not even after the face was out of sight."""

_SHORTEST_S = 0.3
"""A label is kept for at least this long, whatever speaks against it: people see a shorter one as
flicker."""

_DOUBT_WEIGHT = 0.7
"""Weight of the evidence for *uncertain*: an unclear face does not contradict its label."""

_LABELS = (*CLASS_LABELS, MaskLabel.UNCERTAIN)


@dataclass(slots=True)
class _Average:
    """The average of one track.

    Attributes:
        probabilities: (3,), in the order of `CLASS_LABELS`.
        classified_s: Time at which the face was last classified.
        seen_s: Time at which it was last in sight; in a crowd, it waits long to be classified.
        n_classified: Number of classifications so far.
        label: The current label.
        labelled_s: Time from which it has been the label.
        evidence: (4,), seconds, in the order of `_LABELS`: what speaks for each label in place
            of the current one.
    """

    probabilities: NDArray[np.float64]
    classified_s: float
    seen_s: float
    n_classified: int
    label: MaskLabel
    labelled_s: float
    evidence: NDArray[np.float64]


class TrackSmoother:
    """A smoother that averages each track's probabilities over time and decides its label.

    The average is exponential in time, so that the frame rate does not matter; the first
    classifications of a track have equal weights.

    A label changes when the evidence against it has added up (the CUSUM test of Page, Biometrika
    41, 1954): the lead of another one, times the time that it lasts, counted from zero. A clear
    change is thus shown soon, a slight lead late, and a short one not at all. It is the lead in
    each classification: adding up averages already, and the lead of an average comes later. Only
    the evidence for *uncertain* is from the average, which shows classifications that contradict
    each other.

    Args:
        smoothing_s: Time constant of the average; 0 uses each classification as it is, for the
            label too.
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
        `MAX_FACES_PER_FRAME` in all. One that the detector missed is not: what is in its box may
        be an arm before the face or the wall beside it, and speaks for no label.

        Args:
            tracks: The tracks of the frame.
            time_s: The frame's time.
        """
        waiting = []
        for track in tracks:
            average = self._averages.get(track.id)
            if average is not None and track.missed:
                continue
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
            label = self._likeliest(first)
            evidence = np.zeros(len(_LABELS))
            self._averages[track.id] = _Average(first, time_s, time_s, 1, label, time_s, evidence)
            return
        elapsed_s = max(time_s - average.classified_s, 0.0)
        weight = 1 - math.exp(-elapsed_s / self._smoothing_s) if self._smoothing_s else 1.0
        weight = max(weight, 1 / (average.n_classified + 1))
        average.probabilities += weight * (probabilities - average.probabilities)
        average.classified_s = time_s
        average.n_classified += 1
        self._weigh(average, probabilities.astype(np.float64), elapsed_s)

    def faces(self, tracks: Sequence[Track]) -> tuple[Face, ...]:
        """Return the tracks with their labels; each has been classified at least once."""
        return tuple(self._face(track) for track in tracks)

    def forget_missing(self, tracks: Sequence[Track], time_s: float, after_s: float) -> None:
        """Drop the averages of faces that have been out of sight for longer than `after_s`.

        Args:
            tracks: The tracks in sight.
            time_s: The frame's time.
            after_s: How long they are kept.
        """
        for track in tracks:
            self._averages[track.id].seen_s = time_s
        self._averages = {
            id_: average
            for id_, average in self._averages.items()
            if time_s - average.seen_s <= after_s
        }

    def _likeliest(self, probabilities: NDArray[np.float64]) -> MaskLabel:
        best = int(np.argmax(probabilities))
        is_clear = probabilities[best] >= self._uncertain_below
        return CLASS_LABELS[best] if is_clear else MaskLabel.UNCERTAIN

    def _weigh(self, average: _Average, latest: NDArray[np.float64], elapsed_s: float) -> None:
        """Add the evidence of the latest classification, and change the label if it suffices."""
        if not self._smoothing_s:
            average.label = self._likeliest(average.probabilities)
            return
        step_s = min(elapsed_s, _LONGEST_STEP_S)
        leads = self._leads(latest, average)
        average.evidence = np.maximum(average.evidence + step_s * leads, 0.0)
        best = int(np.argmax(average.evidence))
        kept_s = abs(average.classified_s - average.labelled_s)  # time may have stepped back
        needed_s = _SETTLE_S + self._smoothing_s
        if average.evidence[best] >= needed_s and kept_s >= _SHORTEST_S:
            average.label, average.labelled_s = _LABELS[best], average.classified_s
            average.evidence[:] = 0.0

    def _leads(self, latest: NDArray[np.float64], average: _Average) -> NDArray[np.float64]:
        """Return how far each of `_LABELS` is ahead of the current label, (4,), at most 1."""
        if average.label is MaskLabel.UNCERTAIN:
            beyond = latest - self._uncertain_below
            return np.append(beyond / (1 - self._uncertain_below), 0.0)
        leads = latest - latest[CLASS_LABELS.index(average.label)]
        doubt = _DOUBT_WEIGHT * (self._uncertain_below - average.probabilities.max())
        return np.append(leads, doubt)

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
            missed=track.missed,
            is_established=track.is_established,
        )
