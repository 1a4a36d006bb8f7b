"""Someone changes settings in the menus, in the dialog and in the file."""

import json
import threading
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from maskapp.errors import ModelError
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.live.model_check import ModelCheck
from maskapp.settings.settings_file import load_settings
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


def test_closing_the_dialog_ends_the_check_of_a_model(open_window, qtbot, backend) -> None:
    watches, has_ended = [], threading.Event()

    def check(_model, watch):
        watches.append(watch)
        watch.report("reading the network", 2)
        while not watch.is_cancelled:
            threading.Event().wait(0.01)
        has_ended.set()
        raise ModelError("It was cancelled.")

    backend.check_model = check
    window = open_window()
    window.commands.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    dialog.model_chosen.emit("/models/slow.h5")
    qtbot.waitUntil(lambda: len(watches) == 1, timeout=WAIT_MS)
    dialog.reject()
    assert has_ended.wait(WAIT_MS / 1000)


def test_the_conversion_of_the_model_in_use_is_shown_in_the_status_bar(open_window, qtbot) -> None:
    window = open_window()
    window.worker.worker.converting.emit("reading the network", 4)
    qtbot.waitUntil(
        lambda: window.statusBar().text == "Converting the model: reading the network, 4 s",
        timeout=WAIT_MS,
    )


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
