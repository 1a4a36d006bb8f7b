"""Someone keeps the model on a stick, which is not there or is pulled, and comes back."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.gui.settings.model_editor import ModelEditor
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.live.backend import Backend
from maskapp.live.playing.timing import Timing
from maskapp.records import CLASS_LABELS, SourceState
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, save_settings
from tests.support.settings_dialog_helpers import button_of, click
from tests.support.window_helpers import WAIT_MS, until_title

TITLE = "Can't use the model that judges masks"
BARE = str(paths.trial_faces_dir() / "without_mask_1.jpg")


@pytest.fixture
def backend() -> Backend:
    """The program's own."""
    return Backend()


@pytest.fixture
def timing() -> Timing:
    return Timing(reconnect_delays_s=(2,), second_ms=50)


@pytest.fixture
def model(tmp_path) -> Path:
    """A model that the settings name; it is not there yet."""
    file = tmp_path / "stick" / "mine.tflite"
    save_settings(replace(Settings(), model_file=str(file)), tmp_path / SETTINGS_FILE_NAME)
    return file


def plug_in(model: Path, labels=CLASS_LABELS) -> None:
    spec = json.loads(paths.default_model().with_suffix(".json").read_text())
    model.parent.mkdir(exist_ok=True)
    model.with_suffix(".json").write_text(json.dumps(spec | {"labels": labels}))
    shutil.copyfile(paths.default_model(), model)


def until_ended(qtbot, window) -> None:
    qtbot.waitUntil(lambda: window.sources.state == SourceState.ENDED, timeout=WAIT_MS)
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_a_stick_that_comes_late_is_waited_for(open_window, qtbot, model) -> None:
    window = open_window(BARE)
    until_title(qtbot, window, TITLE)
    door = window.features.door.open()
    assert door.text == "The mask model is missing or damaged"
    assert "mine.tflite is missing" in window.page.content.sentence
    qtbot.waitUntil(lambda: "again in" in window.page.content.sentence, timeout=WAIT_MS)
    plug_in(model)
    until_ended(qtbot, window)


def test_the_built_in_model_is_one_press_away(open_window, qtbot, model) -> None:
    window = open_window(BARE)
    until_title(qtbot, window, TITLE)
    _, built_in, _ = window.page.content.actions
    built_in.trigger()
    until_ended(qtbot, window)
    assert window.settings.settings.model_file == ""


def test_a_stick_that_is_pulled_changes_nothing_but_is_told(open_window, qtbot, model) -> None:
    plug_in(model)
    window = open_window(BARE)
    until_ended(qtbot, window)
    shutil.rmtree(model.parent)
    window.sources.open(str(paths.trial_faces_dir() / "with_mask_1.jpg"))
    qtbot.waitUntil(lambda: window.sources.name == "with_mask_1.jpg", timeout=WAIT_MS)
    until_ended(qtbot, window)
    assert "the model stays in use" in window.messages.text


def test_a_model_that_was_mended_under_its_path_judges_once_it_is_applied(
    open_window, qtbot, model
) -> None:
    masked, bare, worn_wrong = CLASS_LABELS
    plug_in(model, (bare, masked, worn_wrong))
    window = open_window(BARE)
    until_ended(qtbot, window)
    verdict = window.centralWidget().verdict
    assert verdict.text == "All masked"
    plug_in(model)
    window.commands.for_model.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    editor = dialog.findChild(ModelEditor)
    editor.load(str(model))
    qtbot.waitUntil(lambda: not editor.is_checking(), timeout=WAIT_MS)
    click(qtbot, button_of(dialog, "Ok"))
    qtbot.waitUntil(lambda: verdict.text == "1 without a mask of 1", timeout=WAIT_MS)
