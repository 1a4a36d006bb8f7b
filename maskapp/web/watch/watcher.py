"""The watcher: runs the source that all viewers see, in a thread of its own."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from maskapp.display_names import with_display_name
from maskapp.errors import MaskappError
from maskapp.live.backend import Backend
from maskapp.live.background_task import Failed, unexpected
from maskapp.live.door.door_sign import SteadySign
from maskapp.live.door.people_at_door import at_door
from maskapp.live.playing.engine_loading import EngineCalls, EngineLoading
from maskapp.live.playing.player import Player
from maskapp.live.playing.player_calls import PlayerCalls
from maskapp.live.playing.timing import Timing
from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_frame import LiveFrame, SessionEnd
from maskapp.live.session.live_session import LiveSession
from maskapp.live.session.swappable_engine import FrameEngine
from maskapp.live.source_request import SourceRequest
from maskapp.live.source_thread import Arrived
from maskapp.live.zones.source_profiles import SourceProfiles
from maskapp.records import Image, SourceInfo, SourceState
from maskapp.settings.settings import Settings
from maskapp.web.watch.board import Board
from maskapp.web.watch.log_writer import Logged, LogWriter
from maskapp.web.watch.offer import name_before_opening
from maskapp.web.watch.state import Watched, state_as_json
from maskapp.web.watch.violations import ViolationTeller

_TICK_S = 0.2
"""Viewers get the state this often."""
_CLOSE_TIMEOUT_S = 1.5
_SHOWN = (SourceState.RUNNING, SourceState.ENDED)
"""In other states there is no picture: one that stands still would look like a live one."""

_log = logging.getLogger(__name__)


class Watcher:
    """The watcher. Its methods may be called in any thread and return at once, except `stop`.

    Args:
        board: Gets what is shown.
        settings: The user's settings.
        profiles: Names and zones of the sources.
        log_folder: Folder of the snapshot log.
        is_blurred: Whether faces are blurred in the live picture, which then comes half a second
            later, and in new snapshots.
        backend: Opens sources and loads engines.
        timing: Timing of the attempts to open a lost source again.
    """

    def __init__(
        self,
        board: Board,
        settings: Settings,
        profiles: SourceProfiles,
        log_folder: Path,
        *,
        is_blurred: bool,
        backend: Backend,
        timing: Timing,
    ) -> None:
        self._board = board
        mode = "blurred_annotated" if is_blurred else settings.recording_mode
        self._settings = replace(settings, recording_mode=mode, blur_faces=is_blurred)
        self._profiles = profiles
        self._is_blurred = is_blurred
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)
        self._log = LogWriter(log_folder, self._on_log_report)
        calls = PlayerCalls(
            state_changed=self._on_state, reconnecting_in=self._on_reconnecting,
            took_over=lambda _text: None, refused=lambda _text, _reason: None,
            opened=self._on_opened, frame_due=self._on_frame,
            gone=partial(self._guarded, self._end_events),
        )  # fmt: skip
        self._player = Player(backend, timing, self._loop, calls)
        engine_calls = EngineCalls(
            loaded=self._use_engine, failed=self._on_no_engine, kept=_log.warning,
            retrying_in=self._on_reconnecting, stepped=lambda _step, _elapsed_s: None,
            reported=lambda job, event: self._post(partial(self._engines.take, job, event)),
        )  # fmt: skip
        self._engines = EngineLoading(backend, timing, self._loop, engine_calls)
        self._text, self._message, self._notice = "", "", ""
        self._reconnecting_in_s: int | None = None
        self._info: SourceInfo | None = None
        self._session: LiveSession | None = None
        self._newest: LiveFrame | None = None
        self._shown: Image | None = None
        self._shown_at_s: float | None = None  # see `Watched`
        self._sign = SteadySign()
        self._violations = ViolationTeller(board)

    def start(self) -> None:
        """Start the threads of watcher and log."""
        self._log.start()
        self._thread.start()

    def open(self, text: str) -> None:
        """Watch another source."""
        self._post(partial(self._open, text))

    def close_source(self) -> None:
        """Watch nothing."""
        self._post(self._close)

    def retry(self) -> None:
        """Try a lost source or a missing model at once; play what has ended from its start."""
        self._post(self._player.replay)

    def take_snapshot(self) -> bool:
        """Take a snapshot of the newest frame; return whether there is one from now."""
        self._post(self._take_snapshot)
        return self._shown_at_s is not None

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def stop(self) -> bool:
        """Close the source and end the threads.

        Returns:
            Whether all have ended in time; what hangs is abandoned.
        """
        self._post(self._stop)
        self._thread.join(_CLOSE_TIMEOUT_S)
        has_closed = self._player.wait_closed()
        has_ended = self._log.finish(_CLOSE_TIMEOUT_S) and has_closed
        has_ended = has_ended and not self._thread.is_alive()
        if has_ended:  # else what was abandoned may still report something
            self._loop.close()
        return has_ended

    def _run(self) -> None:
        self._loop.call_soon(self._tick)
        self._loop.run_forever()

    def _stop(self) -> None:
        self._player.close()
        self._loop.stop()

    def _post(self, work: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(self._guarded, work)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do some work; if it fails, close the source, whose next frame would fail too."""
        try:
            work()
        except MaskappError as error:
            self._player.fail(str(error))
        except Exception as error:  # noqa: BLE001 - logged, and told to the viewers
            _log.exception("Watching failed unexpectedly")
            self._player.fail(unexpected(error))

    def _open(self, text: str) -> None:
        self._text = text
        self._player.open(SourceRequest(text))

    def _close(self) -> None:
        self._text = ""
        self._player.close()

    def _tick(self) -> None:
        self._loop.call_later(_TICK_S, self._tick)
        self._show_state()
        if self._board.is_picture_wanted and self._board.picture.value is None:
            self._show_picture()

    def _on_state(self, state: SourceState, message: str) -> None:
        # Viewers know the source by its name alone: where a file lies is not for everybody.
        self._message = with_display_name(message, self._text)
        self._engines.follow(state)
        self._sign.set_available(state is SourceState.RUNNING, time.monotonic())
        self._shown_at_s = None  # until the next frame
        if state is not SourceState.LOST:
            self._reconnecting_in_s = None
        if state not in (SourceState.RUNNING, SourceState.LOST):
            self._finish_session()
        if state in (SourceState.OPENING, SourceState.IDLE):
            self._info = self._session = self._newest = None
        if state not in _SHOWN:
            self._shown = None
            self._board.picture.put(None)
        self._show_state()

    def _on_reconnecting(self, left_s: int) -> None:
        self._reconnecting_in_s = left_s
        self._show_state()

    def _on_opened(self, info: SourceInfo) -> None:
        self._info = self._profiles.named(info)
        if self._session is not None:
            self._session.begin_source(self._info)
            self._player.play()
            return
        self._engines.load(self._settings.for_engine, is_stills=info.is_stills)

    def _on_no_engine(self, problem: str) -> None:
        self._player.fail(problem, SourceState.NO_MODEL)

    def _use_engine(self, engine: FrameEngine) -> None:
        if self._player.state is SourceState.NO_MODEL:
            self._player.replay()
            return
        assert self._info is not None
        self._session = LiveSession(self._info, engine, self._settings, PreviewSize())
        self._session.use_zones(self._profiles.of(self._info.key).zones)
        self._player.play()

    def _on_frame(self, arrived: Arrived, time_s: float) -> None:
        self._guarded(partial(self._process, arrived, time_s))

    def _process(self, arrived: Arrived, time_s: float) -> None:
        assert self._session is not None
        frame = self._newest = self._session.process(arrived, time_s)
        self._board.frames += 1
        now_s = self._shown_at_s = time.monotonic()
        self._sign.add(at_door(frame.statistics.faces), now_s)
        if self._is_blurred:
            for image, _ in self._session.recorded.add(frame, time_s):
                self._shown = image
        else:
            self._shown = frame.preview
        self._show_picture()
        self._log.add(*frame.entries)
        self._violations.tell((*frame.changes.began, *frame.changes.ended), self._source_name)

    def _finish_session(self) -> None:
        if self._session is not None:
            self._tell_end(self._session.finish())

    def _end_events(self) -> None:
        if self._session is not None:
            self._tell_end(self._session.end_events())

    def _tell_end(self, end: SessionEnd) -> None:
        self._log.add(*end.entries)
        self._violations.tell(end.ended, self._source_name)

    def _take_snapshot(self) -> None:
        if self._session and self._shown_at_s and (snapshot := self._session.snapshot()):
            self._log.add(snapshot)

    @property
    def _source_name(self) -> str:
        return self._info.name if self._info is not None else name_before_opening(self._text)

    def _on_log_report(self, _writer: object, event: str | Logged | Failed) -> None:
        self._post(partial(self._use_log_report, event))

    def _use_log_report(self, event: str | Logged | Failed) -> None:
        if isinstance(event, Logged):
            self._violations.tell_logged(event)
        else:
            self._notice = event.message if isinstance(event, Failed) else event

    def _show_picture(self) -> None:
        """Encode the picture, if anybody watches."""
        from maskapp.web.watch.jpeg import encode_picture  # noqa: PLC0415

        if self._shown is not None and self._board.is_picture_wanted:
            self._board.picture.put(encode_picture(self._shown))

    def _show_state(self) -> None:
        newest = self._newest
        watched = Watched(
            self._player.state,
            self._info,
            self._source_name,
            self._message,
            self._reconnecting_in_s,
            newest.statistics if newest is not None else None,
            self._shown_at_s,
            self._sign.at(time.monotonic()),
            self._notice,
        )
        content = state_as_json(watched, self._settings, is_blurred=self._is_blurred)
        self._board.state.put(content)
