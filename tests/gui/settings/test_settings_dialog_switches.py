"""Settings that do something only while a switch is on."""

import pytest

from maskapp.gui.settings.setting_editors import Editor
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.settings.settings import Settings
from tests.support.settings_dialog_helpers import ALL_ON, button_of, editor_of, tabs_of

ALARM = ["alarm_no_mask", "alarm_worn_wrong", "alarm_more_than", "alarm_has_hours"]
WEBHOOK = ["webhook_url", "webhook_secret_as", "webhook_pictures"]
BROKER = ["mqtt_host", "mqtt_port", "mqtt_tls", "mqtt_user", "mqtt_client_id", "mqtt_discovery"]
BOTH = ["outside_per_minute", "outside_ca_file"]

CASES = [
    ("automatic_snapshots", ["desktop_notifications", "event_clips"]),
    ("event_clips", ["clip_around_s"]),
    ("alarm_frame", ALARM),
    ("alarm_chime", ["alarm_sound_file", "alarm_volume_percent", "alarm_repeat_s", *ALARM]),
    ("alarm_speech", ["alarm_sentence", "alarm_volume_percent", "alarm_repeat_s", *ALARM]),
    ("webhook_on", [*WEBHOOK, *BOTH]),
    ("mqtt_on", [*BROKER, *BOTH]),
]
SILENT = {"alarm_frame": False, "alarm_chime": False, "alarm_speech": False}


def is_enabled(dialog: SettingsDialog, name: str) -> bool:
    return editor_of(dialog, name).field.isEnabled()


@pytest.mark.parametrize(("switch", "names"), CASES)
def test_a_switch_enables_what_depends_on_it(make_dialog, switch, names) -> None:
    dialog = make_dialog(Settings(**SILENT | {switch: False}))
    assert not any(is_enabled(dialog, name) for name in names)
    editor_of(dialog, switch).field.click()
    assert all(is_enabled(dialog, name) for name in names)
    editor_of(dialog, switch).field.click()
    assert not any(is_enabled(dialog, name) for name in names)


def test_hours_need_an_alarm_and_their_own_switch(make_dialog) -> None:
    dialog = make_dialog(Settings(**SILENT | {"alarm_has_hours": True}))
    assert not is_enabled(dialog, "alarm_hours")
    editor_of(dialog, "alarm_frame").field.click()
    assert is_enabled(dialog, "alarm_hours")
    assert is_enabled(dialog, "alarm_days")
    editor_of(dialog, "alarm_has_hours").field.click()
    assert not is_enabled(dialog, "alarm_hours")
    assert not is_enabled(dialog, "alarm_days")


def test_a_clip_needs_the_snapshot_that_it_is_kept_with(make_dialog) -> None:
    dialog = make_dialog(Settings(automatic_snapshots=False, event_clips=True))
    assert not is_enabled(dialog, "clip_around_s")


def test_what_is_disabled_keeps_its_value(make_dialog) -> None:
    settings = Settings(mqtt_on=True, mqtt_host="broker", alarm_sentence="Mask, please")
    dialog = make_dialog(settings)
    editor_of(dialog, "mqtt_on").field.click()
    assert dialog.settings().mqtt_host == "broker"
    assert dialog.settings().alarm_sentence == "Mask, please"
    editor_of(dialog, "mqtt_on").field.click()
    assert dialog.settings() == settings


def test_a_problem_can_be_solved_without_its_switch(make_dialog) -> None:
    dialog = make_dialog(Settings(webhook_on=True, webhook_url="https://example.org/"))
    editor_of(dialog, "webhook_url").set_value("nonsense")
    editor_of(dialog, "webhook_on").field.click()
    assert is_enabled(dialog, "webhook_url") == (not button_of(dialog, "Ok").isEnabled())


@pytest.mark.parametrize("switch", ["webhook_on", "mqtt_on"])
def test_a_secret_belongs_to_its_service(make_dialog, switch) -> None:
    dialog = make_dialog(Settings())
    field = editor_of(dialog, switch)
    page = tabs_of(dialog).currentWidget()
    assert not page.secret.isEnabled()
    field.field.click()
    assert page.secret.isEnabled()
    page.secret.use_environment("SECRET")
    field.field.click()
    field.field.click()
    assert not page.secret.isEnabled(), "the environment has it"


def test_with_all_switches_everything_is_enabled(make_dialog) -> None:
    dialog = make_dialog(ALL_ON)
    assert all(editor.field.isEnabled() for editor in dialog.findChildren(Editor))


def test_everything_else_is_always_enabled(make_dialog) -> None:
    dialog = make_dialog(Settings())
    for name in ("recording_mode", "violation_cooldown_s", "snapshot_sound", "door_welcome"):
        assert is_enabled(dialog, name)
