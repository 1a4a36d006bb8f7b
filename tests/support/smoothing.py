"""A smoother, and the tracks and probabilities that it gets."""

import numpy as np

from maskapp.pipeline.smooth import TrackSmoother
from maskapp.records import Box, Track


def track(id_: int, *, missed: bool = False) -> Track:
    """Return a track with a number of its own, a second and a half old."""
    landmarks = np.full((5, 2), id_, np.float32)
    return Track(
        id_,
        Box(id_, 0, id_ + 10, 10),
        landmarks,
        0.9,
        age_s=1.5,
        detected=not missed,
        missed=missed,
    )


def probabilities(with_mask: float, without: float | None = None) -> np.ndarray:
    """Return a classification; the rest is *without mask*, or else worn wrong."""
    without = 1 - with_mask if without is None else without
    return np.array([with_mask, without, 1 - with_mask - without], np.float32)


def make_smoother(
    smoothing_s: float = 0.25, classify_every_s: float = 0.06, uncertain_below: float = 0.55
) -> TrackSmoother:
    """Return a smoother that is slower and surer than the program's."""
    return TrackSmoother(smoothing_s, classify_every_s, uncertain_below)
