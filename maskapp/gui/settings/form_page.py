"""A page of the settings dialog: rows of a label, an editor and a note."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.settings.form_section import FormSection
from maskapp.gui.settings.setting_editors import Editor, SwitchEditor
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_XS
from maskapp.settings.settings import Settings

_SWITCH_INDENT_PX = 24
"""Distance from the left edge of a check box to its text: indicator and spacing as `theme` sets
them."""
_LEAST_LINES = 8
"""Minimum height of a page, in lines of text."""
_MOST_LINES = 27
"""Height in lines of text from which on a page scrolls."""


def without_mnemonic(text: str) -> str:
    """Return a label's text without its mnemonic mark and without its colon."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip(":：")


def _always(_settings: Settings) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Row:
    """The title, editor and note of one setting."""

    title: str
    editor: Editor
    note: SettingNote


@dataclass(frozen=True, slots=True)
class _Dependent:
    """The widgets of a row that does something only with some settings."""

    applies: Callable[[Settings], bool]
    widgets: Sequence[QWidget]
    editor: Editor | None


class FormPage(QScrollArea):
    """A scrollable form; labels that do not fit beside their editors move above them."""

    changed = Signal()
    """The value of an editor has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._to_show: dict[QObject, tuple[QWidget, ...]] = {}
        self._section: FormSection | None = None
        self._wanted: tuple[QWidget, ...] = ()
        self._dependents: list[_Dependent] = []
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

    def add_row(
        self,
        label: str,
        editor: Editor,
        hint: str = "",
        section: FormSection | None = None,
        *,
        applies: Callable[[Settings], bool] = _always,
    ) -> None:
        """Add a setting.

        Args:
            label: Text with a mnemonic; ignored for a switch, which carries its own text.
            editor: Shows and changes the setting.
            hint: A sentence to show below the editor.
            section: The section that opens and closes the row, if any.
            applies: Whether the setting does anything with the others as they are.
        """
        cell, note = self._cell(editor, editor.field, hint)
        if isinstance(editor, SwitchEditor):
            label = editor.text()
            note.setContentsMargins(_SWITCH_INDENT_PX, 0, 0, 0)
            self._form.addRow(cell)
            self._depend(applies, editor, cell)
        else:
            caption = self._caption(label, editor.field)
            caption.setContentsMargins(SPACE_L if section else 0, 0, 0, 0)
            self._form.addRow(caption, cell)
            self._depend(applies, editor, caption, cell)
        if section:
            section.add(cell)
        self._rows[editor.name] = _Row(without_mnemonic(label), editor, note)
        editor.changed.connect(self.changed)

    def add_field(
        self,
        label: str,
        field: QWidget,
        hint: str,
        *,
        applies: Callable[[Settings], bool] = _always,
    ) -> None:
        """Add a field that is not the editor of a setting, with a sentence below it."""
        cell, _ = self._cell(field, field, hint)
        caption = self._caption(label, field)
        self._form.addRow(caption, cell)
        self._depend(applies, None, caption, cell)

    def add_widget(self, widget: QWidget) -> None:
        """Add a widget that belongs to the rows above it."""
        self._form.addRow("", widget)

    def add_section(self, title: str) -> FormSection:
        """Add a button that opens and closes the rows below it, for `add_row`.

        Args:
            title: Text with a mnemonic.
        """
        self._section = FormSection(title, self._form, self._content)
        self._section.toggled.connect(self._scroll_soon)
        self._form.addRow(self._section)
        return self._section

    def _depend(
        self, applies: Callable[[Settings], bool], editor: Editor | None, *widgets: QWidget
    ) -> None:
        if applies is not _always:
            self._dependents.append(_Dependent(applies, widgets, editor))

    def _cell(self, content: QWidget, field: QWidget, hint: str) -> tuple[QWidget, SettingNote]:
        """Put the content of a row, whose field takes the focus, above a note."""
        cell = QWidget(self._content)
        cell.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        note = SettingNote(cell)
        column.addWidget(content)
        column.addWidget(note)
        note.set_hint(hint)
        self._to_show[field] = (cell, field)
        field.installEventFilter(self)
        return cell, note

    def _caption(self, label: str, field: QWidget) -> QLabel:
        """Create the label of a field, and set the same accessible name on the field."""
        caption = QLabel(label, self._content)
        caption.setBuddy(field)
        field.setAccessibleName(without_mnemonic(label))
        proxy = field.focusProxy()
        if isinstance(proxy, QLineEdit):
            proxy.setAccessibleName(without_mnemonic(label))
        if isinstance(field, QAbstractSpinBox):
            # Screen readers announce the line edit inside the spin box.
            field.lineEdit().setAccessibleName(without_mnemonic(label))
        return caption

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Scroll to a field that its mnemonic gives the focus; Qt does so for the Tab key only."""
        is_shortcut = (
            isinstance(event, QFocusEvent)
            and event.gotFocus()
            and event.reason() == Qt.FocusReason.ShortcutFocusReason
        )
        if is_shortcut:
            for widget in self._to_show.get(watched, ()):  # with the hint, if it fits
                self.ensureWidgetVisible(widget, 0, SPACE_M)
        return super().eventFilter(watched, event)

    def scroll_soon_to(self, *widgets: QWidget) -> None:
        """Scroll to widgets that just appeared, once they have their places; the last goes first.

        Args:
            widgets: Of this page; all are in view afterwards if they fit.
        """
        self._wanted = widgets
        QTimer.singleShot(0, self, self._scroll)  # unless the page is gone by then

    def editors(self) -> dict[str, Editor]:
        """Return the editors by the names of their settings."""
        return {name: row.editor for name, row in self._rows.items()}

    def follow(self, before: Settings, after: Settings) -> None:
        """Show what was changed elsewhere, except where the user has set another value here.

        Args:
            before: The settings as they were.
            after: The settings as they are now.
        """
        for name, row in self._rows.items():
            old, new = getattr(before, name), getattr(after, name)
            is_old_shown = row.editor.value() == old
            if is_old_shown and new != old:
                row.editor.set_value(new)

    def set_hint(self, name: str, hint: str) -> None:
        """Replace the sentence below a setting."""
        self._rows[name].note.set_hint(hint)

    def follow_switches(self, settings: Settings) -> None:
        """Enable the rows that do something with these settings; the others keep their values.

        A row with a problem stays enabled, so that it can be solved.
        """
        for row in self._dependents:
            has_problem = row.editor is not None and bool(row.editor.problem())
            for widget in row.widgets:
                widget.setEnabled(has_problem or row.applies(settings))

    def check(self) -> list[str]:
        """Show the problem of each invalid setting below its editor.

        Returns:
            The same sentences, from top to bottom; empty if every value is valid.
        """
        problems = []
        for row in self._rows.values():
            problem = row.editor.problem()
            sentence = ""
            if problem:
                text = self.tr("{setting} {problem}.")
                sentence = text.format(setting=row.title, problem=problem)
            row.note.set_problem(sentence)
            if sentence:
                problems.append(sentence)
        return problems

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a width that leaves everything visible, even beside the scroll bar."""
        width = self._content.minimumSizeHint().width()
        if self._section:
            width = max(width, self._section.least_width())
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(width + bar, _LEAST_LINES * self.fontMetrics().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size that shows all rows, or as many as a small screen has room for."""
        hint = self._content.sizeHint()
        hint.setHeight(min(hint.height(), _MOST_LINES * self.fontMetrics().height()))
        return hint.expandedTo(self.minimumSizeHint())

    @Slot(bool)
    def _scroll_soon(self, is_open: bool) -> None:
        if is_open and self._section:
            self.scroll_soon_to(*reversed(self._section.fields()), self._section)

    @Slot()
    def _scroll(self) -> None:
        for widget in self._wanted:
            self.ensureWidgetVisible(widget, 0, SPACE_M)
