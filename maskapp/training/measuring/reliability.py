"""How far a judgement's probability can be believed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15
"""As many as Guo et al. take ("On Calibration of Modern Neural Networks", 2017)."""


def calibration(confidence: NDArray[np.floating], right: NDArray[np.bool_]) -> dict[str, Any]:
    """Compare how sure the classifications are with how often they are right (Guo et al. 2017).

    Args:
        confidence: (n,), the probability of the likeliest label.
        right: (n,), whether it was the true one.

    Returns:
        `ece`, the expected calibration error: the distance between the two, averaged over
        all faces; and `bins` of equal width, each (low, high], with its `faces` and their mean
        `confidence` and `accuracy`, which are None where there are none.
    """
    edges = np.linspace(0, 1, BINS + 1)
    places = np.digitize(confidence, edges[1:-1], right=True)
    bins: list[dict[str, Any]] = []
    distance = 0.0
    for place in range(BINS):
        inside = places == place
        faces = int(inside.sum())
        sure = float(confidence[inside].mean()) if faces else None
        accuracy = float(right[inside].mean()) if faces else None
        if sure is not None and accuracy is not None:
            distance += faces * abs(accuracy - sure)
        bins.append(
            {
                "low": float(edges[place]),
                "high": float(edges[place + 1]),
                "faces": faces,
                "confidence": sure,
                "accuracy": accuracy,
            }
        )
    return {"ece": distance / max(len(confidence), 1), "bins": bins}


def uncertain_shares(
    confidence: NDArray[np.floating], right: NDArray[np.bool_], below: float
) -> dict[str, float | None]:
    """How many faces a limit calls uncertain: the price of it, and what it is worth.

    Args:
        confidence: (n,), the probability of the likeliest label.
        right: (n,), whether it was the true one.
        below: Classifications less sure than this are *uncertain*.

    Returns:
        `below`, and which `share` of all faces, `share_of_right` of those judged right and
        `share_of_errors` of the others is uncertain; None where there are no such faces.
    """
    uncertain = confidence < below
    return {
        "below": below,
        "share": _share(uncertain),
        "share_of_right": _share(uncertain[right]),
        "share_of_errors": _share(uncertain[~right]),
    }


def _share(chosen: NDArray[np.bool_]) -> float | None:
    return float(chosen.mean()) if chosen.size else None
