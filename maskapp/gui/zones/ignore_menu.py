"""The menu of a face in the preview: ignore all faces at its place, such as on a poster."""

from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from maskapp.gui.preview.preview import Preview
from maskapp.gui.sources.source_control import SourceControl
from maskapp.gui.zones.picture_view import PictureView
from maskapp.gui.zones.zone_painting import exclusion_words
from maskapp.live.zones.source_profiles import SourceProfile
from maskapp.live.zones.zones import MOST_AREAS, AreaKind, Exclusion, Zones, area_around
from maskapp.records import Box


class IgnoreMenu(QObject):
    """The context menu of the preview.

    Args:
        preview: The menu opens over it.
        view: Where the frame is in it.
        sources: The source in use, and its profile.
        edit: Opens the editor, in which ignored areas can be changed and removed.

    Attributes:
        undo: Takes the last change back, and with it what was changed in the editor since then.
    """

    ignored = Signal(str, object)
    """A message for the user, and the action that takes the change back."""

    def __init__(
        self, preview: Preview, view: PictureView, sources: SourceControl, edit: QAction
    ) -> None:
        super().__init__(preview)
        self._preview, self._view, self._sources, self._edit = preview, view, sources, edit
        self.undo = QAction(self.tr("Undo"), self)
        self.undo.triggered.connect(self._take_back)
        self._before: tuple[str, SourceProfile] | None = None
        self._box: Box | None = None
        preview.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        preview.customContextMenuRequested.connect(self._open)

    def menu_at(self, position: QPointF) -> QMenu:
        """Return the menu for a place in the preview."""
        menu = QMenu(self._preview)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._box = self._box_at(position)
        if self._box is not None:
            exclusion = self._zones().exclusion(self._box)
            if exclusion is None:
                menu.addAction(self.tr("&Ignore here"), self._ignore)
            elif exclusion is Exclusion.IGNORED:
                menu.addAction(self.tr("&Count here again"), self._count_again)
            else:
                why = exclusion_words(exclusion)
                menu.addAction(self.tr("Does not count: {0}").format(why)).setEnabled(False)
            menu.addSeparator()
        menu.addAction(self._edit)
        return menu

    @Slot(QPoint)
    def _open(self, position: QPoint) -> None:
        if self._sources.info is not None:
            self.menu_at(QPointF(position)).popup(self._preview.mapToGlobal(position))

    def _box_at(self, position: QPointF) -> Box | None:
        """Return the smallest face at a place."""
        boxes = [
            box
            for box in self._preview.places.values()
            if self._view.box_rect(box).contains(position)
        ]
        return min(boxes, key=lambda box: box.width * box.height, default=None)

    def _profile(self) -> SourceProfile:
        info = self._sources.info
        return self._sources.profiles.profiles.of(info.key if info is not None else "")

    def _zones(self) -> Zones:
        return self._profile().zones

    @Slot()
    def _ignore(self) -> None:
        assert self._box is not None
        areas = self._zones().areas
        if len(areas) >= MOST_AREAS:
            text = self.tr("There are {0} areas already; delete some first.").format(MOST_AREAS)
            self.ignored.emit(text, self._edit)
            return
        self._change(replace(self._zones(), areas=(*areas, area_around(self._box))))
        text = self.tr("From now on, all faces at this place are ignored.")
        self.ignored.emit(text, self.undo)

    @Slot()
    def _count_again(self) -> None:
        assert self._box is not None
        box = self._box
        centre = ((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2)
        kept = tuple(
            area
            for area in self._zones().areas
            if area.kind is not AreaKind.IGNORED or not area.contains(centre)
        )
        self._change(replace(self._zones(), areas=kept))
        self.ignored.emit(self.tr("The ignored area at this place is removed."), self.undo)

    def _change(self, zones: Zones) -> None:
        info = self._sources.info
        if info is not None:
            self._before = (info.key, self._profile())
            self._sources.profiles.change(info.key, replace(self._profile(), zones=zones))

    @Slot()
    def _take_back(self) -> None:
        if self._before is not None:
            self._sources.profiles.change(*self._before)
            self._before = None
