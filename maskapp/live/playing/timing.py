"""The timing of the worker."""

from dataclasses import dataclass

from maskapp.live.session.track_numbers import GONE_AFTER_S


@dataclass(frozen=True, slots=True)
class Timing:
    """Delays of the worker; tests pass in shorter ones.

    Attributes:
        reconnect_delays_s: Delay before each attempt to open a source that does not open, or was
            lost; the last one repeats.
        steady_after_s: How long a source has to run before the delays begin with the shortest
            again; one that opens and drops again and again would otherwise be opened every second.
        gone_after_s: How long a live source sends no frame until the people who were in view are
            gone, as somebody is who is not seen for so long.
        second_ms: Length of a second in countdowns and in the updates of a recording's status.
    """

    reconnect_delays_s: tuple[int, ...] = (1, 2, 4, 8, 15)
    steady_after_s: float = 30.0
    gone_after_s: float = GONE_AFTER_S
    second_ms: int = 1000
