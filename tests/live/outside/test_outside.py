"""What is sent when, by which settings."""

import json
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
import pytest

from maskapp.files.secret_store import SecretStore
from maskapp.live.outside import outside as outside_module
from maskapp.live.outside.event_news import EventNews
from maskapp.live.outside.outside import MQTT, QUEUE_FOLDER, WEBHOOK, Outside
from maskapp.outputs.notify.message_queue import KEPT_FOR, MessageQueue
from maskapp.outputs.notify.mqtt_service import MqttService
from maskapp.outputs.notify.mqtt_topics import Topics
from maskapp.outputs.notify.view_state import ViewState
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from tests.support.outside_fixtures import free_port, make_message
from tests.support.web_server import wait_until
from tests.support.webhook_server import WebhookServer, status

PATIENCE_S = 30.0
AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LEFT = EventEnding.LEFT


def news(person=1, ending=None, picture=None) -> EventNews:
    event = ViolationEvent(person, MaskLabel.WITHOUT_MASK, AT, 3.5, ending, 2.0)
    return EventNews(event, "Hall", True, picture)


def to(server: WebhookServer, **others) -> dict[str, object]:
    return {"webhook_on": True, "webhook_url": server.url, **others}


def sent(reports, number: int) -> None:
    reports.wait_for(lambda each: WEBHOOK in each.newest and each.newest[WEBHOOK].sent >= number)


def test_nothing_is_sent_and_nothing_is_written_by_default(start, tmp_path, webhook, fake_broker):
    outside = start(webhook_url=webhook.url, mqtt_host="127.0.0.1", mqtt_port=fake_broker.port)
    outside.add(news())
    outside.show(ViewState(True, 1))
    assert outside.finish(PATIENCE_S)
    assert (webhook.requests, fake_broker.clients) == ([], [])
    assert not (tmp_path / QUEUE_FOLDER).exists()


def test_an_event_is_sent_when_it_begins_and_when_it_ends(start, webhook, reports):
    outside = start(**to(webhook))
    outside.add(news())
    outside.add(news(ending=LEFT))
    began, ended = webhook.wait_for(2)
    assert (began["type"], ended["type"]) == ("event_began", "event_ended")
    assert began["event"] == {
        "person": 1,
        "label": "without_mask",
        "start_s": 2.0,
        "length_s": 3.5,
        "ended": None,
        "start": AT.astimezone().isoformat(timespec="milliseconds"),
        "end": None,
        "input": "Hall",
        "id": ended["event"]["id"],
    }
    assert ended["event"]["ended"] == "left"
    assert began["id"] != ended["id"]


def test_events_beyond_the_limit_are_dropped_whole_counted_and_told(start, webhook, reports):
    outside = start(**to(webhook, outside_per_minute=2))
    for person in (1, 2, 3, 4):
        outside.add(news(person))
    for person in (1, 2, 3, 4):
        outside.add(news(person, LEFT))
    messages = webhook.wait_for(4)
    assert [(each["event"]["person"], each["type"]) for each in messages] == [
        (1, "event_began"),
        (2, "event_began"),
        (1, "event_ended"),
        (2, "event_ended"),
    ]
    assert [each["dropped"] for each in messages] == [0, 0, 2, 0]
    reports.wait_for(lambda each: each.newest[WEBHOOK].dropped == 2)


def test_a_picture_is_a_small_jpeg_and_only_the_webhook_gets_it(start, webhook, fake_broker):
    outside = start(**to(webhook), mqtt_on=True, mqtt_host="127.0.0.1", mqtt_port=fake_broker.port)
    outside.add(news(picture=np.zeros((1080, 1920, 3), np.uint8)))
    [message] = webhook.wait_for(1)
    assert message["picture"]["base64"].startswith("/9j/")
    fake_broker.wait_for(
        lambda broker: any(topic.endswith("/last_event") for topic, _, _ in broker.published)
    )
    [event] = [each for topic, each, _ in fake_broker.published if topic.endswith("/events")]
    assert "picture" not in json.loads(event)


