import pytest
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QApplication

from maskapp.gui.help.about_dialog import AboutDialog
from maskapp.gui.help.help_dialog import HelpDialog
from maskapp.gui.settings.model_editor import ModelEditor
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.gui.window.main_window import MainWindow
from maskapp.logs import logs_dir
from tests.support.window_helpers import WAIT_MS, actions_below


@pytest.fixture
def window(open_window) -> MainWindow:
    return open_window()


def test_the_settings_open_once(window, qtbot) -> None:
    window.commands.settings.trigger()
    window.commands.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    dialog.reject()


def test_they_open_at_the_model_for_who_comes_from_its_page(window, qtbot) -> None:
    window.commands.for_model.settings.trigger()
    window.commands.for_model.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    assert dialog.isVisible()
    assert dialog.findChild(ModelEditor).isVisible()
    dialog.reject()


def test_the_settings_show_what_is_changed_while_they_open(window, qtbot) -> None:
    window.commands.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    assert not dialog.isVisible()
    window.settings.change(blur_faces=True)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    window.settings.change(keep_corrections="no")
    assert dialog.settings() == window.settings.settings
    dialog.reject()


def test_the_help_lists_the_shortcuts_of_window_and_panels(window) -> None:
    window.commands.help.trigger()
    words = window.findChild(HelpDialog).text.toPlainText().split()
    keys = {each.shortcut().toString() for each in window.findChildren(QAction)} - {""}
    assert len(keys) > 20
    assert {"Ctrl+1", "Ctrl+2"} <= keys
    assert keys <= set(words)


def test_the_help_says_what_each_of_them_does(window) -> None:
    for action in actions_below(window.menuBar()):
        assert action.shortcut().isEmpty() or len(action.statusTip().split()) > 1, action.text()


def test_the_help_lists_them_once_in_the_order_of_the_menus(window) -> None:
    window.commands.help.trigger()
    words = window.findChild(HelpDialog).text.toPlainText().rpartition("Shortcuts")[2].split()
    keys = ["Ctrl+O", "Ctrl+K", "P", "F", "F11", "F10", "Ctrl+1", "Ctrl+3", "Space", "Z", "F1"]
    assert [word for word in words if word in keys] == keys


def test_about_belongs_to_the_window(window) -> None:
    window.commands.about.trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_the_log_folder_is_opened_and_named(window, monkeypatch, tmp_path) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.commands.log_folder.trigger()
    assert opened == [str(logs_dir(tmp_path))]
    assert window.messages.text == f"The log files are in {logs_dir(tmp_path)}."


def test_diagnostics_are_copied_to_the_clipboard(window) -> None:
    window.commands.copy_diagnostics.trigger()
    assert "PySide6" in QApplication.clipboard().text()
    assert window.messages.text == "Diagnostics copied to the clipboard."
