"""A player whose calls are Qt's signals, which tests can wait for."""

from PySide6.QtCore import QObject, Signal

from maskapp.gui.worker.qt_timers import QtTimers
from maskapp.live.backend import Backend
from maskapp.live.playing.player import Player
from maskapp.live.playing.player_calls import PlayerCalls
from maskapp.live.playing.timing import Timing


class _Signals(QObject):
    state_changed = Signal(object, str)
    reconnecting_in = Signal(int)
    took_over = Signal(object)
    refused = Signal(object, str)
    opened = Signal(object)
    frame_due = Signal(object, float)
    gone = Signal()


class SignalledPlayer(Player):
    """A player in the window's thread.

    Attributes:
        timers: Make its calls.
    """

    def __init__(self, backend: Backend, timing: Timing, parent: QObject) -> None:
        signals = self._signals = _Signals(parent)
        self.state_changed, self.reconnecting_in = signals.state_changed, signals.reconnecting_in
        self.took_over, self.refused = signals.took_over, signals.refused
        self.opened, self.frame_due = signals.opened, signals.frame_due
        self.gone = signals.gone
        self.timers = QtTimers(parent)
        calls = PlayerCalls(
            state_changed=self.state_changed.emit,
            reconnecting_in=self.reconnecting_in.emit,
            took_over=self.took_over.emit,
            refused=self.refused.emit,
            opened=self.opened.emit,
            frame_due=self.frame_due.emit,
            gone=self.gone.emit,
        )
        super().__init__(backend, timing, self.timers, calls)
