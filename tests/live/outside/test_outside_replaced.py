"""What services get that are switched on, or replaced by others, while something goes on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from maskapp.live.outside.event_news import EventNews
from maskapp.live.outside.outside import MQTT
from maskapp.outputs.notify.mqtt_topics import Topics, retained_topics
from maskapp.outputs.notify.targets import broker_of
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from tests.support.fake_mqtt_broker import FakeMqttBroker

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LEFT = EventEnding.LEFT


def news(person: int, ending: EventEnding | None = None) -> EventNews:
    event = ViolationEvent(person, MaskLabel.WITHOUT_MASK, AT, 3.5, ending, 2.0)
    return EventNews(event, "Hall", True)


def test_a_service_that_is_switched_on_during_an_event_gets_no_end_of_it(
    start, webhook, fake_broker
):
    mqtt = {"mqtt_on": True, "mqtt_host": "127.0.0.1", "mqtt_port": fake_broker.port}
    outside = start(**mqtt, mqtt_client_id="door")
    outside.add(news(1))
    outside.use_settings(
        Settings(**mqtt, mqtt_client_id="door", webhook_on=True, webhook_url=webhook.url)
    )
    outside.add(news(1, LEFT))
    outside.add(news(2))
    assert [each["event"]["person"] for each in webhook.wait_for(1)] == [2]
    fake_broker.wait_for(lambda each: len(each.payloads(Topics("door").events)) == 3)


@pytest.mark.parametrize("change", [{"mqtt_client_id": "gate"}, {"mqtt_discovery": "ha"}])
def test_what_a_broker_that_was_away_keeps_under_an_old_name_is_removed(start, reports, change):
    broker = FakeMqttBroker()
    settings = {"mqtt_on": True, "mqtt_host": "127.0.0.1", "mqtt_port": broker.port}
    settings |= {"mqtt_client_id": "door", "mqtt_discovery": "homeassistant"}
    outside = start(**settings)
    reports.wait_for(lambda each: MQTT in each.newest and each.newest[MQTT].is_connected)
    kept = dict(broker.retained)
    broker.close()
    reports.wait_for(lambda each: each.newest[MQTT].problem)
    outside.use_settings(Settings(**settings | change))
    again = FakeMqttBroker(broker.port)
    again.retained.update(kept)
    try:
        name = change.get("mqtt_client_id", "door")
        again.wait_for(lambda each: b"online" in each.payloads(Topics(name).status))
        own = retained_topics(broker_of(Settings(**settings | change), Path()))
        assert set(again.retained) <= own
    finally:
        again.close()


def test_a_broker_that_was_left_while_it_was_away_is_told(start, reports, fake_broker):
    broker = FakeMqttBroker()
    settings = {"mqtt_on": True, "mqtt_host": "127.0.0.1"}
    outside = start(**settings, mqtt_port=broker.port)
    reports.wait_for(lambda each: MQTT in each.newest and each.newest[MQTT].is_connected)
    broker.close()
    reports.wait_for(lambda each: each.newest[MQTT].problem)
    outside.use_settings(Settings(**settings, mqtt_port=fake_broker.port))
    reports.wait_for(lambda each: each.failures)
    assert "still lists Maskapp" in reports.failures[0]
