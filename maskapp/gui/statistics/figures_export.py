"""The export of the figures that are shown, on a thread of its own."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_S
from maskapp.live.background_task import Done, Failed, Job
from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.local_time import local_now


class ExportOutcome(QWidget):
    """A line that says where the file is, or why there is none.

    Attributes:
        text: What happened.
        open_file: Opens the file.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target = Path()
        self.text = ElidedLabel(self)
        self.open_file = QPushButton(self.tr("&Open"), self)
        self.open_file.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.text, 1)
        row.addWidget(self.open_file)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.open_file.clicked.connect(self._open)
        self.hide()

    def show_file(self, target: Path) -> None:
        """Say that a file was written."""
        self._target = target
        self._show(self.tr("Saved as {0}").format(target), has_file=True)

    def show_text(self, text: str) -> None:
        """Say something else."""
        self._show(text, has_file=False)

    def _show(self, text: str, *, has_file: bool) -> None:
        self.text.set_full_text(text)
        self.open_file.setVisible(has_file)
        self.show()

    @Slot()
    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))


class FiguresExport(QObject):
    """The button that exports what is shown, and the line about what became of it.

    Args:
        folder: Folder of the user's snapshot log.
        window: Parent of the dialogs.

    Attributes:
        button: Opens the menu of formats.
        outcome: Says where the file is.
    """

    _reported = Signal(object, object)

    def __init__(self, folder: Path, window: QWidget) -> None:
        super().__init__(window)
        self._folder = folder
        self._window = window
        self._period = Period.containing(Unit.DAY, date.min)
        self._source: str | None = None
        self._has_figures = False
        self._job: Job[Path] | None = None
        self.outcome = ExportOutcome(window)
        self.button = QPushButton(self.tr("&Export"), window)
        self.button.setAutoDefault(False)
        self.button.setEnabled(False)
        set_icon(self.button, "export")
        menu = QMenu(self.button)
        for text, suffix in (
            (self.tr("&Table for spreadsheets (CSV)…"), ".csv"),
            (self.tr("&Report on one page (HTML)…"), ".html"),
            (self.tr("Report on one page (&PDF)…"), ".pdf"),
        ):
            menu.addAction(text).setData(suffix)
        menu.triggered.connect(self._ask)
        self.button.setMenu(menu)
        self._reported.connect(self._show_outcome, Qt.ConnectionType.QueuedConnection)

    def set_choice(self, period: Period, source: str | None) -> None:
        """Export this period and source from now on."""
        self._period, self._source = period, source

    def set_has_figures(self, has_figures: bool) -> None:
        """Say whether there is anything to export; one export at a time can be started."""
        self._has_figures = has_figures
        self._enable_button()

    def forget_outcome(self) -> None:
        """Hide what became of the last export."""
        self.outcome.hide()

    def shutdown(self, timeout_s: float) -> bool:
        """Wait for an export; return whether it has ended in time."""
        if self._job is None:
            return True
        self._job.drop()
        return self._job.join(timeout_s)

    def write(self, target: Path) -> None:
        """Write what is shown to a file; its suffix selects the format."""
        period, source, folder = self._period, self._source, self._folder
        self.outcome.show_text(self.tr("Exporting…"))
        self._job = Job(
            type(self).__name__,
            lambda: _write(folder, period, source, target),
            self._reported.emit,
        )
        self._enable_button()
        self._job.start()

    @Slot(QAction)
    def _ask(self, chosen: QAction) -> None:
        suffix = str(chosen.data())
        dialog = QFileDialog(self._window, self.tr("Export to"), str(self._default_target(suffix)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"*{suffix}")
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(self._file_selected)
        dialog.open()

    def _default_target(self, suffix: str) -> Path:
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        folder = Path(documents) if Path(documents).is_dir() else Path.home()
        first, last = self._period.since, self._period.last
        days = f"{first}" if first == last else f"{first}-to-{last}"
        return folder / f"maskapp-figures-{days}{suffix}"

    @Slot(str)
    def _file_selected(self, path: str) -> None:
        self.write(Path(path))

    @Slot(object, object)
    def _show_outcome(self, _job: Job[Path], event: Done[Path] | Failed) -> None:
        self._job = None
        self._enable_button()
        match event:
            case Done(target):
                self.outcome.show_file(target)
            case Failed(message):
                self.outcome.show_text(message)

    def _enable_button(self) -> None:
        self.button.setEnabled(self._has_figures and self._job is None)


def _write(folder: Path, period: Period, source: str | None, target: Path) -> Path:
    """Write the file, in a thread, and return its path."""
    from maskapp.errors import SnapshotLogError  # noqa: PLC0415
    from maskapp.files.private_files import replacing  # noqa: PLC0415
    from maskapp.gui.statistics.figures_pdf import figures_pdf  # noqa: PLC0415
    from maskapp.outputs.export.figures_files import write_figures  # noqa: PLC0415
    from maskapp.outputs.figures.open_figures import open_figures  # noqa: PLC0415
    from maskapp.outputs.figures.period_figures import read_period  # noqa: PLC0415

    now = local_now()
    with open_figures(folder) as reader:
        if reader is None:
            raise SnapshotLogError("There are no figures any more; was the data folder moved?")
        if target.suffix.lower() != ".pdf":
            write_figures(reader, period, source, now, target)
            return target
        content = figures_pdf(read_period(reader, period, source, now))
    with replacing(target.resolve()) as file:
        file.write(content)
    return target
