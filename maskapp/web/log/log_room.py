"""What requests share of the snapshot log."""

from datetime import datetime
from pathlib import Path

from cachetools import LRUCache

from maskapp.outputs.figures.period import Period
from maskapp.outputs.figures.period_figures import PeriodFigures, no_figures
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.web.log.card_pictures import card_picture
from maskapp.web.log.exports import Exports
from maskapp.web.log.log_reader import LogReader
from maskapp.web.log.queries import period_figures, snapshot_of
from maskapp.web.log.waiting_requests import WaitingRequests

_CARDS_KEPT = 256


class LogRoom:
    """The snapshot log, for requests.

    Args:
        folder: Folder of the snapshot log; it may not exist yet.

    Attributes:
        reader: Reads the log.
        exports: Makes exports of it.
        waiting: The requests that wait for the reader.
    """

    def __init__(self, folder: Path) -> None:
        self.reader = LogReader(folder)
        self.exports = Exports(folder)
        self.waiting = WaitingRequests()
        self._cards: LRUCache[int, bytes] = LRUCache(_CARDS_KEPT)

    def close(self) -> None:
        """Close the log."""
        self.reader.close()

    async def figures(self, period: Period, source: str | None) -> PeriodFigures:
        """Return the figures of a period.

        Args:
            period: The period.
            source: Name of the only source to count; None for all.

        Raises:
            HTTPException: No source has this name (404).
            SnapshotLogError: The log cannot be read.
        """
        nothing = no_figures(period, datetime.now().astimezone())
        return await self.reader.read(lambda log: period_figures(log, period, source), nothing)

    async def card(self, snapshot_id: int) -> bytes | None:
        """Return the picture of a card as a JPEG; None if there is none.

        Raises:
            MaskappError: The log or the picture cannot be read.
        """
        return await self.reader.read(lambda log: self._card(log, snapshot_id), None)

    def _card(self, log: SnapshotLog, snapshot_id: int) -> bytes | None:
        snapshot = snapshot_of(log, snapshot_id)
        if snapshot is None:
            return None
        kept = self._cards.get(snapshot_id)
        if kept is None and (kept := card_picture(snapshot)) is not None:
            self._cards[snapshot_id] = kept
        return kept