def test_pictures_that_wait_for_a_slow_disk_are_bounded(start, webhook, monkeypatch):
    picture, release = np.zeros((1080, 1920, 3), np.uint8), threading.Event()
    monkeypatch.setattr(outside_module, "_MOST_PICTURE_BYTES", 2 * picture.nbytes)
    outside = start(**to(webhook))
    outside._commands.put(partial(release.wait, PATIENCE_S))
    for person in range(1, 9):
        outside.add(news(person, picture=picture))
    release.set()
    messages = webhook.wait_for(8)
    have_pictures = ["picture" in each for each in messages]
    assert have_pictures == sorted(have_pictures, reverse=True)
    assert 1 <= sum(have_pictures) <= 3


def test_what_was_not_sent_waits_on_disk_and_is_sent_after_the_next_start(start, tmp_path, reports):
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    first = start(webhook_on=True, webhook_url=url)
    for person in (1, 2, 3):
        first.add(news(person))
    reports.wait_for(lambda each: WEBHOOK in each.newest and each.newest[WEBHOOK].waiting == 3)
    assert first.finish(PATIENCE_S)
    files = list((tmp_path / QUEUE_FOLDER / WEBHOOK).iterdir())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3
    server = WebhookServer(port=port)
    try:
        start(webhook_on=True, webhook_url=url)
        messages = server.wait_for(3)
    finally:
        server.close()
    assert [each["event"]["person"] for each in messages] == [1, 2, 3]


def test_switching_off_forgets_what_waits(start, tmp_path, reports, webhook):
    webhook.answers.append(status(500))
    outside = start(**to(webhook))
    outside.add(news(1))
    reports.wait_for(lambda each: WEBHOOK in each.newest and each.newest[WEBHOOK].problem)
    outside.use_settings(Settings())
    reports.wait_for(lambda each: not each.newest[WEBHOOK].place)
    assert list((tmp_path / QUEUE_FOLDER / WEBHOOK).iterdir()) == []
    outside.use_settings(Settings(**to(webhook)))
    outside.add(news(2))
    assert [each["event"]["person"] for each in webhook.wait_for(2)] == [1, 2]


@pytest.mark.parametrize("left", [timedelta(days=-1), timedelta(seconds=1)])
def test_old_messages_of_a_service_that_is_off_are_dropped(start, tmp_path, monkeypatch, left):
    monkeypatch.setattr(outside_module, "_DROP_OLD_EVERY_S", 0.05)
    folder = tmp_path / QUEUE_FOLDER / MQTT
    message = make_message(picture=b"x")
    MessageQueue(folder).put(replace(message, made_at=message.made_at - KEPT_FOR + left))
    start()
    wait_until(lambda: not list(folder.iterdir()))


def test_an_event_that_began_before_it_was_switched_on_has_no_end(start, webhook):
    outside = start()
    outside.add(news(1))
    outside.use_settings(Settings(**to(webhook)))
    outside.add(news(1, LEFT))
    outside.add(news(2))
    assert [each["event"]["person"] for each in webhook.wait_for(1)] == [2]


def test_another_setting_disturbs_no_sender(start, reports, fake_broker):
    broker = {"mqtt_on": True, "mqtt_host": "127.0.0.1", "mqtt_port": fake_broker.port}
    outside = start(**broker)
    reports.wait_for(lambda each: MQTT in each.newest and each.newest[MQTT].is_connected)
    outside.use_settings(Settings(**broker, theme="dark", outside_per_minute=3))
    outside.add(news())
    reports.wait_for(lambda each: each.newest[MQTT].sent == 1)
    assert len(fake_broker.clients) == 1


