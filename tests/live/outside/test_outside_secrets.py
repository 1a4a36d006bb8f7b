"""Which service gets which secret."""

from datetime import UTC, datetime

from keyring.errors import KeyringLocked

from maskapp.files.secret_store import SecretStore
from maskapp.live.outside.event_news import EventNews
from maskapp.live.outside.outside import WEBHOOK, Outside
from maskapp.outputs.notify.targets import MQTT_PASSWORD, WEBHOOK_SECRET, webhook_of
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from tests.support.webhook_server import status

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def news(person: int) -> EventNews:
    event = ViolationEvent(person, MaskLabel.WITHOUT_MASK, AT, 3.5)
    return EventNews(event, "Hall", True)


def test_the_secret_comes_from_the_keyring_and_can_be_replaced(start, webhook):
    settings = Settings(webhook_on=True, webhook_url=webhook.url)
    outside = start()
    for number, secret in enumerate(("one", "two", ""), 1):
        outside.use_settings(settings, {WEBHOOK_SECRET: secret})
        outside.add(news(number))
        webhook.wait_for(number)
    logins = [headers.get("Authorization") for headers, _ in webhook.requests]
    assert logins == ["Bearer one", "Bearer two", None]


def test_a_secret_that_comes_with_another_address_goes_to_no_other_server(
    tmp_path, reports, keyring, monkeypatch
):
    secrets = SecretStore(tmp_path, keyring, {})
    outside = Outside(tmp_path, secrets, reports)
    begun: list[tuple[str, str]] = []

    def note(self, name, target) -> None:
        begun.append((target.url, secrets.find(WEBHOOK_SECRET)))
        self._targets[name] = target

    monkeypatch.setattr(Outside, "_replace", note)
    old, new = (
        Settings(webhook_on=True, webhook_url=f"https://{host}/") for host in ("old", "new")
    )
    outside.use_settings(old, {WEBHOOK_SECRET: "one"})
    outside.use_settings(new, {WEBHOOK_SECRET: "two"})
    outside.use_settings(new, {MQTT_PASSWORD: "word"})
    while not outside._commands.empty():
        outside._commands.get()()
    assert begun == [("https://old/", "one"), ("https://new/", "two")]


def test_a_sender_that_is_late_keeps_to_its_own_address(tmp_path, reports, keyring):
    outside = Outside(tmp_path, SecretStore(tmp_path, keyring, {}), reports)
    target = webhook_of(Settings(webhook_url="https://old/"))
    outside._settings = Settings(webhook_url="https://new/")
    assert outside._make_service(WEBHOOK, target).place == "old"


def test_without_a_keyring_the_user_is_told_which_variable_to_set(start, reports, keyring):
    keyring.error = RuntimeError("none")
    start().use_settings(Settings(), {MQTT_PASSWORD: "x"})
    reports.wait_for(lambda each: each.failures)
    assert "MASKAPP_MQTT_PASSWORD" in reports.failures[0]


def test_a_locked_keyring_is_named_when_the_server_refuses(start, reports, keyring, webhook):
    keyring.error = KeyringLocked("Failed to unlock the collection!")
    webhook.answers.append(status(401))
    outside = start()
    outside.use_settings(Settings(webhook_on=True, webhook_url=webhook.url))
    outside.add(news(1))
    reports.wait_for(lambda each: each.newest.get(WEBHOOK) and each.newest[WEBHOOK].problem)
    newest = reports.newest[WEBHOOK]
    assert "keyring is locked" in newest.problem
    assert (newest.waiting, newest.dropped) == (1, 0), "it is kept for the password"


def test_a_server_that_needs_no_password_gets_events_while_the_keyring_is_locked(
    start, keyring, webhook
):
    keyring.error = KeyringLocked("Failed to unlock the collection!")
    outside = start()
    outside.use_settings(Settings(webhook_on=True, webhook_url=webhook.url))
    outside.add(news(1))
    webhook.wait_for(1)
