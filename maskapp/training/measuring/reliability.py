"""The agreement of confidence and accuracy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15
"""Number of bins, as in Guo et al. 2017, "On Calibration of Modern Neural Networks"."""


def calibration(confidence: NDArray[np.floating], right: NDArray[np.bool_]) -> dict[str, Any]:
    """Compare confidence with accuracy (Guo et al. 2017).

    Args:
        confidence: (n,), float, the probability of the likeliest label, 0 to 1.
        right: (n,), bool, whether that label is the true one.

    Returns:
        `ece`, the expected calibration error: the distance between confidence and accuracy,
        averaged over all faces; and `bins` of equal width, each (`low`, `high`], with the number
        of its `faces` and their mean `confidence` and `accuracy` (None for an empty bin).
    """
    edges = np.linspace(0, 1, BINS + 1)
    places = np.digitize(confidence, edges[1:-1], right=True)
    bins: list[dict[str, Any]] = []
    distance = 0.0
    for place in range(BINS):
        inside = places == place
        faces = int(inside.sum())
        mean_confidence = float(confidence[inside].mean()) if faces else None
        accuracy = float(right[inside].mean()) if faces else None
        if mean_confidence is not None and accuracy is not None:
            distance += faces * abs(accuracy - mean_confidence)
        bins.append(
            {
                "low": float(edges[place]),
                "high": float(edges[place + 1]),
                "faces": faces,
                "confidence": mean_confidence,
                "accuracy": accuracy,
            }
        )
    return {"ece": distance / max(len(confidence), 1), "bins": bins}


def uncertain_shares(
    confidence: NDArray[np.floating], right: NDArray[np.bool_], below: float
) -> dict[str, float | None]:
    """Measure how many faces a threshold makes *uncertain*, and how many are mistakes.

    Args:
        confidence: (n,), float, the probability of the likeliest label, 0 to 1.
        right: (n,), bool, whether that label is the true one.
        below: The confidence below which a face is *uncertain*.

    Returns:
        `below`, and the uncertain shares of all faces (`share`), of the correctly classified
        (`share_of_right`) and of the mistakes (`share_of_errors`); None where there are none.
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
