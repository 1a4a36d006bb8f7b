"""One tab of the settings dialog: rows of a label, an editor and a note."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.settings.setting_editors import Editor, SwitchEditor
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_XS

_SWITCH_PX = 24
"""Where the words of a switch begin, by the rules of `style`."""


def without_mnemonic(text: str) -> str:
    """A label's text without the sign for its key and without its colon."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip(":：")


@dataclass(frozen=True, slots=True)
class _Row:
    """One setting of the page."""

    title: str
    editor: Editor
    note: SettingNote


class FormPage(QScrollArea):
    """Scrolls where the dialog is low; long labels stand above their editors."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._content = QWidget(self)
        self._form = QFormLayout(self._content)
        self._form.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self._form.setHorizontalSpacing(SPACE_M)
        self._form.setVerticalSpacing(SPACE_M)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def add_row(self, label: str, editor: Editor, hint: str = "") -> None:
        """Add a setting.

        Args:
            label: With the sign for its key; a switch has none, it says itself what it is for.
            editor: Shows the setting.
            hint: A sentence that stands below.
        """
        cell = QWidget(self._content)
        cell.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        note = SettingNote(cell)
        column.addWidget(editor)
        column.addWidget(note)
        note.set_hint(hint)
        if isinstance(editor, SwitchEditor):
            title = editor.text()
            note.setContentsMargins(_SWITCH_PX, 0, 0, 0)  # below the words, not below the box
            self._form.addRow(cell)
        else:
            caption = QLabel(label, self._content)
            caption.setBuddy(editor.field)
            title = label
            editor.field.setAccessibleName(without_mnemonic(label))
            if isinstance(editor.field, QAbstractSpinBox):
                # A screen reader reads the name of what is typed into.
                editor.field.lineEdit().setAccessibleName(without_mnemonic(label))
            self._form.addRow(caption, cell)
        self._rows[editor.name] = _Row(without_mnemonic(title), editor, note)
        editor.changed.connect(self.changed)

    def editors(self) -> dict[str, Editor]:
        """By the names of their settings."""
        return {name: row.editor for name, row in self._rows.items()}

    def set_hint(self, name: str, hint: str) -> None:
        """Change the sentence below a setting."""
        self._rows[name].note.set_hint(hint)

    def note(self, name: str) -> str:
        """What stands below a setting now."""
        return self._rows[name].note.text()

    def check(self) -> list[str]:
        """Say beside each setting what is wrong with it; the same sentences with its title."""
        problems = []
        for row in self._rows.values():
            problem = row.editor.problem()
            row.note.set_problem(
                self.tr("It {problem}.").format(problem=problem) if problem else ""
            )
            if problem:
                problems.append(
                    self.tr("{setting}: it {problem}.").format(setting=row.title, problem=problem)
                )
        return problems

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt's: wide enough that nothing is cut off, with the scroll bar too."""
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._content.minimumSizeHint().width() + bar, 8 * self.fontMetrics().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's: all rows without scrolling."""
        hint = self._content.sizeHint()
        return hint.expandedTo(self.minimumSizeHint())
