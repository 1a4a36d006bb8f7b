"""What the user is told about snapshots that are removed for good, or kept beyond the limits."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal

if TYPE_CHECKING:
    from maskapp.outputs.snapshots.retention import RetentionResult


class RetentionMessages(QObject):
    """The messages about the results of `apply_retention`, now and when something is restored."""

    removed = Signal(str)
    """A message that snapshots were deleted, as the settings ask; once per session."""
    held = Signal(str)
    """A message that snapshots are kept, because the clock may be wrong; once per session."""
    not_restored = Signal(str)
    """A message that deleted snapshots cannot be restored, since they were removed for good."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._has_told_removed = self._has_told_held = False

    def add(self, result: "RetentionResult", now: datetime) -> None:
        """Emit what the user has not been told yet in this session.

        Args:
            result: The result.
            now: The time for which it holds.
        """
        number = QLocale().toString
        if result.removed and not self._has_told_removed:
            self._has_told_removed = True
            text = self.tr("Snapshots beyond the limits in the settings, deleted: {}.")
            self.removed.emit(text.format(number(result.removed)))
        if result.held_until is not None and not self._has_told_held:
            self._has_told_held = True
            text = self.tr(
                "The clock says {0}, long after Maskapp last ran. Snapshots that are older than the"
                " settings allow, kept until {1} at most: {2}. If the date is wrong, correct it."
            )
            dates = (f"{now:%Y-%m-%d}", f"{result.held_until:%Y-%m-%d}")
            self.held.emit(text.format(*dates, number(result.held)))

    def add_restored(self, restored: int, wanted: int) -> None:
        """Emit how many snapshots could not be restored, if any.

        Args:
            restored: Number of snapshots that were restored.
            wanted: Number of snapshots that the user wanted back.
        """
        if restored < wanted:
            text = self.tr(
                "Deleted snapshots that can no longer be restored: {}. They were removed for good."
            )
            self.not_restored.emit(text.format(QLocale().toString(wanted - restored)))
