"""Muting of the alarm: for a while, or until it is switched on."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.make_action import make_action
from maskapp.outputs.durations import format_duration

MUTED_S = 300
_TICK_MS = 1000


class AlarmMute(QObject):
    """The actions that mute the alarm; closing the program ends it.

    Args:
        window: Owns the actions.
        now_s: The monotonic clock.

    Attributes:
        for_a_while: Mutes for five minutes, or ends any muting.
        until_on: Mutes until it is switched on again.
    """

    changed = Signal()
    """The alarm was muted, or sounds again."""

    def __init__(self, window: QWidget, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._now_s = now_s
        self._ends_s = 0.0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        tip = self.tr("Silence the alarm for 5 minutes, or let it sound again; its frame stays")
        self.for_a_while = make_action(
            window, "bell", self.tr("&Mute the alarm for 5 minutes"), tip, "Ctrl+M", checkable=True
        )
        self.until_on = make_action(
            window,
            "",
            self.tr("Mute the alarm &until it is switched on"),
            self.tr("Silence the alarm until you let it sound again; its frame stays"),
            checkable=True,
        )
        self.for_a_while.triggered.connect(self._toggle)
        self.until_on.triggered.connect(self._toggle_for_good)
        self._show()

    @property
    def is_muted(self) -> bool:
        """Whether the alarm is muted."""
        return self._ends_s > self._now_s()

    def end(self) -> None:
        """Let the alarm sound again."""
        self._mute_until(0.0)

    def set_enabled(self, is_enabled: bool) -> None:
        """Enable the actions if there is something to mute; else end any muting."""
        self.for_a_while.setEnabled(is_enabled)
        self.until_on.setEnabled(is_enabled)
        if not is_enabled:
            self.end()

    @Slot()
    def _toggle(self) -> None:
        self._mute_until(0.0 if self.is_muted else self._now_s() + MUTED_S)

    @Slot(bool)
    def _toggle_for_good(self, is_on: bool) -> None:
        self._mute_until(math.inf if is_on else 0.0)

    @Slot()
    def _tick(self) -> None:
        if self.is_muted:
            self._show()
        else:
            self.end()

    def _mute_until(self, ends_s: float) -> None:
        self._ends_s = ends_s
        if self.is_muted and math.isfinite(ends_s):
            self._timer.start()
        else:
            self._timer.stop()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        is_for_good = math.isinf(self._ends_s)
        self.for_a_while.setChecked(self.is_muted)
        self.until_on.setChecked(is_for_good)
        set_icon(self.for_a_while, "bell-off" if self.is_muted else "bell")
        text = self.tr("Mute")
        if self.is_muted:
            text = self.tr("Muted")
            if not is_for_good:
                left_s = math.ceil(self._ends_s - self._now_s())
                text = self.tr("Muted {0}").format(format_duration(left_s))
        self.for_a_while.setIconText(text)
