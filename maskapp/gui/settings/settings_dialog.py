"""The settings dialog."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMessageBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.settings.form_page import FormPage
from maskapp.gui.settings.setting_editors import Editor
from maskapp.gui.settings.settings_tabs import (
    DetectionTab,
    GeneralTab,
    ModelTab,
    PrivacyTab,
    RecordingTab,
    ViolationsTab,
)
from maskapp.gui.shared.icons import icon
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_M, SPACE_S
from maskapp.settings import Settings, recording_stem

_Button = QDialogButtonBox.StandardButton
_MARK_PX = 40
"""What the signs of problems add to the tabs."""
_WIDEST_PX = 860


class SettingsDialog(QDialog):
    """Shows settings in tabs and hands them back when the user applies good ones."""

    applied = Signal(object)
    """The new `Settings`; every value is within its limits."""
    model_chosen = Signal(str)
    """A network's file that is to be checked; answer with `show_model_result`."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._applied = settings
        self._tabs = QTabWidget(self)
        self._tabs.setAccessibleName(self.tr("Settings"))
        self._pages: list[FormPage] = []
        self._editors: dict[str, Editor] = {}
        self._model = ModelTab()  # answers may come before its tab
        self._coming = self._make_pages()
        self._problem = ElidedLabel(self)
        self._buttons = self._make_buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._problem)
        column.addWidget(self._buttons)

    @Slot()
    def open_soon(self) -> None:
        """Open it as soon as its tabs are made; to make all at once would stall the window."""
        if next(self._coming, None) is None:
            self.open()
        else:
            QTimer.singleShot(0, self.open_soon)

    def setVisible(self, visible: bool) -> None:  # noqa: N802
        """Qt's: it is never seen without all of its tabs."""
        for _ in self._coming:
            pass
        super().setVisible(visible)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's: with all tabs in sight, but no wider than a small screen."""
        tabs = self._tabs.tabBar().sizeHint().width() + _MARK_PX
        return super().sizeHint().expandedTo(QSize(min(tabs + 2 * SPACE_M, _WIDEST_PX), 0))

    def settings(self) -> Settings:
        """The settings as they stand in the dialog; good ones only while it says no problem."""
        values: dict[str, Any] = {name: editor.value() for name, editor in self._editors.items()}
        return Settings(**values)

    @Slot(str, bool, str)
    def show_model_result(self, file: str, ok: bool, message: str) -> None:
        """Say how the check of a network went; a good one is used once applied."""
        self._model.model.show_result(file, ok, message)

    def _make_pages(self) -> Iterator[FormPage]:
        """Make the tabs, one with each step, then show the settings in them."""
        yield self._add(self.tr("&General"), GeneralTab())
        yield self._add(self.tr("&Detection"), DetectionTab())
        yield self._add(self.tr("&Violations && snapshots"), ViolationsTab())
        self._recording = RecordingTab()
        yield self._add(self.tr("&Recording"), self._recording)
        yield self._add(self.tr("&Privacy"), PrivacyTab())
        yield self._add(self.tr("&Model"), self._model)
        self._show(self._applied)
        for page in self._pages:
            page.changed.connect(self._refresh)
        self._model.model.chosen.connect(self.model_chosen)
        self._refresh()
        self.resize(self.sizeHint())  # Qt by itself would make it at most 2/3 of the screen

    def _add(self, title: str, page: FormPage) -> FormPage:
        self._tabs.addTab(page, title)
        self._pages.append(page)
        self._editors |= page.editors()
        return page

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        for button, text, slot in (
            (_Button.Ok, self.tr("&OK"), self._accept_if_good),
            (_Button.Cancel, self.tr("&Cancel"), self.reject),
            (_Button.Apply, self.tr("&Apply"), self._apply),
            (_Button.RestoreDefaults, self.tr("Rese&t to defaults…"), self._ask_to_reset),
        ):
            added = buttons.addButton(button)
            added.setText(text)
            added.setIcon(QIcon())
            added.clicked.connect(slot)
        buttons.button(_Button.Ok).setDefault(True)
        return buttons

    def _show(self, settings: Settings) -> None:
        for name, editor in self._editors.items():
            editor.set_value(getattr(settings, name))

    @Slot()
    def _refresh(self) -> None:
        """Say what is wrong, and let only good settings be applied."""
        self._refresh_hints()
        problems: list[str] = []
        for index, page in enumerate(self._pages):
            of_page = page.check()
            self._tabs.setTabIcon(index, icon("warning") if of_page else QIcon())
            problems += of_page
        self._problem.set_whole(problems[0] if problems else "")
        good = not problems
        changed = self.settings() != self._applied
        self._buttons.button(_Button.Ok).setEnabled(good)
        self._buttons.button(_Button.Apply).setEnabled(good and changed)
        checking = self._model.model.is_checking()
        self._buttons.button(_Button.RestoreDefaults).setEnabled(not checking)

    def _refresh_hints(self) -> None:
        settings = self.settings()
        example = recording_stem(settings.recording_name, datetime.now().astimezone())
        text = self.tr("{date} and {time} are those of its start. Example: ")
        self._recording.set_hint("recording_name", f"{text}{example}.mp4")
        overruled = self.tr("Faces are blurred all the same, as the Privacy tab says.")
        self._recording.set_hint("recording_mode", overruled if settings.blur_faces else "")

    @Slot()
    def _apply(self) -> None:
        self._applied = self.settings()
        self._refresh()
        self.applied.emit(self._applied)

    @Slot()
    def _accept_if_good(self) -> None:
        if self.settings() != self._applied:
            self._apply()
        self.accept()

    @Slot()
    def _ask_to_reset(self) -> None:
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Reset to defaults"))
        question.setText(self.tr("Reset all settings to their defaults?"))
        question.setInformativeText(
            self.tr("Every tab is reset. Nothing is saved before you press OK or Apply.")
        )
        reset = question.addButton(self.tr("&Reset"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        reset.clicked.connect(self._reset)
        question.finished.connect(question.deleteLater)
        question.open()

    @Slot()
    def _reset(self) -> None:
        self._show(Settings())
