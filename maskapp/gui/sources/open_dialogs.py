"""The dialogs for choosing a file, folder or address to open."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QWidget

from maskapp.files.file_kinds import PICTURE_SUFFIXES, VIDEO_SUFFIXES
from maskapp.gui.shared.fields.dropped_files import DroppedFiles
from maskapp.gui.shared.remembered_state import RecentSource
from maskapp.gui.sources.recent_sources import shown_name
from maskapp.gui.sources.source_control import SourceControl


class OpenDialogs(QObject):
    """The dialogs for opening a source; none of them blocks the window."""

    def __init__(self, window: QWidget, sources: SourceControl) -> None:
        super().__init__(window)
        self._window = window
        self._sources = sources
        self._recent_streams: dict[str, RecentSource] = {}
        """Recent streams by their displayed text, which leaves passwords out."""

    @Slot()
    def ask_for_video(self) -> None:
        """Ask for a video file."""
        patterns = self.tr("Videos ({0})").format(_patterns(VIDEO_SUFFIXES))
        self._ask_for_file(
            self.tr("Open video"), patterns, QStandardPaths.StandardLocation.MoviesLocation
        )

    @Slot()
    def ask_for_picture(self) -> None:
        """Ask for a picture."""
        patterns = self.tr("Pictures ({0})").format(_patterns(PICTURE_SUFFIXES))
        self._ask_for_file(
            self.tr("Open picture"), patterns, QStandardPaths.StandardLocation.PicturesLocation
        )

    @Slot()
    def ask_for_folder(self) -> None:
        """Ask for a folder of pictures."""
        place = QStandardPaths.StandardLocation.PicturesLocation
        dialog = self._file_dialog(self.tr("Open picture folder"), place)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    @Slot()
    def ask_for_stream(self) -> None:
        """Ask for the address of a stream."""
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Open stream address"))
        dialog.setLabelText(
            self.tr("Address of the network camera, for example rtsp://192.168.0.20/stream:")
        )
        dialog.setOkButtonText(self.tr("Open"))
        streams = [source for source in self._sources.recent.sources if "://" in source.text]
        self._recent_streams = {shown_name(source): source for source in reversed(streams)}
        dialog.setComboBoxItems(list(reversed(self._recent_streams)) or ["rtsp://"])
        dialog.setComboBoxEditable(True)
        for field in dialog.findChildren(QLineEdit):
            DroppedFiles(field)  # files are opened by dropping them on the window
        dialog.resize(480, dialog.sizeHint().height())
        dialog.textValueSelected.connect(self._open_address)
        dialog.open()

    @Slot(str)
    def _open_address(self, text: str) -> None:
        if text in self._recent_streams:
            self._sources.recent.choose(self._recent_streams[text])
            return
        address = text.strip()
        if address and "://" not in address:
            address = f"rtsp://{address}"
        if address:
            self._sources.open(address)

    def _ask_for_file(
        self, title: str, patterns: str, place: QStandardPaths.StandardLocation
    ) -> None:
        dialog = self._file_dialog(title, place)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)  # a long list
        dialog.setNameFilters([patterns, self.tr("All files (*)")])
        dialog.open()

    def _file_dialog(self, title: str, place: QStandardPaths.StandardLocation) -> QFileDialog:
        folder = Path(QStandardPaths.writableLocation(place))
        dialog = QFileDialog(self._window, title, str(folder if folder.is_dir() else Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._sources.open)
        return dialog


def _patterns(suffixes: Iterable[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in suffixes)
