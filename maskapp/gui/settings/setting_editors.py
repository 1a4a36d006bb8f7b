"""One editor for each kind of setting; limits come from `maskapp.settings.settings`."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStyledItemDelegate,
    QWidget,
)

from maskapp.gui.shared.disk_check import TYPING_MS, DiskCheck, folder_problem
from maskapp.gui.shared.fields.dropped_files import DroppedFiles
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.settings.settings import LIMITS, Settings, problem_with


class Editor(QWidget):
    """The base class of all editors, each of which shows and changes one setting.

    Attributes:
        name: The name of the setting, a field of `Settings`.
        field: The widget that takes the focus and that screen readers announce.
    """

    changed = Signal()
    """The value has changed."""

    def __init__(self, name: str, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.field = field
        self._given: Any = None
        self._shown: Any = None
        self.setFocusProxy(field)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_S)
        self._row.addWidget(field)
        self._leave_wheel(field)

    def _leave_wheel(self, field: QWidget) -> None:
        """Let the mouse wheel scroll the page over a field that has no focus, and not give it."""
        if field.focusPolicy() == Qt.FocusPolicy.WheelFocus:
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:  # noqa: N802
        """Let the mouse wheel scroll the page unless the field has the focus."""
        is_wheel = event.type() == QEvent.Type.Wheel
        if is_wheel and isinstance(field, QWidget) and not field.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(field, event)

    def value(self) -> Any:
        """Return the value in the field, valid or not; until the field is changed, as it was set.

        A field may not show a value exactly, and to open the settings must not change them.
        """
        value = self._read()
        return self._given if value == self._shown else value

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self._given = value
        self._write(value)
        self._shown = self._read()

    def problem(self) -> str | None:
        """Return why the value cannot be saved, as a clause to follow the title; else None."""
        problem = problem_with(self.name, self.value())
        return QCoreApplication.translate("Settings", problem) if problem else None

    def _read(self) -> Any:
        """Return the value as the field shows it."""
        raise NotImplementedError

    def _write(self, value: Any) -> None:
        """Show a value, as exactly as the field can."""
        raise NotImplementedError


class NumberEditor(Editor):
    """A spin box with its range beside it."""

    def __init__(
        self,
        name: str,
        unit: str,
        *,
        step: float,
        unit_of_one: str = "",
        text_of_least: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Create the spin box.

        Args:
            name: The setting.
            unit: Text after the number, such as "s"; may be empty.
            step: The amount that one press of an arrow adds or subtracts.
            unit_of_one: Text after the number 1, where it differs from `unit`.
            text_of_least: Text shown in place of the lowest value, if that value is special.
            parent: The parent widget.
        """
        least, most = LIMITS[name]["least"], LIMITS[name]["most"]
        self._box: QSpinBox | QDoubleSpinBox
        if isinstance(getattr(Settings(), name), int):
            self._box = QSpinBox()
            self._box.setRange(least, most)
            self._box.setSingleStep(int(step))
        else:
            self._box = QDoubleSpinBox(decimals=2 if step < 0.1 else 1)
            self._box.setRange(least, most)
            self._box.setSingleStep(step)
        self._suffix = f" {unit}" if unit else ""
        self._suffix_of_one = f" {unit_of_one}" if unit_of_one else self._suffix
        self._box.setGroupSeparatorShown(True)
        self._box.setSuffix(self._suffix)
        self._box.setSpecialValueText(text_of_least)
        # The style sheet leaves no room before the text, and Qt does not count this margin.
        self._box.lineEdit().setTextMargins(SPACE_XS, 0, 0, 0)
        self._box.setMinimumWidth(self._box.sizeHint().width() + SPACE_XS)
        super().__init__(name, self._box, parent)
        locale = QLocale()
        limits = self.tr("{least} to {most}").format(
            least=locale.toString(least), most=locale.toString(most)
        )
        self._row.addWidget(QLabel(limits + self._suffix, self))
        self._row.addStretch(1)
        self._box.setAccessibleDescription(limits + self._suffix)
        self._box.valueChanged.connect(self._follow_value)

    def _read(self) -> float:
        return self._box.value()

    def _write(self, value: Any) -> None:
        self._box.setValue(value)

    @Slot()
    def _follow_value(self) -> None:
        suffix = self._suffix_of_one if self._box.value() == 1 else self._suffix
        if suffix != self._box.suffix():  # setting it rewrites the number that is being typed
            self._box.setSuffix(suffix)
        self.changed.emit()


