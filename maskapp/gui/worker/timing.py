"""The timing of the worker."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Delays of the worker; tests pass in shorter ones.

    Attributes:
        reconnect_delays_s: Delay before each attempt to open a lost source; the last one repeats.
        second_ms: Length of a second in countdowns and in the updates of a recording's status.
    """

    reconnect_delays_s: tuple[int, ...] = (1, 2, 4, 8, 15)
    second_ms: int = 1000
