"""One editor for each kind of setting; the limits are those of `maskapp.settings`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Signal, Slot
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

from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.settings import LIMITS, Settings, problem_with


class Editor(QWidget):
    """What the user changes one setting with.

    Attributes:
        name: Of the setting.
        field: What takes the focus and is told to screen readers.
    """

    changed = Signal()

    def __init__(self, name: str, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.field = field
        self.setFocusProxy(field)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_S)
        self._row.addWidget(field)
        field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt's: the wheel scrolls the page; it changes a value only where the focus is."""
        if event.type() == QEvent.Type.Wheel and not self.field.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(field, event)

    def value(self) -> Any:
        """The value as the field has it; perhaps not a good one."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def problem(self) -> str | None:
        """Why the value cannot be saved, to be read after *it*; None if it can."""
        problem = problem_with(self.name, self.value())
        return QCoreApplication.translate("Settings", problem) if problem else None


class NumberEditor(Editor):
    """A number, with its range beside it."""

    def __init__(
        self,
        name: str,
        unit: str,
        *,
        step: float,
        zero: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make a field for a number.

        Args:
            name: Of the setting.
            unit: Stands after the number, such as "s"; may be empty.
            step: How far the arrows go.
            zero: Stands instead of the least value where that is special.
            parent: Qt's.
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
        self._box.setGroupSeparatorShown(True)  # as in its range
        suffix = f" {unit}" if unit else ""
        self._box.setSuffix(suffix)
        self._box.setSpecialValueText(zero)
        # The style leaves no room before the words, and does not count this one.
        self._box.lineEdit().setTextMargins(SPACE_XS, 0, 0, 0)
        self._box.setMinimumWidth(self._box.sizeHint().width() + SPACE_XS)
        super().__init__(name, self._box, parent)
        locale = QLocale()
        self._given: Any = None
        self._shown: Any = None
        limits = self.tr("{least} to {most}").format(
            least=locale.toString(least), most=locale.toString(most)
        )
        self._row.addWidget(QLabel(limits + suffix, self))
        self._row.addStretch(1)
        self._box.setAccessibleDescription(limits + suffix)
        self._box.valueChanged.connect(self.changed)

    def value(self) -> Any:
        """The number; just as it was given if the field only rounds it."""
        return self._given if self._box.value() == self._shown else self._box.value()

    def set_value(self, value: Any) -> None:
        """Show a number."""
        self._given = value
        self._box.setValue(value)
        self._shown = self._box.value()


class SwitchEditor(Editor):
    """Yes or no; its text says what for."""

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        self._box = QCheckBox(text)
        super().__init__(name, self._box, parent)
        self._row.addStretch(1)
        self._box.toggled.connect(self.changed)

    def text(self) -> str:
        """What it is for, with the sign for its key."""
        return self._box.text()

    def value(self) -> bool:
        """Whether it is ticked."""
        return self._box.isChecked()

    def set_value(self, value: bool) -> None:
        """Tick it or not."""
        self._box.setChecked(value)


class ChoiceEditor(Editor):
    """One of a few."""

    def __init__(self, name: str, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Make a list of the setting's choices, with a word for people for each."""
        self._box = QComboBox()
        self._box.setItemDelegate(QStyledItemDelegate(self._box))  # leaves room around the words
        for choice in LIMITS[name]["choices"]:
            self._box.addItem(words[choice], choice)
        super().__init__(name, self._box, parent)
        self._row.addStretch(1)
        self._box.currentIndexChanged.connect(self.changed)

    def value(self) -> str:
        """The choice as the settings spell it."""
        choice: str = self._box.currentData()
        return choice

    def set_value(self, value: str) -> None:
        """Choose this one."""
        self._box.setCurrentIndex(self._box.findData(value))


class TextEditor(Editor):
    """A line of text."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._line = QLineEdit()
        self._line.setMinimumWidth(self._line.fontMetrics().averageCharWidth() * 24)
        super().__init__(name, self._line, parent)
        self._line.textChanged.connect(self.changed)

    def value(self) -> str:
        """The text."""
        return self._line.text()

    def set_value(self, value: str) -> None:
        """Show a text from its beginning."""
        self._line.setText(value)
        self._line.setCursorPosition(0)


class FolderEditor(TextEditor):
    """A folder, typed or chosen; it may be missing and is made when it is needed."""

    def __init__(self, name: str, usual: Path, parent: QWidget | None = None) -> None:
        """Make a field that says which folder is used while it is empty."""
        super().__init__(name, parent)
        self._usual = usual
        self._given = ""
        self._line.setPlaceholderText(str(usual))
        self.browse = QPushButton(self.tr("&Browse…"), self)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self._row.addWidget(self.browse)

    def set_value(self, value: str) -> None:
        """Show a folder."""
        self._given = value
        super().set_value(value)

    def problem(self) -> str | None:
        """As of every editor, and whether files can be made in a folder that is newly named.

        One that was named before is not looked at: a network disk that does not answer must
        not hold up the window.
        """
        problem = super().problem()
        value = self.value()
        if problem or not value or value == self._given:
            return problem
        return self._folder_problem(Path(value))

    def _folder_problem(self, folder: Path) -> str | None:
        try:
            existing = next(path for path in (folder, *folder.parents) if path.exists())
        except OSError:
            return self.tr("cannot be reached")
        if not existing.is_dir():
            return self.tr("is not a folder")
        if not os.access(existing, os.W_OK | os.X_OK):
            return self.tr("cannot be written to")
        return None

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Folder for recordings"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(self.value() or str(self._usual))
        dialog.fileSelected.connect(self._line.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
