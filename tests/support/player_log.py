"""A record of a player's signals."""

from PySide6.QtCore import QEvent, QObject

from maskapp.records import SourceState
from tests.support.signalled_player import SignalledPlayer


class PlayerLog(QObject):
    """Records the signals of a player and starts to play what it opens.

    Attributes:
        delivered: How many reports of source threads have reached the player.
    """

    def __init__(self, player: SignalledPlayer) -> None:
        super().__init__()
        self.states: list[SourceState] = []
        self.messages: list[str] = []
        self.countdown: list[int] = []
        self.opened: list = []
        self.indices: list[int] = []
        self.times_s: list[float] = []
        self.delivered = 0
        player.state_changed.connect(self._add_state)
        player.reconnecting_in.connect(self.countdown.append)
        player.opened.connect(self.opened.append)
        player.opened.connect(player.play)
        player.frame_due.connect(self._add_frame)
        player.timers.installEventFilter(self)

    def eventFilter(self, _watched, event) -> bool:
        self.delivered += event.type() == QEvent.Type.MetaCall  # a queued signal
        return False

    def _add_state(self, state, message) -> None:
        self.states.append(state)
        self.messages.append(message)

    def _add_frame(self, arrived, time_s) -> None:
        self.indices.append(arrived.frame.index)
        self.times_s.append(time_s)
