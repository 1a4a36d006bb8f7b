"""Someone changes settings in the menus, in the dialog and in the file."""

import json
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.live.model_check import ModelCheck
from maskapp.settings import load_settings
from tests.support.window_helpers import WAIT_MS


class ModelAnswers(QObject):
    """Receives the worker's answers in this thread; `qtbot.waitSignal` would block in its."""

    def __init__(self) -> None:
        super().__init__()
        self.is_usable: list[bool] = []

    @Slot(str, object)
    def receive(self, _file: str, check: ModelCheck) -> None:
        self.is_usable.append(check.is_usable)


def test_a_setting_of_a_menu_is_kept_for_the_next_start(open_window, tmp_path) -> None:
    window = open_window()
    window.commands.theme_dark.trigger()
    window.commands.automatic_snapshots.trigger()
    window.close_at_once()
    settings, notices = load_settings(tmp_path / "settings.json")
    assert (settings.theme, settings.automatic_snapshots) == ("dark", False)
    assert notices == []
    again = open_window()
    assert again.commands.theme_dark.isChecked()
    assert not again.commands.automatic_snapshots.isChecked()


def test_the_dialog_changes_the_window(open_window, qtbot) -> None:
    window = open_window()
    window.commands.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    dialog.applied.emit(replace(window.settings.settings, theme="dark", mirror=True))
    assert window.commands.theme_dark.isChecked()
    assert window.commands.mirror.isChecked()
    dialog.reject()


def test_a_model_chosen_in_the_dialog_is_checked_by_the_worker(open_window, qtbot) -> None:
    window = open_window()
    window.commands.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    answers = ModelAnswers()
    window.worker.worker.model_checks.checked.connect(answers.receive)
    dialog.model_chosen.emit("/models/other.tflite")
    qtbot.waitUntil(lambda: answers.is_usable == [True], timeout=WAIT_MS)
    dialog.reject()


def test_a_damaged_file_is_reported_and_kept_as_a_copy(open_window, tmp_path) -> None:
    (tmp_path / "settings.json").write_text("{")
    window = open_window()
    assert "settings.json is not valid JSON (line 1)" in window.messages.text
    window.commands.theme_dark.trigger()
    window.close_at_once()
    (copy,) = tmp_path.glob("settings.broken-*.json")
    assert str(copy) in window.messages.text
    assert copy.read_text() == "{"
    assert json.loads((tmp_path / "settings.json").read_text())["theme"] == "dark"


def test_many_unknown_settings_make_a_short_message(open_window, tmp_path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({f"colour{i}": i for i in range(50)}))
    text = open_window().messages.text
    assert "colour1" in text
    assert "48 more" in text
    assert "colour2" not in text
