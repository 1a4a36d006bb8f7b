"""What other programs get of the session: events as they begin and end, and who is in view."""

from PySide6.QtCore import QObject, Signal

from maskapp.live.session.live_frame import LiveFrame
from maskapp.live.session.live_session import LiveSession
from maskapp.outputs.notify.view_state import NOT_WATCHING, state_of
from maskapp.records import SourceInfo, SourceState


class SessionNews(QObject):
    """The news of the worker, in its thread; connect to the signals directly."""

    event_changed = Signal(object)
    """`EventNews`."""
    view_changed = Signal(object)
    """`ViewState`, at each frame; not of the demo and of unrelated pictures."""

    def tell_frame(self, session: LiveSession, info: SourceInfo, frame: LiveFrame) -> None:
        """Tell what a frame has changed."""
        self.tell_events(session)
        if not (info.is_stills or info.is_demo):
            figures = frame.statistics
            self.view_changed.emit(state_of(figures.counts, figures.violations))

    def tell_events(self, session: LiveSession) -> None:
        """Tell which events have begun and ended."""
        for news in session.news.take():
            self.event_changed.emit(news)

    def tell_state(self, state: SourceState) -> None:
        """Tell whether anything is watched at all."""
        if state is not SourceState.RUNNING:
            self.view_changed.emit(NOT_WATCHING)
