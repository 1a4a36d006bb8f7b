"""Plays a source: opens it, paces it, pauses it, and finds it again when it is lost."""

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from maskapp.gui.worker.reconnect_countdown import Countdown
from maskapp.live.background_task import Failed
from maskapp.live.pacing import Pace, SessionClock
from maskapp.live.source_thread import Arrived, Ended, Lost, Opened, SourceReader, SourceRequest
from maskapp.records import SourceState

_CLOSE_TIMEOUT_S = 1.0


class Player(QObject):
    """Gives the frames of one source at a time, each when it is due.

    No call waits for the source: a `SourceReader` does. There is never more than one frame on
    its way, and no frame comes before the one before it was dealt with, so that nothing piles
    up: frames of a live source that come meanwhile are dropped, files wait.
    """

    state_changed = Signal(object, str)
    """`SourceState` and a sentence for people, which may be empty."""
    reconnecting_in = Signal(int)
    """Seconds until a lost source is tried again, once a second; 0 while it is tried."""
    opened = Signal(object)
    """`SourceInfo`; frames come after `go`."""
    frame_due = Signal(object, float)
    """`Arrived` and its time in the session, seconds."""

    _news = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.state = SourceState.IDLE
        self._request: SourceRequest | None = None
        self._reader: SourceReader | None = None
        self._left_reader: SourceReader | None = None
        self._is_live = False
        self._held: Arrived | None = None
        self._clock = SessionClock()
        self._pace = Pace()
        self._paused_at_s = 0.0
        self._lost_at_s = 0.0
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setTimerType(Qt.TimerType.PreciseTimer)
        self._due.timeout.connect(self._give_held)
        self._countdown = Countdown(self)
        self._countdown.ticked.connect(self._on_countdown)
        # Queued in any case: a reader tells while it holds its lock.
        self._news.connect(self._on_news, Qt.ConnectionType.QueuedConnection)

    def open(self, request: SourceRequest) -> None:
        """Leave the source in use and open another one."""
        self._leave()
        self._request = request
        self._clock = SessionClock()
        self._pace = Pace()
        self._set_state(SourceState.OPENING)
        self._start_reader(request)

    def go(self) -> None:
        """Give the frames of the source that was opened."""
        self._set_state(SourceState.RUNNING)
        self._request_frame()

    def close(self) -> None:
        """Leave the source in use."""
        self._leave()
        self._request = None
        self._set_state(SourceState.IDLE)

    def fail(self, message: str) -> None:
        """Leave the source in use, because it is of no use; the message is for people."""
        self._leave()
        self._set_state(SourceState.FAILED, message)

    def replay(self) -> None:
        """Play the same source from its start; where it is lost, try it at once."""
        if self.state is SourceState.LOST:
            self._countdown.skip()
        elif self._request is not None:
            self.open(self._request)

    def pause(self) -> None:
        """Give no frames for a while."""
        if self.state is SourceState.RUNNING:
            self._due.stop()
            self._paused_at_s = time.monotonic()
            self._set_state(SourceState.PAUSED)

    def resume(self) -> None:
        """Go on after a pause: files where they were, live sources with what they show now."""
        self._set_state(SourceState.RUNNING)
        if self._is_live:
            self._clock.skip_pause(time.monotonic() - self._paused_at_s)
            if self._held is not None:
                self._held = None
                self._request_frame()
        else:
            self._pace.restart()
            if self._held is not None:
                self._start_due_timer(self._held)

    def wait_closed(self) -> bool:
        """Wait a second at most for the source that was left; returns whether it is closed."""
        return self._left_reader is None or self._left_reader.wait_closed(_CLOSE_TIMEOUT_S)

    @Slot(object, object)
    def _on_news(self, reader: SourceReader, news: object) -> None:
        if reader is not self._reader:  # it was on its way when the reader was dropped
            return
        match news:
            case Opened(info):
                if self.state is SourceState.LOST:
                    self._clock.add_outage(time.monotonic() - self._lost_at_s)
                    self._countdown.reset()
                self._is_live = info.is_live
                self.opened.emit(info)
            case Arrived():
                self._held = news
                if self.state is SourceState.RUNNING:
                    self._start_due_timer(news)
            case Ended(problems):
                self._leave()
                self._set_state(SourceState.ENDED, " ".join(problems))
            case Lost(reason):
                self._lose(reason)
            case Failed(message) if self.state is SourceState.LOST:
                self._lose(message)
            case Failed(message):
                self.fail(message)

    def _start_due_timer(self, arrived: Arrived) -> None:
        time_s, now_s = arrived.frame.time_s, time.monotonic()
        wait_s = 0.0 if self._is_live else self._pace.wait_s(time_s, now_s)
        self._due.start(math.ceil(wait_s * 1000))

    @Slot()
    def _give_held(self) -> None:
        arrived, self._held = self._held, None
        assert arrived is not None
        if not self._is_live:
            self._request_frame()  # it is read while this one is judged
        self.frame_due.emit(arrived, self._clock.session_s(arrived.frame.time_s))
        if self._is_live:
            self._request_frame()

    def _request_frame(self) -> None:
        if self._reader is not None:
            self._reader.request()

    def _lose(self, reason: str) -> None:
        if self.state is not SourceState.LOST:
            self._lost_at_s = time.monotonic()
        self._drop_reader()
        self._set_state(SourceState.LOST, reason)
        self._countdown.start()

    @Slot(int)
    def _on_countdown(self, left_s: int) -> None:
        self.reconnecting_in.emit(left_s)
        if left_s == 0 and self._request is not None:
            self._start_reader(self._request)

    def _start_reader(self, request: SourceRequest) -> None:
        self._drop_reader()
        self._reader = SourceReader(request, self._news.emit, after=self._left_reader)
        self._left_reader = None
        self._reader.start()

    def _leave(self) -> None:
        self._drop_reader()
        self._countdown.reset()

    def _drop_reader(self) -> None:
        self._due.stop()
        self._held = None
        if self._reader is not None:
            self._reader.drop()
            self._left_reader, self._reader = self._reader, None

    def _set_state(self, state: SourceState, sentence: str = "") -> None:
        self.state = state
        self.state_changed.emit(state, sentence)
