"""Everything that can be done, once: menus, toolbar, pages and the help page share it."""

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.icons import set_icon
from maskapp.records import SourceInfo, SourceState

_HAS_SOURCE = frozenset(SourceState) - {SourceState.IDLE}
_HAS_PICTURES = {SourceState.RUNNING, SourceState.PAUSED}


def plain_text(action: QAction) -> str:
    """What an action says outside of a menu, without the letter that is underlined.

    On a button in the window that letter's key would fight with the one of a menu.
    """
    return action.text().replace("&", "")


class Actions(QObject):
    """The actions of the window, by name; all belong to it, so that their shortcuts work."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._make_sources()
        self._make_view()
        self._make_recording()
        self._make_snapshots()
        self._make_help()
        self.follow(SourceState.IDLE, None)

    def all(self) -> Iterator[QAction]:
        """Every action, in the order of the menus."""
        yield from (value for value in vars(self).values() if isinstance(value, QAction))

    def follow(
        self, state: SourceState, info: SourceInfo | None, *, may_have_camera: bool = True
    ) -> None:
        """Enable what makes sense while the source is in this state.

        Args:
            state: The source's.
            info: What is open; None for nothing.
            may_have_camera: False where it is known that there is none.
        """
        has_pictures = state in _HAS_PICTURES
        is_paused = state == SourceState.PAUSED
        self.pause.setEnabled(has_pictures)
        self.pause.setChecked(is_paused)
        self.pause.setText(self.tr("Res&ume") if is_paused else self.tr("Pa&use"))
        set_icon(self.pause, "play" if is_paused else "pause")
        self.replay.setEnabled(state in _HAS_SOURCE and info is not None and not info.is_live)
        self.open_camera.setEnabled(may_have_camera)
        self.retry.setEnabled(state in {SourceState.FAILED, SourceState.LOST})
        self.close_source.setEnabled(state in _HAS_SOURCE)
        self.record.setEnabled(has_pictures or self.record.isChecked())
        is_judged_still = state == SourceState.ENDED and info is not None and info.is_stills
        self.take_snapshot.setEnabled(has_pictures or is_judged_still)

    def show_recording(self, is_recording: bool) -> None:
        """Turn the record action into one that stops, and back."""
        self.record.setChecked(is_recording)
        self.record.setText(self.tr("&Stop") if is_recording else self.tr("&Record"))
        set_icon(self.record, "stop" if is_recording else "record")

    def _make_sources(self) -> None:
        make = self._make
        self.open_video = make(
            "video", self.tr("Open &video…"), self.tr("Play a video file"), "Ctrl+O"
        )
        self.open_picture = make(
            "pictures", self.tr("Open &picture…"), self.tr("Judge one picture"), "Ctrl+P"
        )
        self.open_folder = make(
            "folder",
            self.tr("Open &folder of pictures…"),
            self.tr("Judge each picture of a folder"),
            "Ctrl+Shift+O",
        )
        self.open_stream = make(
            "stream",
            self.tr("Open &stream address…"),
            self.tr("Watch a network camera by its http or rtsp address"),
            "Ctrl+L",
        )
        self.demo = make(
            "demo",
            self.tr("&Demo clip"),
            self.tr("Play the clip that comes with Maskapp"),
            "Ctrl+D",
        )
        self.forget_recent = make("", self.tr("&Clear this list"), "")
        self.pause = make(
            "pause", self.tr("Pa&use"), self.tr("Hold the picture, or go on"), "P", checkable=True
        )
        self.replay = make(
            "replay", self.tr("Play &again"), self.tr("Play from the start"), "Ctrl+Shift+P"
        )
        self.retry = make(
            "refresh", self.tr("&Try again"), self.tr("Open the same source again"), "Ctrl+T"
        )
        self.open_camera = make(
            "camera", self.tr("Open &camera"), self.tr("Open the camera used last"), "Ctrl+K"
        )
        self.find_cameras = make(
            "refresh", self.tr("&Look for cameras"), self.tr("Search for cameras again"), "F5"
        )
        self.close_source = make(
            "close", self.tr("Cl&ose source"), self.tr("Let go of the camera or file"), "Ctrl+W"
        )
        self.settings = make(
            "settings", self.tr("Se&ttings…"), self.tr("Change how Maskapp works"), "Ctrl+,"
        )
        self.quit = make("quit", self.tr("&Quit"), self.tr("Close Maskapp"), "Ctrl+Q")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _make_view(self) -> None:
        make = self._make
        self.fit = make(
            "fit", self.tr("&Fit to window"), self.tr("Scale the picture"), "F", checkable=True
        )
        self.actual_size = make(
            "actual-size",
            self.tr("&Actual size"),
            self.tr("Show each pixel of the picture as one of the screen"),
            "1",
            checkable=True,
        )
        self._exclusive(self.fit, self.actual_size)
        self.fit.setChecked(True)
        self.mirror = make(
            "mirror",
            self.tr("&Mirror"),
            self.tr("Mirror the picture, as people know themselves; text stays readable"),
            "M",
            checkable=True,
        )
        self.fullscreen = make(
            "fullscreen",
            self.tr("F&ull screen"),
            self.tr("Show nothing but the picture; Esc leaves"),
            "F11",
            checkable=True,
        )
        self.theme_system = make("", self.tr("As the &system"), "", checkable=True)
        self.theme_light = make("", self.tr("&Light"), "", checkable=True)
        self.theme_dark = make("", self.tr("&Dark"), "", checkable=True)
        self._exclusive(self.theme_system, self.theme_light, self.theme_dark)
        self.reset_layout = make(
            "", self.tr("&Reset layout"), self.tr("Put the panels back to their places")
        )

    def _make_recording(self) -> None:
        make = self._make
        self.record = make(
            "record", self.tr("&Record"), self.tr("Start or stop a recording"), "Ctrl+R",
            checkable=True,
        )  # fmt: skip
        self.record_annotated = make("", self.tr("With &boxes and labels"), "", checkable=True)
        self.record_plain = make("", self.tr("&Plain"), "", checkable=True)
        self.record_blurred = make("", self.tr("Faces made &unrecognisable"), "", checkable=True)
        self._exclusive(self.record_annotated, self.record_plain, self.record_blurred)
        self.recordings_folder = make(
            "folder",
            self.tr("Open recordings &folder"),
            self.tr("Show the recordings in the file manager"),
        )

    def _make_snapshots(self) -> None:
        make = self._make
        self.take_snapshot = make(
            "snapshot",
            self.tr("&Take snapshot"),
            self.tr("Keep the picture of this moment"),
            "Space",
        )
        self.take_snapshot.setIconText(self.tr("Snapshot"))
        self.automatic_snapshots = make(
            "",
            self.tr("Auto&matic on violations"),
            self.tr("Take a snapshot when a face stays without a proper mask"),
            checkable=True,
        )
        self.snapshot_sound = make("", self.tr("&Sound"), "", checkable=True)
        self.notifications = make("", self.tr("Des&ktop notifications"), "", checkable=True)
        self.export = make(
            "export",
            self.tr("&Export snapshot log…"),
            self.tr("Save the snapshot log as CSV, JSON, ZIP or a report"),
            "Ctrl+E",
        )
        self.export.setIconText(self.tr("Export…"))

    def _make_help(self) -> None:
        make = self._make
        self.help = make("help", self.tr("&Help and shortcuts"), self.tr("How to use it"), "F1")
        self.log_folder = make(
            "log", self.tr("Open &log folder"), self.tr("Show the log files in the file manager")
        )
        self.copy_diagnostics = make(
            "copy",
            self.tr("&Copy diagnostics"),
            self.tr("Put versions, settings and the end of the log on the clipboard"),
        )
        self.about = make("about", self.tr("&About Maskapp"), self.tr("Versions and licences"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _make(
        self, icon: str, text: str, tip: str, shortcut: str = "", *, checkable: bool = False
    ) -> QAction:
        action = QAction(text, self._window)
        action.setCheckable(checkable)
        action.setIconVisibleInMenu(not checkable)  # in its place is the tick
        if icon:
            set_icon(action, icon)
        plain = tip or text.replace("&", "")
        action.setStatusTip(plain)
        action.setToolTip(plain)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{plain} ({keys})")
        self._window.addAction(action)
        return action

    def _exclusive(self, *actions: QAction) -> None:
        group = QActionGroup(self)
        for action in actions:
            group.addAction(action)
