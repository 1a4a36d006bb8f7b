"""The menu of cameras and other sources."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.formatting import isolated
from maskapp.gui.shared.icons import set_icon
from maskapp.gui.sources.recent_menu import RecentMenu
from maskapp.gui.sources.source_control import SourceControl
from maskapp.records import USUAL_CAMERA_RATES, USUAL_CAMERA_SIZES, CameraInfo


class CameraMenu(QMenu):
    """A menu of the cameras by name, with the one in use checked, and of all other sources.

    Args:
        actions: The actions of the window, shown below the cameras.
        sources: Lists the cameras and opens the chosen one.
    """

    def __init__(
        self, actions: Actions, sources: SourceControl, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Camera"))
        self._sources = sources
        self._cameras = QActionGroup(self)
        self._cameras.triggered.connect(self._open_camera)
        self._shown: Sequence[tuple[str, int | None]] = ()
        self._first_below = self.addSeparator()
        self._resolutions = _ChoiceMenu(self.tr("R&esolution"), self)
        self._resolutions.chosen.connect(sources.set_resolution)
        self._frame_rates = _ChoiceMenu(self.tr("Fra&me rate"), self)
        self._frame_rates.chosen.connect(sources.set_frame_rate)
        self.addMenu(self._resolutions)
        self.addMenu(self._frame_rates)
        self.addAction(actions.open_camera)
        self.addAction(actions.find_cameras)
        self.addSeparator()
        for action in (
            actions.open_video,
            actions.open_picture,
            actions.open_folder,
            actions.open_stream,
        ):
            self.addAction(action)
        self.addMenu(RecentMenu(actions, sources, self))
        self.addAction(actions.demo)
        self.addSeparator()
        for action in (
            actions.pause,
            actions.previous_picture,
            actions.next_picture,
            actions.replay,
            actions.retry,
            actions.close_source,
        ):
            self.addAction(action)
        sources.changed.connect(self.refresh)
        self.aboutToShow.connect(sources.look_for_cameras)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """List the connected cameras, and check the one in use."""
        cameras = self._sources.cameras
        none = self.tr("Looking for cameras…") if cameras is None else self.tr("No camera found")
        found = [(self._name_of(camera), camera.index) for camera in cameras or ()]
        self._list(found or [(none, None)])
        for action in self._cameras.actions():
            action.setChecked(self._sources.text == str(action.data()))
        self._offer_modes()

    def _list(self, shown: Sequence[tuple[str, int | None]]) -> None:
        """Replace the entries by these texts, with the cameras' numbers; None for no camera."""
        if self._shown == shown:
            return  # an open menu would lose the entry that is chosen
        self._shown = shown
        for action in self._cameras.actions():
            self._cameras.removeAction(action)
            self.removeAction(action)
            action.deleteLater()
        for text, number in shown:
            action = self._entry(text)
            action.setData(number)
            action.setEnabled(number is not None)
            action.setCheckable(number is not None)
            action.setIconVisibleInMenu(number is None)  # the check mark takes its place

    def _name_of(self, camera: CameraInfo) -> str:
        given = self._sources.name_of(str(camera.index))
        if given == camera.name:
            return given
        return f"{isolated(given)} — {isolated(camera.name)}"

    def _offer_modes(self) -> None:
        """Offer the modes of the camera, check the requested one, and show the actual one."""
        sources = self._sources
        offered = sources.camera.sizes if sources.camera is not None else ()
        size, rate = sources.resolution, sources.frame_rate
        sizes = {(each.width, each.height) for each in offered} or {*USUAL_CAMERA_SIZES}
        fitting = [each for each in offered if size in {None, (each.width, each.height)}]
        rates = {rate for each in fitting for rate in each.rates} or {*USUAL_CAMERA_RATES}
        # What was requested from another camera stays in the menu, where it can be changed.
        sizes |= {size} if size else set()
        rates |= {rate} if rate else set()
        info = sources.info if sources.is_camera else None
        self._resolutions.offer(
            [(each, _size_text(each)) for each in sorted(sizes)],
            size,
            _size_text((info.width, info.height)) if info and info.width and info.height else "",
        )
        self._frame_rates.offer(
            [(each, self._rate_text(each)) for each in sorted(rates)],
            rate,
            self._rate_text(info.fps) if info and info.fps else "",
        )
        for menu in (self._resolutions, self._frame_rates):
            menu.setEnabled(bool(sources.cameras))

    def _rate_text(self, fps: float) -> str:
        return self.tr("{0} fps").format(f"{round(fps, 2):g}")

    def _entry(self, text: str) -> QAction:
        action = QAction(text.replace("&", "&&"), self._cameras)
        set_icon(action, "camera")
        self.insertAction(self._first_below, action)
        return action

    @Slot(QAction)
    def _open_camera(self, action: QAction) -> None:
        self._sources.open(str(action.data()))


class _ChoiceMenu(QMenu):
    """A submenu of values and the camera's own default."""

    chosen = Signal(object)
    """The chosen value; None for the default."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._emit_chosen)
        self._shown: object = None

    def offer(self, choices: Sequence[tuple[object, str]], value: object, actual: str) -> None:
        """Replace the entries.

        Args:
            choices: Each value with its text.
            value: The current choice; None for the default.
            actual: Text for what the camera delivers now; "" if that is not known.
        """
        if self._shown == (shown := (choices, value, actual)):
            return  # an open menu would flicker
        self._shown = shown
        self.clear()
        for action in self._group.actions():
            self._group.removeAction(action)
            action.deleteLater()
        for choice, text in ((None, self.tr("Automatic")), *choices):
            action = QAction(text, self._group, checkable=True)
            action.setData(choice)
            action.setChecked(choice == value)
            self.addAction(action)
        if actual:
            self.addSeparator()
            self.addAction(self.tr("Actual: {0}").format(actual)).setEnabled(False)

    @Slot(QAction)
    def _emit_chosen(self, action: QAction) -> None:
        self.chosen.emit(action.data())


def _size_text(size: tuple[int, int]) -> str:
    return f"{size[0]} × {size[1]}"
