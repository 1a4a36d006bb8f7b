"""The editor of the setting `model_file`."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.settings.setting_editors import Editor
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_S
from maskapp.live.model_check import ModelCheck


class ModelEditor(Editor):
    """An editor that shows the model in use, loads another, and returns to the built-in one.

    Another model becomes the value only after it has been checked.
    """

    check_requested = Signal(str)
    """Full path of a model to check; reply with `show_result`."""
    check_cancelled = Signal()
    """The check requested last is to be cancelled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        content = QWidget()
        super().__init__("model_file", content, parent)
        self._file = ""
        self._checking = self._checked = ""
        self._in_use = ElidedLabel(content)
        self._load = QPushButton(self.tr("Load a&nother model…"), content)
        self._use_built_in = QPushButton(self.tr("Use the &built-in model"), content)
        self._stop = QPushButton(self.tr("&Stop checking"), content)
        self._progress = QProgressBar(content, maximum=0, textVisible=False)
        self._result = SettingNote(content)
        self._lay_out(content)
        content.setFocusProxy(self._load)
        self._load.clicked.connect(self._ask_for_file)
        self._use_built_in.clicked.connect(self._reset)
        self._stop.clicked.connect(self._stop_checking)
        self.set_value("")

    def _read(self) -> str:
        return self._file

    def _write(self, value: str) -> None:
        self._file = value
        self._result.set_problem("")
        self._result.set_hint(
            self.tr(
                "A .tflite, .keras or .h5 file, or the saved_model.pb of a SavedModel."
                " It is tried on a few faces before use."
            )
        )
        self._refresh()

    def problem(self) -> str | None:
        """Return why the value cannot be saved, such as a check that is still in progress."""
        return self.tr("is still being checked") if self.is_checking() else super().problem()

    def is_checking(self) -> bool:
        """Return whether the result of a check is still outstanding."""
        return bool(self._checking)

    def is_renewed(self) -> bool:
        """Return whether the value was checked since `forget_check`; its file may be another one.

        A model that was trained again or given another spec often keeps its path.
        """
        return bool(self._file) and self._file == self._checked

    def forget_check(self) -> None:
        """Take the value as in use from now on."""
        self._checked = ""

    @Slot(str)
    def load(self, file: str) -> None:
        """Request the check of a model."""
        self._checking = str(Path(file).absolute())
        self._result.set_problem("")
        self._result.set_hint(self.tr("Checking {name}…").format(name=Path(file).name))
        self._refresh()
        self.check_requested.emit(self._checking)

    def show_step(self, file: str, step: str, elapsed_s: int) -> None:
        """Show the step of the conversion of the model that is being checked.

        Args:
            file: As emitted by `check_requested`; the step of any other file is ignored.
            step: Such as "reading the network".
            elapsed_s: Since the conversion began.
        """
        if file == self._checking:
            text = self.tr("Converting {name}: {step}, {seconds} s")
            name = Path(file).name
            self._result.set_hint(text.format(name=name, step=step, seconds=elapsed_s))

    def show_result(self, file: str, check: ModelCheck) -> None:
        """Take the checked model as the value, or show why it cannot be used.

        Args:
            file: As emitted by `check_requested`; the result for any other file is ignored.
            check: The result.
        """
        if file != self._checking:
            return
        if check.is_usable:
            self._file = self._checked = file
        self._checking = ""
        self._result.set_hint(check.message)
        is_fine = check.is_usable and not check.is_doubtful
        self._result.set_problem("" if is_fine else check.message)
        self._refresh()

    def _lay_out(self, content: QWidget) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        for button in (self._load, self._use_built_in, self._stop):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self._progress.setAccessibleName(self.tr("Checking the model"))
        column = QVBoxLayout(content)
        # The form centres its label in 7/4 of a line, as fits a field with a border.
        column.setContentsMargins(0, self.fontMetrics().height() * 3 // 8, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._in_use)
        column.addLayout(buttons)
        column.addWidget(self._result)
        column.addWidget(self._progress)

    def _refresh(self) -> None:
        self._in_use.set_full_text(self._file or self.tr("Built-in model"))
        self._load.setEnabled(not self._checking)
        self._use_built_in.setEnabled(bool(self._file) and not self._checking)
        self._stop.setVisible(bool(self._checking))
        self._progress.setVisible(bool(self._checking))
        self.changed.emit()

    @Slot()
    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Load another model"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        suffixes = "*.tflite *.keras *.h5 *.hdf5 *.model saved_model.pb"
        models, others = self.tr("Models"), self.tr("All files")
        dialog.setNameFilters([f"{models} ({suffixes})", f"{others} (*)"])
        if self._file:
            dialog.setDirectory(str(Path(self._file).parent))
        dialog.fileSelected.connect(self.load)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _stop_checking(self) -> None:
        self._checking = ""
        self.check_cancelled.emit()
        self.set_value(self._file)
        self._load.setFocus()

    @Slot()
    def _reset(self) -> None:
        self.set_value("")
        self._load.setFocus()
