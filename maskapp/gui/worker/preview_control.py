"""The previews of a session on their way to the window."""

from PySide6.QtCore import QObject, Signal

from maskapp.gui.worker.frame_mailbox import FrameMailbox, ShownFrame, to_qimage
from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_frame import LiveFrame
from maskapp.live.session.live_session import LiveSession


class PreviewControl(QObject):
    """What previews look like, and the mailbox that takes them.

    Args:
        mailbox: Receives the previews.

    Attributes:
        size: Size of the window's preview.
        is_mirrored: Whether previews are mirrored whatever the settings say.
    """

    frame_ready = Signal()
    """A new frame is in the mailbox."""

    def __init__(self, mailbox: FrameMailbox, parent: QObject) -> None:
        super().__init__(parent)
        self._mailbox = mailbox
        self.size = PreviewSize()
        self.is_mirrored = False

    def apply(self, session: LiveSession | None) -> None:
        """Let the next previews of a session look so."""
        if session is not None:
            session.preview_size = self.size
            session.is_mirrored = self.is_mirrored

    def show(self, frame: LiveFrame) -> None:
        """Put a frame into the mailbox."""
        height, width = frame.image.shape[:2]
        size = (width, height)
        shown = ShownFrame(
            to_qimage(frame.preview), size, frame.statistics, frame.index, frame.name,
            frame.places, frame.is_mirrored, frame.alarm.text,
        )  # fmt: skip
        if self._mailbox.put(shown):
            self.frame_ready.emit()

    def look_again(self, session: LiveSession) -> None:
        """Show the newest picture of still sources as the engine in use labels it."""
        frame = session.look_again()
        if frame is not None:
            self.show(frame)

    def redraw(self, session: LiveSession | None) -> None:
        """Draw the newest frame of a session again, if there is one."""
        frame = session.redraw() if session is not None else None
        if frame is not None:
            self.show(frame)
