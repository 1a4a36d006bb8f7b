"""The motion of faces: Kalman filters that predict where each track is."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

# Chosen on simulated faces and panned pictures, checked on others.
DETECTION_NOISE = 0.03
"""Standard deviation of a detected centre, in face sizes, and of the logarithm of a side.

CenterFace has 0.015 and 0.025 on pictures, and its errors in successive frames are correlated.
"""
ACCELERATION = np.array([0.7, 0.7, 0.25, 0.25])
"""Root of the spectral density of the acceleration: face sizes, and log sides, per s^1.5."""
SPEED_SPREAD = np.array([2.0, 2.0, 0.5, 0.5])
"""Standard deviation of a new face's unknown speed: face sizes, and log sides, per s."""
SPEED_MEMORY_S = np.array([1.5, 1.5, 1.0, 1.0])
"""Time in which an unobserved speed decays to 1/e: people stop and turn."""
SURPRISE = 2.0
"""Distance from the prediction, in standard deviations, at which the motion must have changed and
the filter's covariance is raised (strong tracking filter, Zhou and Frank, Int. J. Control 63,
1996)."""


class Motion:
    """The Kalman filters of all tracks, one row per track; coordinates are independent.

    The coordinates are centre x, centre y (pixels), log width, log height. The model is a
    decaying velocity (Singer, IEEE Trans. AES-6, 1970).

    Attributes:
        place: (n, 4) coordinates.
        speed: (n, 4) their change per second.
    """

    def __init__(self) -> None:
        self.place: Floats = np.empty((0, 4))
        self.speed: Floats = np.empty((0, 4))
        # Covariance: place-place, place-speed, speed-speed.
        self._covariance: Floats = np.empty((3, 0, 4))

    def advance(self, elapsed_s: float) -> None:
        """Predict every track `elapsed_s` ahead."""
        fade = np.exp(-elapsed_s / SPEED_MEMORY_S)
        reach = SPEED_MEMORY_S * (1 - fade)
        self.place = self.place + self.speed * reach
        self.speed = self.speed * fade
        pp, ps, ss = self._covariance
        noise = (ACCELERATION * _units(self.place)) ** 2 * elapsed_s
        self._covariance = np.stack(
            (
                pp + 2 * reach * ps + reach**2 * ss + noise * elapsed_s**2 / 3,
                fade * (ps + reach * ss) + noise * elapsed_s / 2,
                fade**2 * ss + noise,
            )
        )

    def correct(self, rows: Rows, seen: Floats) -> None:
        """Correct the tracks at `rows` by their detected coordinates `seen`, (len(rows), 4)."""
        surprise = seen - self.place[rows]
        noise = (DETECTION_NOISE * _units(seen)) ** 2
        excess = surprise**2 / (self._covariance[0, rows] + noise) / SURPRISE**2
        pp, ps, ss = self._covariance[:, rows] * np.maximum(excess, 1.0)
        total = pp + noise
        gain, speed_gain = pp / total, ps / total
        self.place[rows] += gain * surprise
        self.speed[rows] += speed_gain * surprise
        self._covariance[:, rows] = ((1 - gain) * pp, (1 - gain) * ps, ss - speed_gain * ps)

    def append(self, seen: Floats) -> None:
        """Add tracks at the detected coordinates `seen`, (k, 4), with unknown speed."""
        units = _units(seen)
        start = ((DETECTION_NOISE * units) ** 2, np.zeros_like(seen), (SPEED_SPREAD * units) ** 2)
        self.place = np.concatenate((self.place, seen))
        self.speed = np.concatenate((self.speed, np.zeros_like(seen)))
        self._covariance = np.concatenate((self._covariance, np.stack(start)), axis=1)

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the tracks whose entry in `kept`, (n,), is False."""
        self.place, self.speed = self.place[kept], self.speed[kept]
        self._covariance = self._covariance[:, kept]


def _units(places: Floats) -> Floats:
    """Return the units of noise, (n, 4): face sizes in pixels for centres, 1 for log sides."""
    units = np.ones_like(places)
    units[:, :2] = np.exp(places[:, 2:].mean(axis=1, keepdims=True))
    return units