class SwitchEditor(Editor):
    """A check box that carries its own text."""

    switched = Signal()
    """The user has changed the value, which `set_value` has not."""

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        self._box = QCheckBox(text)
        super().__init__(name, self._box, parent)
        self._is_writing = False
        self._row.addStretch(1)
        self._box.toggled.connect(self._follow_box)

    def text(self) -> str:
        """Return the text of the check box, with its mnemonic mark."""
        return self._box.text()

    def _read(self) -> bool:
        return self._box.isChecked()

    def _write(self, value: bool) -> None:
        self._is_writing = True
        self._box.setChecked(value)
        self._is_writing = False

    @Slot()
    def _follow_box(self) -> None:
        self.changed.emit()
        if not self._is_writing:  # `clicked` is not emitted if a screen reader switches the box
            self.switched.emit()


class ChoiceEditor(Editor):
    """A list of all values that the setting can have."""

    def __init__(self, name: str, texts: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Create the list.

        Args:
            name: The setting.
            texts: The text to show for each choice of the setting.
            parent: The parent widget.
        """
        self._box = QComboBox()
        self._box.setItemDelegate(QStyledItemDelegate(self._box))  # honours the items' padding
        for choice in LIMITS[name]["choices"]:
            self._box.addItem(texts[choice], choice)
        super().__init__(name, self._box, parent)
        self._row.addStretch(1)
        self._box.currentIndexChanged.connect(self.changed)

    def _read(self) -> str:
        choice: str = self._box.currentData()
        return choice

    def _write(self, value: str) -> None:
        self._box.setCurrentIndex(self._box.findData(value))


class TextEditor(Editor):
    """A field for one line of text."""

    _takes_files = False  # whether the path of one that is dropped is its text

    def __init__(self, name: str, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        """Create the field.

        Args:
            name: The setting.
            parent: The parent widget.
            placeholder: What an empty field stands for.
        """
        self._line = QLineEdit()
        DroppedFiles(self._line, self._line.setText if self._takes_files else None)
        self._line.setPlaceholderText(placeholder)
        self._line.setMinimumWidth(self._line.fontMetrics().averageCharWidth() * 24)
        super().__init__(name, self._line, parent)
        self._line.textChanged.connect(self.changed)

    def _read(self) -> str:
        return self._line.text()

    def _write(self, value: str) -> None:
        # Qt would end the text at a byte of a path that is no character.
        self._line.setText(value.encode(errors="replace").decode())
        self._line.setCursorPosition(0)  # shown from its beginning


class FolderEditor(TextEditor):
    """A field for a folder, typed or chosen in a dialog; the folder need not exist yet."""

    _takes_files = True

    def __init__(self, name: str, default: Path, parent: QWidget | None = None) -> None:
        """Create the field.

        Args:
            name: The setting.
            default: The folder that is used, and shown as a placeholder, while the field is empty.
            parent: The parent widget.
        """
        super().__init__(name, parent, placeholder=str(default))
        self._default = default
        self._asked_for = self._folder_problem = ""
        self._check = DiskCheck(self, delay_ms=TYPING_MS)
        self._check.answered.connect(self._show_answer)
        self.browse = QPushButton(self.tr("&Browse…"), self)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self._row.addWidget(self.browse)

    def problem(self) -> str | None:
        """Return why the folder cannot be saved, or why no files can be created in it.

        The folder last given to `set_value` is not checked: its network drive may not respond.
        """
        problem = super().problem()
        value = self.value()
        if problem or not value or value == self._given:
            return problem
        if value != self._asked_for:
            self._asked_for = value
            self._folder_problem = self.tr("is still being checked")
            self._check.ask(partial(folder_problem, Path(value)))
        return self._folder_problem or None

    @Slot(object)
    def _show_answer(self, problem: str | None) -> None:
        self._folder_problem = problem or ""
        self.changed.emit()

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose the folder for recordings"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(self.value() or str(self._default))
        dialog.fileSelected.connect(self._line.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
