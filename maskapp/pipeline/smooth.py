"""Turns what the network says of a face, again and again, into one steady label."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskapp.records import CLASS_LABELS, Face, MaskLabel, Track

MAX_FACES_A_FRAME = 4
"""More faces take turns, so that a crowd does not slow the picture down."""

_LEAD_TO_CHANGE = 0.1
"""How far another label's average must lead before the shown one gives way."""

_SLACK_TO_UNCERTAIN = 0.05
"""How far below the limit an average must fall before its label gives way to *uncertain*."""


@dataclass(slots=True)
class _Average:
    """The average of one track: (3,) probabilities, when and how often it was judged."""

    probabilities: NDArray[np.float64]
    judged_s: float
    times_judged: int
    label: MaskLabel


class TrackJudge:
    """Keeps one average of probabilities for each track and decides its label.

    The average is exponential in time, so that the frame rate does not matter; the first
    judgements of a track count alike.

    Args:
        smoothing_s: Time constant of the average; 0 shows each judgement as it is.
        judge_every_s: A face is due again after this time.
        uncertain_below: A likeliest label below this is shown as *uncertain*.
    """

    def __init__(self, smoothing_s: float, judge_every_s: float, uncertain_below: float) -> None:
        self._smoothing_s = smoothing_s
        self._judge_every_s = judge_every_s
        self._uncertain_below = uncertain_below
        self._averages: dict[int, _Average] = {}

    def due(self, tracks: Sequence[Track], time_s: float) -> list[Track]:
        """The tracks to judge in this frame: new ones first, then the longest unjudged."""
        waiting = []
        for track in tracks:
            average = self._averages.get(track.id)
            waited_s = math.inf if average is None else time_s - average.judged_s
            if waited_s >= self._judge_every_s or waited_s < 0:
                waiting.append((waited_s, track))
        waiting.sort(key=lambda pair: -pair[0])
        return [
            track
            for place, (waited_s, track) in enumerate(waiting)
            if place < MAX_FACES_A_FRAME or waited_s == math.inf
        ]

    def add(self, track: Track, probabilities: NDArray[np.float32], time_s: float) -> None:
        """Take in a judgement, (3,) probabilities of `CLASS_LABELS`."""
        average = self._averages.get(track.id)
        if average is None:
            given = probabilities.astype(np.float64)
            label = self._decided(given, MaskLabel.UNCERTAIN)
            self._averages[track.id] = _Average(given, time_s, 1, label)
            return
        elapsed_s = max(time_s - average.judged_s, 0.0)
        share = 1 - math.exp(-elapsed_s / self._smoothing_s) if self._smoothing_s else 1.0
        share = max(share, 1 / (average.times_judged + 1))
        average.probabilities += share * (probabilities - average.probabilities)
        average.judged_s = time_s
        average.times_judged += 1
        average.label = self._decided(average.probabilities, average.label)

    def faces(self, tracks: Sequence[Track]) -> tuple[Face, ...]:
        """The tracks with their labels; each has been judged at least once."""
        return tuple(self._face(track) for track in tracks)

    def forget_missing(self, time_s: float, after_s: float) -> None:
        """Drop averages not added to for so long that their track is gone."""
        self._averages = {
            id_: average
            for id_, average in self._averages.items()
            if time_s - average.judged_s <= after_s
        }

    def _decided(self, probabilities: NDArray[np.float64], shown: MaskLabel) -> MaskLabel:
        best = int(np.argmax(probabilities))
        slack = 0.0 if shown is MaskLabel.UNCERTAIN else _SLACK_TO_UNCERTAIN
        if probabilities[best] < self._uncertain_below - slack:
            return MaskLabel.UNCERTAIN
        if shown is not MaskLabel.UNCERTAIN:
            lead = probabilities[best] - probabilities[CLASS_LABELS.index(shown)]
            if lead < _LEAD_TO_CHANGE:
                return shown
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
        )
