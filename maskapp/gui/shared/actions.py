"""The actions of the window, shared by menus, toolbar, placeholder pages and help."""

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.make_action import make_action
from maskapp.gui.shared.model_actions import ModelActions
from maskapp.records import SourceInfo, SourceState

_CAN_RETRY = frozenset({SourceState.FAILED, SourceState.LOST, SourceState.NO_MODEL})
_HAS_SOURCE = frozenset(SourceState) - {SourceState.IDLE}
_HAS_FRAMES = {SourceState.RUNNING, SourceState.PAUSED}


class Actions(QObject):
    """The actions of the window, one attribute each.

    Args:
        window: Owns the actions, which makes their shortcuts work everywhere in it.

    Attributes:
        for_model: Those of a page alone, in no menu.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._make_sources()
        self._make_playback()
        self._make_application()
        self._make_view()
        self._make_layout()
        self._make_recording()
        self._make_snapshots()
        self._make_help()
        self.for_model = ModelActions(window)
        self.set_source_state(SourceState.IDLE, None)

    def all(self) -> Iterator[QAction]:
        """Yield every action, in the order of the menus."""
        yield from (value for value in vars(self).values() if isinstance(value, QAction))

    def set_source_state(
        self, state: SourceState, info: SourceInfo | None, *, may_have_camera: bool = True
    ) -> None:
        """Enable the actions that make sense in this state of the source.

        Args:
            state: State of the source.
            info: The open source; None if nothing is open.
            may_have_camera: False only if no camera is known to be connected.
        """
        has_frames = state in _HAS_FRAMES
        is_paused = state == SourceState.PAUSED
        self.pause.setEnabled(has_frames)
        self.pause.setChecked(is_paused)
        self.pause.setText(self.tr("Res&ume") if is_paused else self.tr("Pa&use"))
        set_icon(self.pause, "play" if is_paused else "pause")
        self.replay.setEnabled(state in _HAS_SOURCE and info is not None and not info.is_live)
        self.open_camera.setEnabled(may_have_camera)
        self.retry.setEnabled(state in _CAN_RETRY)
        self.close_source.setEnabled(state in _HAS_SOURCE)
        self.record.setEnabled(has_frames or self.record.isChecked())
        has_image = has_frames or (state == SourceState.ENDED and info is not None)
        self.take_snapshot.setEnabled(has_image)
        is_folder = info is not None and info.is_stills and (info.frame_count or 0) > 1
        self.previous_picture.setEnabled(has_image and is_folder)
        self.next_picture.setEnabled(has_image and is_folder)

    def show_recording(self, is_recording: bool) -> None:
        """Make the record action start or stop a recording."""
        self.record.setChecked(is_recording)
        self.record.setText(self.tr("&Stop") if is_recording else self.tr("&Record"))
        set_icon(self.record, "stop" if is_recording else "record")

    def _make_sources(self) -> None:
        make = self._make
        self.open_video = make(
            "video", self.tr("Open &video…"), self.tr("Play a video file"), "Ctrl+O"
        )
        self.open_picture = make(
            "pictures", self.tr("Open &picture…"), self.tr("Check a picture"), "Ctrl+P"
        )
        self.open_folder = make(
            "folder",
            self.tr("Open picture &folder…"),
            self.tr("Check every picture in a folder"),
            "Ctrl+Shift+O",
        )
        self.open_stream = make(
            "stream",
            self.tr("Open &stream address…"),
            self.tr("Watch a network camera at its http or rtsp address"),
            "Ctrl+L",
        )
        self.demo = make(
            "demo",
            self.tr("&Demo clip"),
            self.tr("Play the clip that comes with Maskapp"),
            "Ctrl+D",
        )
        self.forget_recent = make("", self.tr("&Clear this list"), "")

    def _make_playback(self) -> None:
        make = self._make
        self.pause = make(
            "pause", self.tr("Pa&use"), self.tr("Pause or resume"), "P", checkable=True
        )
        self.replay = make(
            "replay", self.tr("Play &again"), self.tr("Play from the start"), "Ctrl+Shift+P"
        )
        self.previous_picture = make(
            "chevron-left",
            self.tr("Prev&ious picture"),
            self.tr("Go back in the folder of pictures"),
            "Alt+Left",
        )
        self.next_picture = make(
            "chevron-right",
            self.tr("&Next picture"),
            self.tr("Go forward in the folder of pictures"),
            "Alt+Right",
        )
        self.previous_picture.setIconText(self.tr("Back"))
        self.next_picture.setIconText(self.tr("Forward"))
        self.retry = make(
            "refresh", self.tr("&Try again"), self.tr("Open the same source again"), "Ctrl+T"
        )
        self.open_camera = make(
            "camera", self.tr("Open &camera"), self.tr("Open the last camera used"), "Ctrl+K"
        )
        self.find_cameras = make(
            "refresh", self.tr("&Look for cameras"), self.tr("Look for connected cameras"), "F5"
        )
        self.close_source = make(
            "close", self.tr("Cl&ose source"), self.tr("Close the camera, stream or file"), "Ctrl+W"
        )

    def _make_application(self) -> None:
        make = self._make
        self.settings = make(
            "settings", self.tr("Se&ttings…"), self.tr("Change the settings of Maskapp"), "Ctrl+,"
        )
        self.quit = make("quit", self.tr("&Quit"), self.tr("Quit Maskapp"), "Ctrl+Q")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _make_view(self) -> None:
        make = self._make
        self.fit = make(
            "fit",
            self.tr("&Fit to window"),
            self.tr("Scale the image to the window"),
            "F",
            checkable=True,
        )
        self.actual_size = make(
            "actual-size",
            self.tr("&Actual size"),
            self.tr("Show each pixel of the image as one pixel of the screen"),
            "1",
            checkable=True,
        )
        self._exclusive(self.fit, self.actual_size)
        self.fit.setChecked(True)
        self.mirror = make(
            "mirror",
            self.tr("&Mirror"),
            self.tr("Mirror the image left to right; text stays readable"),
            "M",
            checkable=True,
        )
        self.verdict = make(
            "",
            self.tr("&Verdict above the image"),
            self.tr("Say in large letters above the image who wears a mask"),
            "V",
            checkable=True,
        )
        self.fullscreen = make(
            "fullscreen",
            self.tr("F&ull screen"),
            self.tr("Show only the image; press Esc to leave"),
            "F11",
            checkable=True,
        )

    def _make_layout(self) -> None:
        make = self._make
        self.theme_system = make("", self.tr("Follow &system"), "", checkable=True)
        self.theme_light = make("", self.tr("&Light"), "", checkable=True)
        self.theme_dark = make("", self.tr("&Dark"), "", checkable=True)
        self._exclusive(self.theme_system, self.theme_light, self.theme_dark)
        self.reset_layout = make(
            "", self.tr("&Reset layout"), self.tr("Move the panels back to their original places")
        )

    def _make_recording(self) -> None:
        make = self._make
        self.record = make(
            "record", self.tr("&Record"), self.tr("Start or stop a recording"), "Ctrl+R",
            checkable=True,
        )  # fmt: skip
        self.record_annotated = make("", self.tr("With &boxes and labels"), "", checkable=True)
        self.record_plain = make("", self.tr("&Without boxes and labels"), "", checkable=True)
        self.record_blurred_annotated = make(
            "", self.tr("Blurred f&aces, with boxes and labels"), "", checkable=True
        )
        self.record_blurred = make(
            "", self.tr("Bl&urred faces, without boxes and labels"), "", checkable=True
        )
        self._exclusive(
            self.record_annotated,
            self.record_plain,
            self.record_blurred_annotated,
            self.record_blurred,
        )
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
            self.tr("Save the current image"),
            "Space",
        )
        self.take_snapshot.setIconText(self.tr("Snapshot"))
        self.automatic_snapshots = make(
            "",
            self.tr("Auto&matic snapshots"),
            self.tr("Take a snapshot of every violation"),
            checkable=True,
        )
        self.snapshot_sound = make("", self.tr("Play &sound"), "", checkable=True)
        self.notifications = make("", self.tr("Des&ktop notifications"), "", checkable=True)
        self.export = make(
            "export",
            self.tr("&Export snapshot log…"),
            self.tr("Save the snapshot log as CSV, JSON, ZIP or an HTML report"),
            "Ctrl+E",
        )
        self.export.setIconText(self.tr("Export…"))

    def _make_help(self) -> None:
        make = self._make
        self.help = make(
            "help", self.tr("&Help and shortcuts"), self.tr("How to use Maskapp"), "F1"
        )
        self.log_folder = make(
            "log", self.tr("Open &log folder"), self.tr("Show the log files in the file manager")
        )
        self.copy_diagnostics = make(
            "copy",
            self.tr("&Copy diagnostics"),
            self.tr("Copy versions, settings and the end of the log"),
        )
        self.about = make(
            "about", self.tr("&About Maskapp"), self.tr("Versions, licences and the model card")
        )
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _make(
        self, icon: str, text: str, tip: str, shortcut: str = "", *, checkable: bool = False
    ) -> QAction:
        return make_action(self._window, icon, text, tip, shortcut, checkable=checkable)

    def _exclusive(self, *actions: QAction) -> None:
        group = QActionGroup(self)
        for action in actions:
            group.addAction(action)
