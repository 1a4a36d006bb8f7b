"""Chooses the network that judges faces; another one is used only after it was checked."""

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


class ModelEditor(Editor):
    """Names the network in use, loads another one, and goes back to the built-in one."""

    chosen = Signal(str)
    """Another file is to be checked; `show_result` brings the answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        content = QWidget()
        super().__init__("model_file", content, parent)
        self._file = ""
        self._checked = ""  # what is being checked; empty while nothing is
        self._in_use = ElidedLabel(content)
        self._load = QPushButton(self.tr("&Load another model…"), content)
        self._back = QPushButton(self.tr("&Back to the built-in model"), content)
        self._progress = QProgressBar(content, maximum=0, textVisible=False)
        self._result = SettingNote(content)
        self._lay_out(content)
        content.setFocusProxy(self._load)
        self._load.clicked.connect(self._ask_for_file)
        self._back.clicked.connect(self._go_back)
        self.set_value("")

    def value(self) -> str:
        """Full path of the network that was checked; empty for the built-in one."""
        return self._file

    def set_value(self, value: str) -> None:
        """Show which network is in use."""
        self._file = value
        self._result.set_problem("")
        self._result.set_hint(
            self.tr("A .tflite or .keras file with Maskapp's three labels; it is checked first.")
        )
        self._refresh()

    def problem(self) -> str | None:
        """As of every editor; and nothing is saved while a network is being checked."""
        return self.tr("is still being checked") if self.is_checking() else super().problem()

    def is_checking(self) -> bool:
        """Whether the answer about a network is still to come."""
        return bool(self._checked)

    @Slot(str)
    def load(self, file: str) -> None:
        """Have a network checked."""
        self._checked = str(Path(file).absolute())
        self._result.set_problem("")
        self._result.set_hint(self.tr("{name} is being checked…").format(name=Path(file).name))
        self._refresh()
        self.chosen.emit(self._checked)

    def show_result(self, file: str, ok: bool, message: str) -> None:
        """Take the network that was checked, or say what is wrong with it.

        Args:
            file: As `chosen` told it; an answer about another one comes too late and is passed
                over.
            ok: Whether it can be used.
            message: A sentence for people.
        """
        if file != self._checked:
            return
        if ok:
            self._file = file
        self._checked = ""
        self._result.set_hint(message)
        self._result.set_problem("" if ok else message)
        self._refresh()

    def _lay_out(self, content: QWidget) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        for button in (self._load, self._back):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self._progress.setAccessibleName(self.tr("The model is being checked"))
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._in_use)
        column.addLayout(buttons)
        column.addWidget(self._result)
        column.addWidget(self._progress)

    def _refresh(self) -> None:
        self._in_use.set_full_text(self._file or self.tr("The built-in model"))
        self._load.setEnabled(not self._checked)
        self._back.setEnabled(bool(self._file) and not self._checked)
        self._progress.setVisible(bool(self._checked))
        self.changed.emit()

    @Slot()
    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Load another model"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Models (*.tflite *.keras)"))
        if self._file:
            dialog.setDirectory(str(Path(self._file).parent))
        dialog.fileSelected.connect(self.load)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _go_back(self) -> None:
        self.set_value("")
        self._load.setFocus()
