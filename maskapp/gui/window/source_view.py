"""What the window shows of the source: its frames, its state and its figures."""

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.preview.placeholder_content import placeholder_for
from maskapp.gui.shared.formatting import isolated
from maskapp.gui.window.window_parts import WindowParts
from maskapp.records import SourceInfo, SourceState
from maskapp.settings.settings import Settings


class SourceView(QObject):
    """The connection between the source in use and the parts that show it.

    Args:
        parts: The parts of the window.
    """

    frame_shown = Signal(object)
    """A `ShownFrame` of the source in use."""

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._newest = (0, "")
        self._told_problems = ""
        parts.worker.worker.frame_ready.connect(self._show_frame)
        parts.sources.changed.connect(self.show_source)
        parts.sources.newest.opened.connect(self._begin_source)
        parts.settings.changed.connect(self._use_settings)
        parts.centre.want_verdict(parts.settings.settings.show_verdict)
        parts.centre.covered.connect(self._show_standstill)
        commands = parts.commands
        parts.centre.file_bar.use_actions(
            commands.previous_picture, commands.next_picture, commands.replay
        )

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
            parts.centre.verdict.clear()
            parts.status.clear(sources.name)
            self._told_problems = ""
        if sources.info is not None:
            parts.status.show_name(sources.info.name)
        parts.window.setWindowTitle(f"{sources.name} — Maskapp" if sources.name else "Maskapp")
        if sources.state != SourceState.RUNNING:
            parts.centre.show_alarm("")  # nobody is watched
        self._show_standstill()
        self._show_place()
        if sources.info is None:
            self._tell_problems()  # of pictures that were left before their end
        content = placeholder_for(sources, parts.commands, has_image=preview.has_image())
        if content is None:
            parts.centre.show_preview()
            self._tell_problems()
            return
        if sources.info is not None:
            parts.status.show_source(sources.info)  # clears the list of faces
        parts.centre.verdict.show_words(
            self.tr("Connection lost") if sources.state == SourceState.LOST and sources.info else ""
        )
        parts.centre.show_page(content)
        parts.status_bar.show_text(content.title)

    @Slot()
    def _show_frame(self) -> None:
        parts = self._parts
        frame = parts.worker.mailbox.take()
        info = parts.sources.info
        if frame is None or info is None:  # of a source that was just closed
            return
        parts.centre.preview.show_image(
            frame.image, frame.size, frame.places, is_mirrored=frame.is_mirrored
        )
        is_running = parts.sources.state == SourceState.RUNNING
        is_still = info.is_stills or not is_running
        parts.centre.verdict.show_counts(frame.statistics.counts, is_still=is_still)
        parts.centre.show_alarm(frame.alarm_text if is_running else "")
        parts.status.show_statistics(frame.statistics)
        parts.status_bar.show_statistics(info, frame.statistics)
        self._newest = (frame.index, frame.name or "")
        self._show_place()
        if not parts.centre.shows_preview:
            self.show_source()
        self.frame_shown.emit(frame)

    @Slot(object)
    def _begin_source(self, info: SourceInfo) -> None:
        self._parts.centre.preview.clear()
        self._parts.centre.verdict.clear()
        self._parts.status.show_source(info)

    @Slot(object)
    def _use_settings(self, settings: Settings) -> None:
        self._parts.centre.want_verdict(settings.show_verdict)
        self._show_standstill()

    @Slot()
    def _show_standstill(self) -> None:
        """Say that the picture stands: beside the verdict or, without one, over the picture."""
        words = {SourceState.PAUSED: self.tr("Paused"), SourceState.ENDED: self.tr("Finished")}
        note = words.get(self._parts.sources.state, "")
        verdict = self._parts.centre.verdict
        verdict.set_note(note)
        self._parts.centre.preview.set_badge(note if verdict.isHidden() else "")

    def _show_place(self) -> None:
        """Say which picture of a folder is shown, and that a file has ended."""
        sources, commands, bar = (
            self._parts.sources,
            self._parts.commands,
            self._parts.centre.file_bar,
        )
        info = sources.info
        has_ended = sources.state == SourceState.ENDED
        if info is None or not self._parts.centre.preview.has_image():
            bar.show_line("", has_pictures=False, has_ended=False)
            return
        count, (index, name) = info.frame_count or 0, self._newest
        is_folder = info.is_stills and count > 1
        text = self.tr("{0} has ended.").format(isolated(sources.name)) if has_ended else ""
        if is_folder:
            text = self.tr("{0} of {1} · {2}").format(index + 1, count, isolated(name))
            commands.previous_picture.setEnabled(index > 0)
            commands.next_picture.setEnabled(index < count - 1)
        elif info.is_stills and has_ended:
            text = self.tr("{0} has been checked.").format(isolated(sources.name))
        bar.show_line(text, has_pictures=is_folder, has_ended=has_ended)

    def _tell_problems(self) -> None:
        """Say once what is damaged in a file, or in the pictures that were gone through so far."""
        sources, messages = self._parts.sources, self._parts.centre.messages
        if sources.sentence in ("", self._told_problems):
            return
        if sources.state in (SourceState.ENDED, SourceState.PAUSED, SourceState.RUNNING):
            messages.withdraw_text(self._told_problems)  # the new text has it, too
            self._told_problems = sources.sentence
            messages.show_warning(sources.sentence)
