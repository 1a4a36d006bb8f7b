"""What the window shows of the source: its frames, its state and its figures."""

from PySide6.QtCore import QObject, Slot

from maskapp.gui.preview.placeholder_content import placeholder_for
from maskapp.gui.window.window_parts import WindowParts
from maskapp.records import SourceInfo, SourceState


class SourceView(QObject):
    """The connection between the source in use and the parts that show it.

    Args:
        parts: The parts of the window.
    """

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        worker = parts.worker.worker
        worker.frame_ready.connect(self._show_frame)
        worker.source_opened.connect(self._begin_source)
        parts.sources.changed.connect(self.show_source)

    @Slot()
    def show_source(self) -> None:
        """Show the state of the source everywhere."""
        parts, sources = self._parts, self._parts.sources
        preview = parts.centre.preview
        parts.commands.set_source_state(
            sources.state,
            sources.info,
            may_have_camera=sources.cameras is None or bool(sources.cameras),
        )
        if sources.state in {SourceState.IDLE, SourceState.OPENING}:
            preview.clear()
            parts.status.clear(sources.name)
            parts.centre.messages.withdraw(parts.commands.replay)
        if sources.info is not None:
            parts.status.show_name(sources.info.name)
        parts.window.setWindowTitle(f"{sources.name} — Maskapp" if sources.name else "Maskapp")
        is_paused = sources.state == SourceState.PAUSED
        preview.set_badge(self.tr("Paused") if is_paused else "")
        content = placeholder_for(sources, parts.commands, has_image=preview.has_image())
        if content is None:
            parts.centre.show_preview()
            if sources.state == SourceState.ENDED:
                self._tell_end()
            return
        if sources.info is not None:
            parts.status.show_source(sources.info)  # clears the list of faces
        parts.centre.show_page(content)
        parts.status_bar.show_text(content.title)

    @Slot()
    def _show_frame(self) -> None:
        parts = self._parts
        frame = parts.worker.mailbox.take()
        info = parts.sources.info
        if frame is None or info is None:  # of a source that was just closed
            return
        parts.centre.preview.show_image(frame.image, frame.size, frame.places)
        parts.status.show_statistics(frame.statistics)
        parts.status_bar.show_statistics(info, frame.statistics)
        if not parts.centre.shows_preview:
            self.show_source()

    @Slot(object)
    def _begin_source(self, info: SourceInfo) -> None:
        self._parts.centre.preview.clear()
        self._parts.status.show_source(info)

    def _tell_end(self) -> None:
        sources = self._parts.sources
        is_one = sources.info is not None and sources.info.frame_count == 1
        all_of_them = self.tr("All pictures have been checked.")
        text = self.tr("The picture has been checked.") if is_one else all_of_them
        replay = self._parts.commands.replay
        self._parts.centre.messages.show_note(sources.sentence or text, replay)
