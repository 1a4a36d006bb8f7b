"""The share of masked faces over the time of a session."""

from collections.abc import Mapping

from maskapp.records import MaskLabel

MAX_POINTS = 600

_FIRST_INTERVAL_S = 1.0


class ComplianceHistory:
    """Averages over equal intervals, which double in length whenever there are too many of them.

    Attributes:
        points: (session time in seconds, share of the confidently labelled faces in view that
            were *with mask*, 0 to 1), oldest first, at most `MAX_POINTS`. An interval becomes
            a point when it is over, the first one at once; intervals without such a face leave a
            gap.
    """

    def __init__(self) -> None:
        self.points: tuple[tuple[float, float], ...] = ()
        self._interval_s = _FIRST_INTERVAL_S
        self._newest = 0
        self._sums: dict[int, tuple[int, int]] = {}  # by interval: masked, confident

    def add(self, labels: Mapping[MaskLabel, int], time_s: float) -> None:
        """Count the faces of one frame.

        Args:
            labels: Number of faces by label.
            time_s: The frame's time in the session; never goes back.
        """
        interval = int(time_s // self._interval_s)
        if interval != self._newest:
            self._make_points()
            self._newest = int(time_s // self._interval_s)
        confident = sum(labels.values()) - labels.get(MaskLabel.UNCERTAIN, 0)
        if confident:
            self._add_to(self._newest, labels.get(MaskLabel.WITH_MASK, 0), confident)
            if len(self._sums) == 1:
                self._make_points()

    def _add_to(self, interval: int, masked: int, confident: int) -> None:
        masked_before, confident_before = self._sums.get(interval, (0, 0))
        self._sums[interval] = (masked_before + masked, confident_before + confident)

    def _make_points(self) -> None:
        while len(self._sums) > MAX_POINTS:  # with gaps, halving once may not be enough
            self._interval_s *= 2
            finer, self._sums = self._sums, {}
            for interval, (masked, confident) in finer.items():
                self._add_to(interval // 2, masked, confident)
        self.points = tuple(
            ((interval + 0.5) * self._interval_s, masked / confident)
            for interval, (masked, confident) in self._sums.items()
        )
