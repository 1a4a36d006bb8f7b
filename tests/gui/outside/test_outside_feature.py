"""What other programs get of a window."""

import json

import pytest
from PySide6.QtWidgets import QPushButton

from maskapp.gui.settings.connection_tabs import MqttTab, WebhookTab
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.outputs.notify.mqtt_topics import Topics
from maskapp.records import MaskLabel
from tests.support.settings_dialog_helpers import child_with_text, click, tabs_of
from tests.support.webhook_server import status
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_face, make_frames

BARE = MaskLabel.WITHOUT_MASK


@pytest.fixture
def bare_live(sources, backend, hang):
    """A live source in which somebody is without a mask for four seconds, then nothing comes."""
    backend.engine.faces = (make_face(1, BARE),)
    sources["live"] = lambda: FakeSource(
        make_frames(9, step_s=0.5), is_live=True, at_end=hang, name="Hall"
    )
    return sources["live"]


def open_settings(window, qtbot, kind):
    window.commands.settings.trigger()
    dialog = window.findChild(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT_MS)
    tab = dialog.findChild(kind)
    tabs_of(dialog).setCurrentWidget(tab)
    return dialog, tab


def test_an_event_goes_to_the_webhook_and_ends_when_the_window_closes(
    open_window, qtbot, bare_live, webhook
):
    window = open_window()
    window.settings.change(webhook_on=True, webhook_url=webhook.url, automatic_snapshots=False)
    window.sources.open("live")
    qtbot.waitUntil(lambda: len(webhook.requests) == 1, timeout=WAIT_MS)
    window.close_at_once()
    began, ended = webhook.wait_for(2)
    assert (began["event"]["input"], began["event"]["label"]) == ("Hall", "without_mask")
    assert (ended["type"], ended["event"]["ended"]) == ("event_ended", "source_ended")
    assert "picture" not in began


def test_a_picture_is_sent_if_the_user_wants_it(open_window, qtbot, bare_live, webhook):
    window = open_window()
    window.settings.change(webhook_on=True, webhook_url=webhook.url, webhook_pictures=True)
    window.sources.open("live")
    qtbot.waitUntil(lambda: len(webhook.requests) == 1, timeout=WAIT_MS)
    assert webhook.messages[0]["picture"]["type"] == "image/jpeg"


def test_the_broker_knows_who_is_in_view(open_window, qtbot, bare_live, fake_broker, hang):
    window = open_window()
    window.settings.change(
        mqtt_on=True, mqtt_host="127.0.0.1", mqtt_port=fake_broker.port, mqtt_client_id="door"
    )
    window.sources.open("live")
    topics = Topics("door")
    fake_broker.wait_for(lambda each: b'"people": 1' in each.retained.get(topics.state, b""))
    hang.release.set()
    fake_broker.wait_for(
        lambda each: not json.loads(each.retained.get(topics.state, b"{}")).get("watching", True)
    )


def test_without_settings_the_window_connects_to_nothing(
    open_window, qtbot, bare_live, webhook, fake_broker
):
    window = open_window("live")
    qtbot.waitUntil(window.preview.has_image, timeout=WAIT_MS)
    window.close_at_once()
    assert (webhook.requests, fake_broker.clients) == ([], [])


def test_the_dialog_tries_the_webhook_and_says_what_it_answered(open_window, qtbot, webhook):
    window = open_window()
    window.settings.change(webhook_url=webhook.url)
    dialog, tab = open_settings(window, qtbot, WebhookTab)
    note = tab.box.findChild(SettingNote)
    for answer, words in ((status(200, b"hi"), "“hi”"), (status(404), "Check the address")):
        webhook.answers.append(answer)
        click(qtbot, child_with_text(tab.box, QPushButton, "Test"))
        qtbot.waitUntil(lambda words=words: words in note.text(), timeout=WAIT_MS)
    dialog.reject()


