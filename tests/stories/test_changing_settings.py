"""Settings as the window reads, shows and follows them."""

import json
import subprocess
import sys
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from maskapp.gui.settings.settings_dialog import SettingsDialog
from tests.support.window_helpers import WAIT_MS


class Answers(QObject):
    """Hears the worker in this thread; `qtbot.waitSignal` would do so in the worker's."""

    def __init__(self) -> None:
        super().__init__()
        self.ok: list[bool] = []

    @Slot(str, bool, str)
    def hear(self, _file: str, ok: bool, _message: str) -> None:
        self.ok.append(ok)


def test_only_another_theme_styles_the_window_anew(open_window, monkeypatch) -> None:
    window = open_window()
    applied: list[str] = []
    monkeypatch.setattr("maskapp.gui.window.main_window.apply_theme", applied.append)
    window.commands.mirror.trigger()
    window.commands.automatic_snapshots.trigger()
    assert applied == []
    window.commands.theme_dark.trigger()
    assert applied == ["dark"]


def test_a_setting_of_the_menu_is_known_to_the_next_process(open_window, tmp_path) -> None:
    window = open_window()
    window.commands.theme_dark.trigger()
    window.commands.automatic_snapshots.trigger()
    window.close_at_once()
    script = (
        "import sys, json, pathlib; from maskapp.settings import load_settings;"
        "settings, notices = load_settings(pathlib.Path(sys.argv[1]));"
        "print(json.dumps([settings.theme, settings.automatic_snapshots, notices]))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "settings.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == ["dark", False, []]
    again = open_window()
    assert again.commands.theme_dark.isChecked()
    assert not again.commands.automatic_snapshots.isChecked()


def test_a_damaged_settings_file_is_told(open_window, tmp_path) -> None:
    (tmp_path / "settings.json").write_text("{")
    window = open_window()
    assert "settings.json is not valid JSON (line 1)" in window.messages.text
    window.commands.theme_dark.trigger()
    window.close_at_once()
    (copy,) = tmp_path.glob("settings.broken-*.json")
    assert str(copy) in window.messages.text
    assert copy.read_text() == "{"
    assert json.loads((tmp_path / "settings.json").read_text())["theme"] == "dark"


def test_many_unknown_settings_do_not_fill_the_window(open_window, tmp_path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({f"colour{i}": i for i in range(50)}))
    text = open_window().messages.text
    assert "colour1" in text
    assert "48 more" in text
    assert "colour2" not in text


def test_the_settings_dialog_changes_the_window(open_window, qtbot) -> None:
    window = open_window()
    window.commands.settings.trigger()
    window.commands.settings.trigger()  # while it is being made
    (dialog,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    dialog.applied.emit(replace(window.settings.settings, theme="dark", mirror=True))
    assert window.commands.theme_dark.isChecked()
    assert window.commands.mirror.isChecked()
    answers = Answers()
    window.worker.worker.model_checked.connect(answers.hear)
    dialog.model_chosen.emit("/models/other.tflite")
    qtbot.waitUntil(lambda: answers.ok == [True], timeout=WAIT_MS)
    dialog.reject()
