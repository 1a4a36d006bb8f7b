"""The editors of the alarm's sound file, hours and days, and the button that tries it."""

from pathlib import Path

from PySide6.QtCore import QLocale, QTime, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTimeEdit,
    QToolButton,
    QWidget,
)

from maskapp.gui.settings.setting_editors import Editor, TextEditor
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.settings.alarm import WEEKDAYS, begin_and_end

_FORM = "HH:mm"


class SoundEditor(TextEditor):
    """A field for a sound file, typed or chosen in a dialog; empty for the built-in chime."""

    _takes_files = True

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._line.setPlaceholderText(self.tr("Built-in chime"))
        self._line.setClearButtonEnabled(True)
        choose = QPushButton(self.tr("Choose…"), self)
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        self._row.addWidget(choose)

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose the sound of the alarm"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        sounds, others = self.tr("Sounds"), self.tr("All files")
        dialog.setNameFilters([f"{sounds} (*.wav *.mp3 *.flac *.ogg *.oga)", f"{others} (*)"])
        if self.value():
            dialog.setDirectory(str(Path(self.value()).parent))
        dialog.fileSelected.connect(self._line.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class HoursEditor(Editor):
    """Two fields for the times of day at which hours begin and end."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._begin, self._end = QTimeEdit(), QTimeEdit()
        super().__init__(name, self._begin, parent)
        self._end.setAccessibleName(self.tr("End"))
        self._end.lineEdit().setAccessibleName(self.tr("End"))  # screen readers see the focus there
        self._row.addWidget(QLabel(self.tr("to"), self))
        self._row.addWidget(self._end)
        self._row.addStretch(1)
        for field in (self._begin, self._end):
            field.setDisplayFormat(QLocale().timeFormat(QLocale.FormatType.ShortFormat))
            field.timeChanged.connect(self.changed)
        self._leave_wheel(self._end)

    def _read(self) -> str:
        return f"{self._begin.time().toString(_FORM)}-{self._end.time().toString(_FORM)}"

    def _write(self, value: str) -> None:
        begin, end = begin_and_end(value)
        self._begin.setTime(QTime(begin.hour, begin.minute))
        self._end.setTime(QTime(end.hour, end.minute))


class DaysEditor(Editor):
    """A button for each day of the week, in the order of the user's calendar."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        locale = QLocale()
        first = locale.firstDayOfWeek().value - 1
        self._buttons: dict[str, QToolButton] = {}
        for i in range(first, first + len(WEEKDAYS)):
            number = i % len(WEEKDAYS)
            button = QToolButton()
            button.setCheckable(True)
            button.setText(locale.standaloneDayName(number + 1, QLocale.FormatType.ShortFormat))
            button.setToolTip(locale.standaloneDayName(number + 1))
            self._buttons[WEEKDAYS[number]] = button
        super().__init__(name, next(iter(self._buttons.values())), parent)
        self._row.setSpacing(SPACE_XS)
        for button in self._buttons.values():
            button.toggled.connect(self.changed)
            button.setAccessibleDescription(button.toolTip())
            self._row.addWidget(button)
        self._row.addStretch(1)

    def _read(self) -> str:
        return " ".join(day for day in WEEKDAYS if self._buttons[day].isChecked())

    def _write(self, value: str) -> None:
        for day, button in self._buttons.items():
            button.setChecked(day in value.split())


class AlarmTestRow(QWidget):
    """A button that tries the alarm, with what came of it beside."""

    requested = Signal()
    """The alarm is to be heard; reply with `show_result`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._can_try, self._is_trying = True, False
        self._button = QPushButton(self.tr("&Test"), self)
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._request)
        self._result = SettingNote(self)
        self._result.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self._button)
        row.addWidget(self._result, 1)
        row.addStretch()
        self.setFocusProxy(self._button)

    def set_can_try(self, can_try: bool) -> None:
        """Set whether there is anything valid to try."""
        self._can_try = can_try
        self._refresh()

    @Slot(object)
    def show_result(self, problems: list[str]) -> None:
        """Show the problems of the test; if there are none, what to do if nothing was heard."""
        self._is_trying = False
        heard = self.tr("Nothing heard? Check the volume of the system.")
        self._result.set_hint("" if problems else heard)
        self._result.set_problem(" ".join(problems))
        self._refresh()

    def _refresh(self) -> None:
        self._button.setEnabled(self._can_try and not self._is_trying)

    @Slot()
    def _request(self) -> None:
        self._is_trying = True
        self._result.set_problem("")
        self._result.set_hint(self.tr("Testing…"))
        self._refresh()
        self.requested.emit()