def test_the_dialog_shows_the_state_and_tries_the_broker(open_window, qtbot, fake_broker):
    window = open_window()
    window.settings.change(mqtt_on=True, mqtt_host="127.0.0.1", mqtt_port=fake_broker.port)
    dialog, tab = open_settings(window, qtbot, MqttTab)
    qtbot.waitUntil(lambda: "Connected" in tab.box._text.text(), timeout=WAIT_MS)
    click(qtbot, child_with_text(tab.box, QPushButton, "Test"))
    note = tab.box.findChild(SettingNote)
    qtbot.waitUntil(lambda: "took the message" in note.text(), timeout=WAIT_MS)
    dialog.reject()


def test_a_password_that_no_keyring_takes_is_said(open_window, qtbot):
    window = open_window()  # tests have a keyring that fails
    dialog, tab = open_settings(window, qtbot, MqttTab)
    tab.editors()["mqtt_on"].field.click()
    qtbot.keyClicks(tab.secret.focusProxy(), "word")
    tab.editors()["mqtt_on"].field.click()
    dialog._apply()
    note = tab.secret.findChild(SettingNote)
    qtbot.waitUntil(lambda: "MASKAPP_MQTT_PASSWORD" in note.text(), timeout=WAIT_MS)
    assert window.messages.text == note.text()
    assert note.text().endswith("before Maskapp starts.")
    assert dialog.findChild(WebhookTab).secret.findChild(SettingNote).text() == ""
    dialog.reject()


def test_a_secret_goes_with_the_address_that_was_entered_with_it(open_window, qtbot, monkeypatch):
    window = open_window()
    taken: list[tuple[str, dict[str, str]]] = []

    def take(settings, secrets) -> None:
        taken.append((settings.webhook_url, dict(secrets)))

    monkeypatch.setattr(window.features.outside._outside, "use_settings", take)
    dialog, tab = open_settings(window, qtbot, WebhookTab)
    tab.editors()["webhook_on"].field.click()
    tab.editors()["webhook_url"].set_value("https://new/")
    qtbot.keyClicks(tab.secret.focusProxy(), "word")
    dialog._apply()
    assert taken == [("https://new/", {"webhook_secret": "word"})]
    qtbot.keyClicks(tab.secret.focusProxy(), "other")
    dialog._apply_and_close()
    qtbot.waitUntil(lambda: len(taken) == 2, timeout=WAIT_MS)
    assert taken[1] == ("https://new/", {"webhook_secret": "other"})


def test_a_password_of_the_environment_is_shown_as_such(open_window, qtbot, monkeypatch):
    monkeypatch.setenv("MASKAPP_MQTT_PASSWORD", "word")
    dialog, tab = open_settings(open_window(), qtbot, MqttTab)
    assert not tab.secret.isEnabled()
    dialog.reject()


def test_closing_during_a_trial_that_hangs_is_quick(open_window, qtbot, webhook):
    webhook.answers.append(webhook.hang)
    window = open_window()
    window.settings.change(webhook_url=webhook.url)
    dialog, tab = open_settings(window, qtbot, WebhookTab)
    click(qtbot, child_with_text(tab.box, QPushButton, "Test"))
    webhook.wait_for(1)
    dialog.reject()
    window.close_at_once()
    assert window.has_ended
    webhook.released.set()


def test_a_service_that_fails_again_and_again_is_told_once(open_window, qtbot):
    from maskapp.live.outside.service_status import ServiceStatus

    window = open_window()
    told = []
    window.features.outside.failed.connect(told.append)
    for failures in (1, 2, 3, 4, 0, 3):
        window.features.outside._on_reported(
            ServiceStatus("webhook", "hall", failures=failures, problem="It is shut")
        )
    assert told == ["Events do not reach the webhook: It is shut."] * 2


def test_a_message_about_a_service_goes_once_it_works_again(open_window, qtbot):
    from maskapp.live.outside.service_status import ServiceStatus

    window = open_window()
    outside = window.features.outside
    broken = ServiceStatus("mqtt", "hall", failures=3, problem="It is shut")
    outside._on_reported(broken)
    assert window.messages.text == "Events do not reach the MQTT broker: It is shut."
    outside._on_reported(ServiceStatus("mqtt", "hall"))
    assert window.messages.text == ""
    outside._on_reported(broken)
    window.messages.show_warning("Something else.")
    outside._on_reported(ServiceStatus("mqtt", "hall"))
    assert window.messages.text == "Something else."
