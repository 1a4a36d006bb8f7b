"""What becomes of a corrected label: a note in the log, and with consent a picture for training."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.corrections_folder import CORRECTIONS_FOLDER, CorrectionsFolder
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.outputs.snapshots.rows import is_of_demo
from maskapp.outputs.snapshots.true_label import TrueLabel


class CorrectionKeeping(QObject):
    """Writes corrections, and copies pictures to the folder for training if the user agrees.

    Args:
        thread: The thread of the log, where everything is written.
        settings: Hold what the user has agreed to.
        data_dir: Holds the folder for training.
        parent: Owns this object.

    Signals:
        told: A message about what was done.
    """

    told = Signal(str)

    def __init__(
        self, thread: SnapshotThread, settings: SettingsStore, data_dir: Path, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._thread = thread
        self._settings = settings
        self.folder = data_dir / CORRECTIONS_FOLDER

    def correct(
        self, snapshot_id: int, track: int, label: TrueLabel | None, asks_by: QWidget | None
    ) -> None:
        """Note what a face is in truth.

        Args:
            snapshot_id: The snapshot.
            track: The face.
            label: Its right label; None if that of the program is right.
            asks_by: Parent of the question whether to keep the picture, if that is not settled;
                None if it cannot be kept.
        """
        keeps = self._settings.settings.keep_corrections == "yes"
        write = partial(self._correct, snapshot_id, {track: label}, keeps)
        self._thread.use(write, is_change=True)
        is_open = self._settings.settings.keep_corrections == "ask"
        is_kept = label is not None and not is_of_demo(snapshot_id)
        if is_open and is_kept and asks_by is not None:
            self._ask(asks_by)

    @Slot()
    def open_folder(self) -> None:
        """Open the folder of pictures for training, or say why there is none."""
        if not self.folder.is_dir():
            text = self.tr(
                "There is no corrected picture yet: open a snapshot and correct a label."
            )
            self.told.emit(text)
        elif QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder))):
            self.told.emit(self.tr("Opening {}").format(self.folder))
        else:
            self.told.emit(self.tr("No program found to open {}").format(self.folder))

    def _ask(self, parent: QWidget) -> None:
        question = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Keep corrected pictures"),
            self.tr(
                "Keep the pictures whose labels you correct, to train a model with them?\n\n"
                "The whole pictures are copied to {}. They show faces, stay on this computer, and"
                " only you can read them. They stay there when snapshots are deleted, until you"
                " delete them yourself. You can change this in the settings, under Privacy."
            ).format(self.folder),
            QMessageBox.StandardButton.NoButton,
            parent,
        )
        role = QMessageBox.ButtonRole
        keep = question.addButton(self.tr("&Keep pictures"), role.AcceptRole)
        refuse = question.addButton(self.tr("&Only note the label"), role.DestructiveRole)
        later = question.addButton(self.tr("&Ask again"), role.RejectRole)
        question.setDefaultButton(refuse)
        question.setEscapeButton(later)
        question.setWindowModality(Qt.WindowModality.WindowModal)
        question.finished.connect(question.deleteLater)
        keep.clicked.connect(self._agree)
        refuse.clicked.connect(self._refuse)
        question.open()

    @Slot()
    def _agree(self) -> None:
        self._settings.change(keep_corrections="yes")
        self._thread.use(self._copy_all)

    @Slot()
    def _refuse(self) -> None:
        self._settings.change(keep_corrections="no")

    def _correct(
        self,
        snapshot_id: int,
        labels: Mapping[int, TrueLabel | None],
        keeps: bool,
        logs: OpenLogs,
    ) -> list[Snapshot]:
        log = logs.of([snapshot_id])
        log.correct(snapshot_id, labels)
        changed = log.read([snapshot_id])
        if not is_of_demo(snapshot_id):
            for snapshot in changed:
                self._copy(snapshot if keeps else replace(snapshot, corrections={}), keeps=keeps)
        return changed

    def _copy(self, snapshot: Snapshot, *, keeps: bool) -> None:
        is_kept = CorrectionsFolder(self.folder).put(snapshot)
        text = self.tr("Noted.")
        if is_kept:
            text = self.tr("Noted, and kept for training.")
        elif keeps and snapshot.corrections and snapshot.is_blurred:
            text = self.tr("Noted. Not kept for training, since its faces are blurred.")
        self.told.emit(text)

    def _copy_all(self, logs: OpenLogs) -> list[Snapshot]:
        """Copy all pictures whose labels were corrected before the user agreed."""
        log = logs.log(is_demo=False)
        rows = log.database.rows("SELECT DISTINCT snapshot_id FROM corrections")
        for snapshot in log.read([row[0] for row in rows]):
            self._copy(snapshot, keeps=True)
        return []