def test_a_broker_forgets_us_when_it_is_switched_off_and_not_when_the_program_ends(
    start, reports, fake_broker
):
    broker = {"mqtt_on": True, "mqtt_host": "127.0.0.1", "mqtt_port": fake_broker.port}
    outside = start(**broker, mqtt_client_id="door")
    reports.wait_for(lambda each: MQTT in each.newest and each.newest[MQTT].is_connected)
    outside.show(ViewState(True, 2))
    topics = Topics("door")
    fake_broker.wait_for(lambda each: b'"people": 2' in each.retained.get(topics.state, b""))
    assert outside.finish(PATIENCE_S)
    fake_broker.wait_for(lambda each: each.retained[topics.status] == b"offline")
    again = start(**broker, mqtt_client_id="door")
    fake_broker.wait_for(lambda each: each.retained.get(topics.status) == b"online")
    again.use_settings(Settings(**broker, mqtt_client_id="gate"))
    fake_broker.wait_for(lambda each: each.retained.get(Topics("gate").status) == b"online")
    assert not any("/door" in topic for topic in fake_broker.retained), "it has another name"
    again.use_settings(Settings())
    fake_broker.wait_for(lambda each: not each.retained)


def test_who_comes_into_view_while_the_broker_is_prepared_is_shown(start, monkeypatch, fake_broker):
    show, has_come = MqttService.show, threading.Event()
    outside = start()

    def slow_show(service: MqttService, state: ViewState) -> None:
        if not has_come.is_set():
            outside.show(ViewState(is_watching=True, people=7))
            outside._commands.put(has_come.set)
            assert has_come.wait(PATIENCE_S)
        show(service, state)

    monkeypatch.setattr(MqttService, "show", slow_show)
    settings = Settings(
        mqtt_on=True, mqtt_host="127.0.0.1", mqtt_port=fake_broker.port, mqtt_client_id="door"
    )
    outside.use_settings(settings)
    fake_broker.wait_for(
        lambda each: b'"people": 7' in each.retained.get(Topics("door").state, b"")
    )


def test_a_broker_that_cannot_be_told_is_reported(start, reports):
    port = free_port()
    outside = start(mqtt_on=True, mqtt_host="127.0.0.1", mqtt_port=port)
    reports.wait_for(lambda each: MQTT in each.newest and each.newest[MQTT].problem)
    outside.use_settings(Settings())
    reports.wait_for(lambda each: each.failures)
    assert "still lists Maskapp" in reports.failures[0]


def test_ending_while_the_webhook_hangs_is_quick_and_keeps_the_message(start, tmp_path, webhook):
    webhook.answers.append(webhook.hang)
    outside = start(**to(webhook))
    outside.add(news(1))
    webhook.wait_for(1)
    outside.add(news(2))
    assert outside.finish(PATIENCE_S)
    assert len(list((tmp_path / QUEUE_FOLDER / WEBHOOK).iterdir())) == 2
    webhook.released.set()


def test_too_many_events_at_once_are_dropped_and_counted(tmp_path, reports, keyring, webhook):
    outside = Outside(tmp_path, SecretStore(tmp_path, keyring, {}), reports)  # not started yet
    outside.use_settings(Settings(**to(webhook, outside_per_minute=600)))
    for person in range(300):
        outside.add(news(person))
    outside.start()
    reports.wait_for(lambda each: WEBHOOK in each.newest and each.newest[WEBHOOK].dropped == 101)
    assert outside.finish(PATIENCE_S)


def test_an_unforeseen_error_does_not_end_the_sending(start, webhook, reports, monkeypatch):
    outside = start(**to(webhook))
    with monkeypatch.context() as patch:
        patch.setattr(outside_module, "event_as_json", lambda *_args, **_facts: {}["hall"])
        outside.add(news(1))
        reports.wait_for(lambda each: each.failures)
    outside.add(news(2))
    assert [each["event"]["person"] for each in webhook.wait_for(1)] == [2]
    assert "unexpected" in reports.failures[0]
