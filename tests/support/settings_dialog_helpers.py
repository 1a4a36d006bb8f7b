"""What tests do with the settings dialog."""

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QMessageBox,
    QPushButton,
    QTabWidget,
    QWidget,
)

from maskapp.gui.settings.form_section import FormSection
from maskapp.gui.settings.setting_editors import Editor
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.settings.settings import Settings

ALL_ON = Settings(
    event_clips=True,
    alarm_frame=True,
    alarm_chime=True,
    alarm_speech=True,
    alarm_has_hours=True,
    webhook_on=True,
    webhook_url="https://hall/",
    mqtt_on=True,
    mqtt_host="hall",
)
"""Settings with which every field of the dialog is enabled."""


class Emitted:
    """What the signals of a dialog emit."""

    def __init__(self, dialog: SettingsDialog) -> None:
        self.applied: list[Settings] = []
        self.models: list[str] = []
        self.renewed = 0
        dialog.applied.connect(self.applied.append)
        dialog.model_chosen.connect(self.models.append)
        dialog.model_renewed.connect(self._count)

    def _count(self) -> None:
        self.renewed += 1


def tabs_of(dialog: SettingsDialog) -> QTabWidget:
    return dialog.findChild(QTabWidget)


def editor_of(dialog: SettingsDialog, name: str) -> Editor:
    """Open the tab of a setting, and its section if it has one; return its editor."""
    [editor] = [each for each in dialog.findChildren(Editor) if each.name == name]
    tabs = tabs_of(dialog)
    pages = [tabs.widget(i) for i in range(tabs.count())]
    [page] = [page for page in pages if page.isAncestorOf(editor)]
    tabs.setCurrentWidget(page)
    if not editor.isVisibleTo(page):
        page.findChild(FormSection).setChecked(True)
    return editor


def note_of(editor: Editor) -> str:
    """Return the text below an editor."""
    options = Qt.FindChildOption.FindDirectChildrenOnly
    return editor.parentWidget().findChild(SettingNote, options=options).text()


def summary_of(dialog: SettingsDialog) -> str:
    """Return the first problem, as it stands above the buttons."""
    options = Qt.FindChildOption.FindDirectChildrenOnly
    return dialog.findChild(ElidedLabel, options=options).accessibleName()


def button_of(dialog: SettingsDialog, which: str) -> QPushButton:
    kind = QDialogButtonBox.StandardButton[which]
    return dialog.findChild(QDialogButtonBox).button(kind)


def click(qtbot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def child_with_text(parent: QWidget, kind: type, text: str) -> QWidget:
    [found] = [each for each in parent.findChildren(kind) if text in each.text().replace("&", "")]
    return found


def ask_to_reset(dialog: SettingsDialog, qtbot) -> QMessageBox:
    click(qtbot, button_of(dialog, "RestoreDefaults"))
    question = dialog.findChild(QMessageBox)
    qtbot.waitUntil(question.isVisible)
    return question


def choose_model(dialog: SettingsDialog, qtbot, file: Path) -> None:
    """Choose a model in the file dialog."""
    click(qtbot, child_with_text(editor_of(dialog, "model_file"), QPushButton, "Load another"))
    chooser = dialog.findChild(QFileDialog)
    chooser.fileSelected.emit(str(file))
    chooser.reject()
    qtbot.waitUntil(lambda: dialog.findChild(QFileDialog) is None)


def mnemonics(text: str) -> list[str]:
    """Return the letters marked in a text."""
    return re.findall(r"&(\w)", text.replace("&&", ""))
