"""Playing a source: opening, pacing and pausing it, and trying again when it is lost."""

import time
from functools import partial

from maskapp.live.backend import Backend
from maskapp.live.background_task import BackgroundTask, Failed
from maskapp.live.pacing import Pace, SessionClock
from maskapp.live.playing.absence import Absence
from maskapp.live.playing.player_calls import PlayerCalls
from maskapp.live.playing.reconnect_countdown import ReconnectCountdown
from maskapp.live.playing.timers import OneCall, Timers
from maskapp.live.playing.timing import Timing
from maskapp.live.playing.trouble_log import TroubleLog
from maskapp.live.source_request import SourceRequest
from maskapp.live.source_thread import Arrived, Ended, Lost, Opened, SourceEvent, SourceThread
from maskapp.records import SourceState

_CLOSE_TIMEOUT_S = 1.0


class Player:
    """A player for one source at a time, which hands over each frame when it is due.

    No call waits for the source: a `SourceThread` does. At most one frame is on its way, and
    none comes before the previous one was processed, so nothing piles up: meanwhile a live
    source drops frames, and a file waits. A live source that does not open, or is lost, is opened
    again and again, with growing pauses; its state is LOST meanwhile. One that is lost in a pause
    stays PAUSED, and `resume` opens it again. A folder of pictures stays open at its end, so that
    one can go back.

    Args:
        backend: Opens sources.
        timing: Timing of the attempts to open a source again.
        timers: Make its calls; all methods are to be used in their thread.
        calls: What it calls.
    """

    def __init__(
        self, backend: Backend, timing: Timing, timers: Timers, calls: PlayerCalls
    ) -> None:
        self.state = SourceState.IDLE
        self._backend, self._timing = backend, timing
        self._timers = timers
        self._calls = calls
        self._request: SourceRequest | None = None
        self._source: SourceThread | None = None
        self._closing_source: SourceThread | None = None
        self._next_request: SourceRequest | None = None
        self._next_source: SourceThread | None = None
        self._opened_at_s: float | None = None
        self._is_live = self._is_next_requested = False
        self._pictures, self._problems, self._told = 0, "", ""
        self._shown_index: int | None = None
        self._asked: int | None = None
        self._held: Arrived | None = None
        self._clock, self._pace = SessionClock(), Pace()
        self._paused_at_s = self._lost_at_s = 0.0
        self._lost_in_pause: str | None = None
        self._due = OneCall(timers)
        self._troubles = TroubleLog()
        self._absence = Absence(timers, timing.gone_after_s, calls.gone)
        self._countdown = ReconnectCountdown(timing, timers, self._on_countdown)

    def open(self, request: SourceRequest) -> None:
        """Close the source in use and open another one."""
        self.keep()
        self._close_source()
        self._begin(request)
        self._open_source(request)

    def keep(self) -> None:
        """Stay with the source in use instead of one that `open_beside` is opening."""
        if self._next_source is not None:
            self._next_source.drop()
            self._next_request = self._next_source = None

    def open_beside(self, request: SourceRequest) -> None:
        """Open another source, and close the one in use only once that has succeeded."""
        if self._opened_at_s is None:  # nothing to keep
            self._calls.took_over(request.text)
            self.open(request)
            return
        self.keep()
        self._next_request = request
        self._next_source = SourceThread(request, self._backend, self._report)
        self._next_source.start()

    def play(self) -> None:
        """Hand over the frames of the source that was opened."""
        self._set_state(SourceState.RUNNING)
        self._request_frame()

    def close(self) -> None:
        """Close the source in use."""
        self.keep()
        self._close_source()
        self._request = self._opened_at_s = None
        self._set_state(SourceState.IDLE)

    def fail(self, message: str, state: SourceState = SourceState.FAILED) -> None:
        """Close the source in use because it cannot be played; the message is for the user."""
        self._close_source()
        self._opened_at_s = None
        self._set_state(state, message)

    def replay(self) -> None:
        """Play the same source from its start; try a lost one at once."""
        if self.state is SourceState.LOST:
            self._countdown.skip()
        elif self._request is not None:
            self.open(self._request)

    def pause(self) -> None:
        """Hand over no frames until `resume`."""
        if self.state is SourceState.RUNNING:
            self._due.stop()
            self._paused_at_s = time.monotonic()
            self._set_state(SourceState.PAUSED)

    def resume(self) -> None:
        """Continue after a pause: a file where it stopped, a live source with a new frame.

        A live source that was lost meanwhile is LOST from now on, and opened again at once.
        """
        if self._lost_in_pause is not None:
            self._lose(self._lost_in_pause)
            self._countdown.skip()
            return
        self._set_state(SourceState.RUNNING)
        if self._is_live:
            self._clock.skip_pause(time.monotonic() - self._paused_at_s)
            if self._held is not None:
                self._held = None
                self._request_frame(is_new=True)
        else:
            self._pace.restart()
            if self._held is not None:
                self._start_due_timer(self._held)
            elif self._asked is None and not self._is_next_requested:  # after `step`
                self._request_frame()

    def step(self, by: int) -> None:
        """Show another picture of a folder and wait there; `resume` goes on from it.

        Args:
            by: How many pictures to go forward; negative to go back.
        """
        from_index = self._shown_index if self._asked is None else self._asked
        if self._source is None or from_index is None or self._pictures < 2:
            return
        self.pause()
        self._due.stop()
        self._held = None
        self._is_next_requested = False  # its answer is dropped
        self._asked = max(0, min(from_index + by, self._pictures - 1))
        # Not from the last one read: that is the next one already.
        self._source.request(self._asked, start=from_index)

    def wait_closed(self) -> bool:
        """Wait at most a second for the source last used; return whether it is closed."""
        return self._closing_source is None or self._closing_source.wait_closed(_CLOSE_TIMEOUT_S)

    def _report(self, source: BackgroundTask[SourceEvent], event: SourceEvent | Failed) -> None:
        """Take an event in the thread of the timers: a source thread holds its lock meanwhile."""
        self._timers.call_soon_threadsafe(partial(self._on_reported, source, event))

    def _on_reported(
        self, source: BackgroundTask[SourceEvent], event: SourceEvent | Failed
    ) -> None:
        if source is self._next_source:
            self._take_next(event)
        elif source is self._source:  # otherwise on its way when the source was dropped
            self._take(event)

    def _take(self, event: SourceEvent | Failed) -> None:
        match event:
            case Opened(info):
                if self.state is SourceState.LOST and self._opened_at_s is not None:
                    self._clock.add_outage(time.monotonic() - self._lost_at_s)
                self._opened_at_s = time.monotonic()
                self._is_live = info.is_live
                self._pictures = info.frame_count or 0 if info.is_stills else 0
                self._calls.opened(info)
            case Arrived(asked=asked) | Ended(asked=asked) if asked != self._asked:
                pass  # read before the user asked for another picture
            case Arrived(asked=asked):
                self._held, self._asked, self._problems = event, None, event.text
                if self.state is SourceState.RUNNING:
                    self._start_due_timer(event)
                elif asked is not None:
                    self._hand_over()
                    self._tell()
            case Ended():
                self._asked, self._problems, self._told = None, event.text, event.text
                if self._pictures < 2:  # else others can still be asked for
                    self._close_source()
                self._set_state(SourceState.ENDED, event.text)
            case Lost(reason) if self.state is SourceState.PAUSED:  # nobody wants to watch it now
                self._drop_source()
                self._lost_in_pause = reason
            case Lost(reason):
                self._lose(reason)
            case Failed(message) if self.state is SourceState.LOST and self._opened_at_s:
                self._lose(message)
            case Failed(message):
                self.fail(message)

    def _tell(self) -> None:
        """Tell new problems of pictures as the user goes through them, maybe not to the end."""
        if self._problems != self._told and self.state is SourceState.PAUSED:
            self._told = self._problems
            self._set_state(SourceState.PAUSED, self._told)

    def _take_next(self, event: SourceEvent | Failed) -> None:
        """Replace the source in use by the one opened beside it, or keep it."""
        request, source = self._next_request, self._next_source
        assert request is not None
        self._next_request = self._next_source = None
        match event:
            case Opened():
                self._close_source()
                self._calls.took_over(request.text)
                self._begin(request)
                self._source = source
                self._take(event)
            case Lost(reason) | Failed(reason):
                self._calls.refused(request.text, reason)

    def _start_due_timer(self, arrived: Arrived) -> None:
        due_s = arrived.frame.time_s
        wait_s = 0.0 if self._is_live else self._pace.wait_s(due_s, time.monotonic())
        self._due.start(wait_s, self._hand_over)

    def _hand_over(self) -> None:
        self._absence.end()
        arrived, self._held = self._held, None
        assert arrived is not None
        self._shown_index = arrived.frame.index
        self._is_next_requested = False
        if not self._is_live and self.state is SourceState.RUNNING:
            self._request_frame()  # it is read while this one is processed
        self._calls.frame_due(arrived, self._clock.session_s(arrived.frame.time_s))
        if self._is_live:
            self._request_frame()

    def _request_frame(self, *, is_new: bool = False) -> None:
        if self._source is not None:
            self._is_next_requested = True
            self._source.request(is_new=is_new)

    def _lose(self, reason: str) -> None:
        now_s = time.monotonic()
        if self.state is not SourceState.LOST:
            self._lost_at_s = now_s
            if self._opened_at_s and now_s - self._opened_at_s >= self._timing.steady_after_s:
                self._countdown.reset()
        self._drop_source()
        self._set_state(SourceState.LOST, reason)
        self._countdown.start()

    def _on_countdown(self, left_s: int) -> None:
        self._calls.reconnecting_in(left_s)
        if left_s == 0 and self._request is not None:
            self._open_source(self._request)

    def _begin(self, request: SourceRequest) -> None:
        self._request = request
        self._opened_at_s, self._problems, self._told = None, "", ""
        self._clock, self._pace = SessionClock(), Pace()
        self._set_state(SourceState.OPENING)

    def _open_source(self, request: SourceRequest) -> None:
        self._drop_source()
        self._source = SourceThread(
            request, self._backend, self._report, after=self._closing_source
        )
        self._closing_source = None
        self._source.start()

    def _close_source(self) -> None:
        self._drop_source()
        self._countdown.reset()
        if self._problems != self._told and self.state in (SourceState.RUNNING, SourceState.PAUSED):
            # Pictures are left early, and say so. To call them ended would show that for a moment.
            self._set_state(self.state, self._problems)

    def _drop_source(self) -> None:
        self._due.stop()
        self._held = self._asked = self._shown_index = self._lost_in_pause = None
        if self._source is not None:
            self._source.drop()
            self._closing_source, self._source = self._source, None

    def _set_state(self, state: SourceState, message: str = "") -> None:
        self.state = state
        self._troubles.follow(self._request.text if self._request else "", state, message)
        self._absence.follow(state, is_live=self._is_live)
        self._calls.state_changed(state, message)
