"""The export dialog: chooses format, snapshots and file, and shows the progress."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QStandardPaths, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from maskapp.files.regular_files import is_regular_file
from maskapp.gui.shared.disk_check import TYPING_MS, DiskCheck
from maskapp.gui.shared.fields.dropped_files import DroppedFiles
from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.text_labels import WrappedLabel
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from maskapp.gui.snapshots.export_job import SUFFIXES, ExportJob, Scope, file_of
from maskapp.outputs.export.formats import FORMATS
from maskapp.settings.fields import path_problem

_WIDTH_PX = 560


class ExportDialog(QDialog):
    """A window-modal dialog. The export runs in a thread and can be cancelled."""

    def __init__(
        self,
        folder: Path,
        total: int,
        filtered: Scope | None,
        selected: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        """Create the dialog.

        Args:
            folder: Folder of the log.
            total: Number of snapshots in the log.
            filtered: The snapshots that pass the filters; None without filters.
            selected: Ids of the selected snapshots, in order.
            parent: Parent widget.
        """
        super().__init__(parent)
        self._folder = folder
        self._job: ExportJob | None = None
        self._choices: list[tuple[int, Scope]] = []
        self.setWindowTitle(self.tr("Export snapshots"))
        self.setMinimumWidth(_WIDTH_PX)
        self.formats = self._make_formats()
        self.scopes = self._make_scopes(total, filtered, selected)
        self.target = QLineEdit(str(_default_target()), self)
        self.target.setAccessibleName(self.tr("File"))
        DroppedFiles(self.target, self.target.setText)
        self.browse = QPushButton(self.tr("&Browse…"), self)
        self.progress = QProgressBar(self)
        self.message = WrappedLabel(_WIDTH_PX - 2 * SPACE_L, self)
        self.export = QPushButton(self.tr("&Export"), self)
        self.open_file = QPushButton(self.tr("Open"), self)
        self.show_folder = QPushButton(self.tr("Show in folder"), self)
        self.close_or_cancel = QPushButton(self)
        self._check = DiskCheck(self, delay_ms=TYPING_MS)
        self._arrange()
        self._connect()
        self._set_running(False)
        self._target_changed()

    def is_running(self) -> bool:
        """Return whether an export is running."""
        return self._job is not None

    def shutdown(self, timeout_s: float) -> bool:
        """Cancel a running export and wait until it has ended.

        Returns:
            Whether it ended in time.
        """
        if self._job is None:
            return True
        self._job.cancel()
        return self._job.wait(timeout_s)

    @Slot()
    def reject(self) -> None:
        """Cancel a running export; otherwise close the dialog."""
        if self._job is not None:
            self._job.cancel()
            self.message.set_full_text(self.tr("Cancelling…"))
            self.close_or_cancel.setEnabled(False)
            return
        super().reject()

    def _make_formats(self) -> QButtonGroup:
        group = QButtonGroup(self)
        for number, export_format in enumerate(FORMATS):
            title = QCoreApplication.translate("ExportDialog", export_format.title)
            group.addButton(QRadioButton(title, self), number)
        group.button(0).setChecked(True)
        return group

    def _make_scopes(
        self, total: int, filtered: Scope | None, selected: Sequence[int]
    ) -> QButtonGroup:
        group = QButtonGroup(self)
        number = QLocale().toString
        self._offer(group, self.tr("All ({})").format(number(total)), total, Scope())
        if filtered is not None and filtered.ids is not None:
            text = self.tr("Filtered ({})").format(number(len(filtered.ids)))
            self._offer(group, text, len(filtered.ids), filtered)
        if selected:
            text = self.tr("Selected ({})").format(number(len(selected)))
            self._offer(group, text, len(selected), Scope(selected))
        group.buttons()[1 if filtered is not None else 0].setChecked(True)
        return group

    def _offer(self, group: QButtonGroup, text: str, count: int, scope: Scope) -> None:
        group.addButton(QRadioButton(text, self), len(self._choices))
        self._choices.append((count, scope))

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        layout.setSpacing(SPACE_M)
        boxes = ((self.tr("Format"), self.formats), (self.tr("Snapshots"), self.scopes))
        for title, group in boxes:
            box = QGroupBox(title, self)
            column = QVBoxLayout(box)
            column.setSpacing(SPACE_XS)
            for button in group.buttons():
                column.addWidget(button)
            layout.addWidget(box)
        label = QLabel(self.tr("&File"), self)
        label.setBuddy(self.target)
        layout.addLayout(_row(label, self.target, self.browse, stretched=self.target))
        self.progress.setTextVisible(False)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        layout.addWidget(self.progress)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.message.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        layout.addWidget(self.message)
        gap = QWidget(self)
        buttons = (self.open_file, self.show_folder, gap, self.close_or_cancel, self.export)
        layout.addLayout(_row(*buttons, stretched=gap))
        set_icon(self.show_folder, "folder")
        set_icon(self.export, "export")
        self.export.setDefault(True)

    def _connect(self) -> None:
        self.formats.idClicked.connect(self._format_chosen)
        self.target.textChanged.connect(self._target_changed)
        self._check.answered.connect(self._show_whether_replaced)
        self.browse.clicked.connect(self._browse)
        self.export.clicked.connect(self._start)
        self.close_or_cancel.clicked.connect(self.reject)
        self.open_file.clicked.connect(self._open_file)
        self.show_folder.clicked.connect(self._show_folder)

    def _suffix(self) -> str:
        return SUFFIXES[self.formats.checkedId()]

    def _path(self) -> Path:
        return file_of(self.target.text(), self._suffix())

    @Slot(int)
    def _format_chosen(self, _number: int) -> None:
        self.target.setText(str(self._path()))

    @Slot()
    def _target_changed(self) -> None:
        self.open_file.hide()
        self.show_folder.hide()
        self._check.drop()
        path = self._path()
        is_usable = bool(path.name) and not path_problem(str(path))
        self.export.setEnabled(is_usable)
        if not is_usable:
            self.message.set_full_text(self.tr("Enter the full path of a file."))
        else:
            self.message.set_full_text("")
            self._check.ask(partial(is_regular_file, path))

    @Slot(object)
    def _show_whether_replaced(self, is_file: bool | None) -> None:
        if is_file:
            self.message.set_full_text(self.tr("This file exists and will be replaced."))

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Export to"), str(self._path()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"*{self._suffix()}")
        dialog.setDefaultSuffix(self._suffix())
        # This dialog warns that a file will be replaced.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(self.target.setText)
        dialog.open()

    @Slot()
    def _start(self) -> None:
        count, scope = self._choices[self.scopes.checkedId()]
        self.target.setText(str(self._path()))
        self._check.drop()
        self._job = ExportJob(self._folder, self._path(), scope, self)
        self._job.progressed.connect(self._show_progress)
        self._job.exported.connect(self._show_exported)
        self._job.cancelled.connect(self._show_cancelled)
        self._job.failed.connect(self._show_failed)
        self._set_running(True)
        self.progress.setRange(0, max(count, 1))
        self.progress.setValue(0)
        self.message.set_full_text(self.tr("Exporting…"))
        self._job.start()

    @Slot(int)
    def _show_progress(self, done: int) -> None:
        self.progress.setValue(done)
        number = QLocale().toString
        self.message.set_full_text(
            self.tr("{} of {} snapshots").format(number(done), number(self.progress.maximum()))
        )

    @Slot(int, int)
    def _show_exported(self, done: int, left_out: int) -> None:
        self._end()
        text = self.tr("Exported {} snapshots to {}")
        if done == 1:
            text = self.tr("Exported {} snapshot to {}")
        text = text.format(QLocale().toString(done), self._path())
        if left_out:
            number = QLocale().toString(left_out)
            text += "\n" + self.tr("Entries that cannot be read, left out: {}").format(number)
        self.message.set_full_text(text)
        self.open_file.show()
        self.show_folder.show()

    @Slot()
    def _show_cancelled(self) -> None:
        self._end()
        self.message.set_full_text(self.tr("Cancelled. No file was written."))

    @Slot(str)
    def _show_failed(self, message: str) -> None:
        self._end()
        self.message.set_full_text(message)

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        self._set_running(False)

    def _set_running(self, is_running: bool) -> None:
        for group in (self.formats, self.scopes):
            for button in group.buttons():
                button.setEnabled(not is_running)
        for widget in (self.target, self.browse, self.export):
            widget.setEnabled(not is_running)
        self.progress.setVisible(is_running)
        self.close_or_cancel.setEnabled(True)
        self.close_or_cancel.setText(self.tr("Cancel") if is_running else self.tr("Close"))

    @Slot()
    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path())))

    @Slot()
    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path().parent)))


def _default_target() -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(documents) if Path(documents).is_dir() else Path.home()
    return folder / f"maskapp-snapshots-{date.today():%Y-%m-%d}{SUFFIXES[0]}"


def _row(*widgets: QWidget, stretched: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE_S)
    for widget in widgets:
        row.addWidget(widget, 1 if widget is stretched else 0)
    return row
