"""The place of the viewer in the window: that of the live picture, which goes on meanwhile."""

from PySide6.QtCore import QObject, Slot

from maskapp.gui.viewer.snapshot_viewer import SnapshotViewer
from maskapp.gui.window.window_parts import WindowParts


class ViewerPlace(QObject):
    """Shows the viewer, and leaves it for what needs the live picture.

    Args:
        viewer: The viewer.
        parts: The parts of the window.
    """

    def __init__(self, viewer: SnapshotViewer, parts: WindowParts) -> None:
        super().__init__(viewer)
        self._viewer, self._parts = viewer, parts
        self._source = parts.sources.text
        viewer.opened.connect(self._show)
        viewer.left.connect(self._focus_list)
        parts.sources.changed.connect(self._follow_source)
        parts.commands.replay.triggered.connect(viewer.close)

    @Slot(bool)
    def leave_for(self, is_needed: bool) -> None:
        """Leave the viewer if the live picture is needed."""
        if is_needed:
            self._viewer.close()

    @Slot(bool)
    def _show(self, is_open: bool) -> None:
        centre, page = self._parts.centre, self._viewer.page
        if is_open and page is not None:
            centre.cover(page)
        else:
            centre.uncover()

    @Slot()
    def _focus_list(self) -> None:
        """Give the focus to the cards, which the viewer was opened from, or to what is shown."""
        if self._parts.snapshots.isVisible():
            self._parts.snapshots.commands.focus_view()
        elif shown := self._parts.centre.stage.currentWidget():
            shown.setFocus()

    @Slot()
    def _follow_source(self) -> None:
        """Show the live picture once another source is opened."""
        text = self._parts.sources.text
        is_other = text is not None and text != self._source
        self._source = text
        if is_other:
            self._viewer.close()
