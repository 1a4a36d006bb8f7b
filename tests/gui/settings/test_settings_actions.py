"""The menu actions that change a setting."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.settings.settings_actions import SettingsActions
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.actions import Actions
from maskapp.settings.settings import SETTINGS_OF_NEW_FOLDERS, Settings


@pytest.fixture
def store(qapp, tmp_path):
    made = SettingsStore(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(window, store) -> Actions:
    made = Actions(window)
    SettingsActions(made, store)
    return made


@pytest.mark.parametrize(
    ("action", "changed"),
    [
        ("mirror", Settings(mirror=True)),
        ("verdict", Settings(show_verdict=False)),
        ("automatic_snapshots", Settings(automatic_snapshots=False)),
        ("snapshot_sound", Settings(snapshot_sound=False)),
        ("notifications", Settings(desktop_notifications=True)),
        ("theme_light", Settings(theme="light")),
        ("theme_dark", Settings(theme="dark")),
        ("record_plain", Settings(recording_mode="plain")),
        ("record_blurred", Settings(recording_mode="blurred")),
        ("record_blurred_annotated", Settings(recording_mode="blurred_annotated")),
    ],
)
def test_an_action_changes_its_setting_only(actions, store, action, changed) -> None:
    getattr(actions, action).trigger()
    kept_for = SETTINGS_OF_NEW_FOLDERS.retention_days
    assert store.settings == replace(changed, retention_days=kept_for)


def test_the_built_in_model_is_offered_in_place_of_another(actions, store) -> None:
    assert not actions.for_model.built_in.isEnabled()
    store.change(model_file=str(Path("x.tflite").absolute()))
    actions.for_model.built_in.trigger()
    assert store.settings.model_file == ""
    assert not actions.for_model.built_in.isEnabled()


@pytest.mark.parametrize(
    ("mode", "applied"),
    [
        ("annotated", "record_blurred_annotated"),
        ("plain", "record_blurred"),
        ("blurred", "record_blurred"),
        ("blurred_annotated", "record_blurred_annotated"),
    ],
)
def test_while_all_faces_are_blurred_only_blurred_recordings_are_offered(
    actions, store, mode, applied
) -> None:
    store.use(Settings(recording_mode=mode, blur_faces=True))
    assert getattr(actions, applied).isChecked()
    for unblurred in (actions.record_annotated, actions.record_plain):
        assert not unblurred.isEnabled()
        assert "Privacy" in unblurred.statusTip()
    actions.mirror.trigger()
    assert store.settings.recording_mode == mode, "what was chosen for later is kept"
    store.use(Settings(recording_mode=mode))
    assert getattr(actions, f"record_{mode}").isChecked()
    assert actions.record_plain.isEnabled()
    assert "Privacy" not in actions.record_plain.statusTip()


def test_actions_show_the_settings(actions, store) -> None:
    assert actions.theme_system.isChecked()
    assert actions.automatic_snapshots.isChecked()
    store.use(Settings(theme="dark", automatic_snapshots=False, recording_mode="blurred"))
    assert actions.theme_dark.isChecked()
    assert not actions.theme_system.isChecked()
    assert not actions.automatic_snapshots.isChecked()
    assert actions.record_blurred.isChecked()
