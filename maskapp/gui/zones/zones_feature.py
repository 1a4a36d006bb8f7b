"""Zones in the window: the action that edits them, and the menu of a face in the preview."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.preview.preview import Preview
from maskapp.gui.shared.make_action import make_action
from maskapp.gui.sources.source_control import SourceControl
from maskapp.gui.zones.ignore_menu import IgnoreMenu
from maskapp.gui.zones.picture_view import PictureView
from maskapp.gui.zones.zone_editor import ZoneEditor


class ZonesFeature(QObject):
    """Zones and names of sources.

    Args:
        window: Owns the action.
        preview: Shows the picture.
        add_below: Shows a panel under the preview.
        messages: Shows what the menu of a face did.
        sources: The source in use.

    Attributes:
        edit: Opens the editor, and leaves it.
        editor: The editor; None while it is closed.
        menu: The menu of a face in the preview.

    Signals:
        editing: Whether the editor is open, and the preview needed.
        settled: What `may_close` asked is answered: nothing would be lost now.
    """

    editing = Signal(bool)
    settled = Signal()

    def __init__(
        self,
        window: QWidget,
        preview: Preview,
        add_below: Callable[[QWidget], None],
        messages: MessageBar,
        sources: SourceControl,
    ) -> None:
        super().__init__(window)
        self._preview, self._add_below, self._sources = preview, add_below, sources
        self._messages = messages
        self._view = PictureView(preview)
        self._key = ""
        self._is_closing = False
        self.editor: ZoneEditor | None = None
        self.edit = make_action(
            window,
            "zones",
            self.tr("&Zones and name…"),
            self.tr("Draw areas that count or are ignored, set a least face size, name the source"),
            "Z",
        )
        self.edit.triggered.connect(self._begin_or_cancel)
        self.menu = IgnoreMenu(preview, self._view, sources, self.edit)
        self.menu.ignored.connect(self._tell)
        sources.changed.connect(self._follow_source)
        self._follow_source()

    def may_close(self) -> bool:
        """Return whether nothing is lost if the window closes now.

        If there are changes in the editor, the user is asked what is to become of them. `settled`
        follows, unless editing goes on.
        """
        if self.editor is None or not self.editor.has_changes:
            return True
        self._is_closing = True
        if not self._preview.isVisible():
            self.editing.emit(True)  # show what the question is about
        self.editor.leave()
        return False

    def stop(self) -> None:
        """Close the editor, as the window closes; what was not applied is dropped."""
        self._is_closing = False
        if self.editor is not None:
            self.editor.close()

    @Slot()
    def _stay(self) -> None:
        self._is_closing = False

    @Slot()
    def _begin_or_cancel(self) -> None:
        info = self._sources.info
        if self.editor is not None and info is not None and not self._preview.isVisible():
            self.editing.emit(True)  # something else is shown in its place
        elif self.editor is not None:
            self.editor.leave()
        elif info is not None:
            self._key = info.key
            self.editor = ZoneEditor(self._preview, self._view, self._sources.profiles, info)
            self.editor.closed.connect(self._forget)
            self.editor.stayed.connect(self._stay)
            self._messages.withdraw(self.menu.undo)  # it would take back what is edited, too
            self.editing.emit(True)  # first, or the window would grow
            self._add_below(self.editor.panel)

    @Slot()
    def _forget(self) -> None:
        if self.editor is not None:
            self.editor.deleteLater()
            self.editor = None
            self.editing.emit(False)
            self._preview.setFocus()
            self._follow_source()
        if self._is_closing:
            self._is_closing = False
            self.settled.emit()

    @Slot()
    def _follow_source(self) -> None:
        """Offer to edit while a source is open; an editor of another source is closed.

        While one is being opened it may be the same as before, with another resolution for example.
        """
        info, editor = self._sources.info, self.editor
        self.edit.setEnabled(info is not None or editor is not None)
        if editor is None:
            return
        if info is not None and info.key == self._key:
            editor.show_source(info)
        elif info is not None or self._sources.text is None:
            editor.end()

    @Slot(str, object)
    def _tell(self, text: str, action: QAction) -> None:
        self._messages.show_note(text, action)
