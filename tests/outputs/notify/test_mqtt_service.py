"""What a broker gets: the fake one always, mosquitto where it is installed."""

import json
import shutil
import subprocess
import threading
from dataclasses import replace

import pytest

from maskapp.errors import DeliveryError
from maskapp.outputs.notify.mqtt_broker import MqttBroker
from maskapp.outputs.notify.mqtt_service import MqttService
from maskapp.outputs.notify.mqtt_topics import KeptTopics, Topics
from maskapp.outputs.notify.targets import BrokerTarget
from maskapp.outputs.notify.view_state import ViewState
from tests.support.outside_fixtures import make_message

TOPICS = Topics("door")
STATE = ViewState(True, people=3, without_mask=1, worn_wrong=1, has_violation=True)
EMPTY = ViewState(True)


def target(port: int, **facts) -> BrokerTarget:
    return BrokerTarget("127.0.0.1", port, "door", **{"discovery": "homeassistant", **facts})


@pytest.fixture
def service(fake_broker):
    service = MqttService(target(fake_broker.port), timeout_s=5, state_every_s=0.0)
    yield service
    service._broker.drop()


def serve_until(service, broker, condition) -> None:
    """Keep the connection until the broker has seen something."""

    def watch() -> None:
        broker.wait_for(condition)
        service.wake()

    watcher = threading.Thread(target=watch)
    watcher.start()
    service.wait(30)
    watcher.join()


def test_says_online_and_what_home_assistant_needs(service, fake_broker):
    service.connect()
    assert fake_broker.retained[TOPICS.status] == b"online"
    configs = {
        topic.split("/")[1] + "/" + topic.split("/")[3]: json.loads(payload)
        for topic, payload in fake_broker.retained.items()
        if topic.startswith("homeassistant/")
    }
    assert set(configs) == {
        "sensor/people",
        "sensor/without_mask",
        "sensor/worn_wrong",
        "binary_sensor/violation",
        "sensor/last_event",
    }
    for config in configs.values():
        assert config["device"]["identifiers"] == ["door"]
        assert config["availability"][0] == {"topic": TOPICS.status}
    assert configs["sensor/people"]["state_topic"] == TOPICS.state
    assert configs["sensor/people"]["value_template"] == "{{ value_json.people }}"
    assert len({config["unique_id"] for config in configs.values()}) == 5


def test_an_empty_prefix_hides_it_from_home_assistant(fake_broker):
    service = MqttService(target(fake_broker.port, discovery=""))
    service.connect()
    service.close()
    assert set(fake_broker.retained) == {TOPICS.status, TOPICS.state}


def test_publishes_who_is_in_view_when_that_changes(service, fake_broker):
    service.connect()
    service.show(STATE)
    serve_until(service, fake_broker, lambda broker: len(broker.payloads(TOPICS.state)) == 2)
    service.show(STATE)
    service.show(EMPTY)
    serve_until(service, fake_broker, lambda broker: len(broker.payloads(TOPICS.state)) == 3)
    first, second, third = map(json.loads, fake_broker.payloads(TOPICS.state))
    assert first["watching"] is False
    assert second == {
        "watching": True,
        "people": 3,
        "without_mask": 1,
        "worn_wrong": 1,
        "violation": True,
    }
    assert third["people"] == 0
    assert json.loads(fake_broker.retained[TOPICS.state]) == third


def test_publishes_no_more_often_than_it_should(fake_broker):
    service = MqttService(target(fake_broker.port), state_every_s=3600.0)
    service.connect()
    service.show(STATE)
    service.wait(0.3)
    assert len(fake_broker.payloads(TOPICS.state)) == 1
    service.close()


def test_publishes_an_event_and_keeps_the_last_one(service, fake_broker):
    service.connect()
    service.send(make_message(1))
    service.send(make_message(2))
    assert [json.loads(each)["id"] for each in fake_broker.payloads(TOPICS.events)] == [
        "id-1",
        "id-2",
    ]
    assert TOPICS.events not in fake_broker.retained
    assert json.loads(fake_broker.retained[TOPICS.last_event])["id"] == "id-2"


def test_says_offline_when_it_ends_and_leaves_the_rest(service, fake_broker):
    service.connect()
    service.show(STATE)
    service.close()
    assert fake_broker.retained[TOPICS.status] == b"offline"
    assert json.loads(fake_broker.retained[TOPICS.state])["watching"] is False
    assert any(topic.startswith("homeassistant/") for topic in fake_broker.retained)
    fake_broker.wait_for(lambda broker: broker.ended)
    assert fake_broker.wills == []


def test_the_broker_says_offline_if_the_program_dies(service, fake_broker):
    service.connect()
    service._broker.drop()
    fake_broker.wait_for(lambda broker: broker.ended)
    assert fake_broker.wills == [(TOPICS.status, b"offline")]


def test_withdraws_everything_when_switched_off(service, fake_broker):
    service.connect()
    service.send(make_message())
    service.withdraw()
    assert fake_broker.retained == {}


def test_withdraws_what_an_earlier_start_left(fake_broker):
    before = MqttService(target(fake_broker.port))
    before.connect()
    before.close()
    assert fake_broker.retained
    MqttService(target(fake_broker.port)).withdraw()
    assert fake_broker.retained == {}


def named(port: int, name: str, kept: KeptTopics | None = None) -> MqttService:
    return MqttService(replace(target(port), client_id=name), kept)


def test_clears_an_earlier_name_once_as_another_program_may_take_it(fake_broker):
    kept = KeptTopics()
    for name in ("door", "gate"):
        service = named(fake_broker.port, name, kept)
        service.connect()
        service.close()
    assert TOPICS.status not in fake_broker.retained
    for other in (named(fake_broker.port, "door"), named(fake_broker.port, "gate", kept)):
        other.connect()
        other.close()
    assert TOPICS.status in fake_broker.retained


def test_what_could_not_be_withdrawn_goes_when_it_is_switched_on_again(fake_broker, monkeypatch):
    def refuse(_broker: MqttBroker) -> None:
        raise DeliveryError("It is away.")

    kept = KeptTopics()
    service = named(fake_broker.port, "door", kept)
    service.connect()
    service.close()
    with monkeypatch.context() as away:
        away.setattr(MqttBroker, "connect", refuse)
        with pytest.raises(DeliveryError):
            named(fake_broker.port, "gate", kept).withdraw()
    service = named(fake_broker.port, "gate", kept)
    service.connect()
    service.close()
    assert TOPICS.status not in fake_broker.retained


def test_a_lost_connection_is_an_error_and_the_next_one_announces_again(service, fake_broker):
    service.connect()
    fake_broker.drop_connections()
    with pytest.raises(DeliveryError, match="closed the connection"):
        service.wait(30)
    service.connect()
    assert len(fake_broker.payloads(TOPICS.status)) == 2
    service.send(make_message())


def test_a_message_that_is_not_confirmed_is_an_error(fake_broker):
    service = MqttService(target(fake_broker.port), timeout_s=0.5)
    service.connect()
    fake_broker.has_acks = False
    with pytest.raises(DeliveryError, match="does not confirm"):
        service.send(make_message())


def test_user_and_password_reach_the_broker_and_no_text(fake_broker):
    one = target(fake_broker.port, user="me", password="geheim")
    service = MqttService(one)
    service.connect()
    service.close()
    assert fake_broker.clients == [("door", "me", "geheim")]
    assert "geheim" not in repr(one)


class TestMosquitto:
    def subscribe(self, port: int, number: int) -> dict[str, str]:
        """Return the retained messages, of which there are so many."""
        if shutil.which("mosquitto_sub") is None:
            pytest.skip("mosquitto's own client is not installed")
        command = f"mosquitto_sub -p {port} -t # -v -W 5 -C {number}".split()
        said = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        return dict(line.split(" ", 1) for line in said.stdout.splitlines())

    def test_keeps_and_forgets_what_was_published(self, start_mosquitto):
        port = start_mosquitto("allow_anonymous true")
        service = MqttService(target(port))
        service.connect()
        service.send(make_message())
        kept = self.subscribe(port, 8)
        assert len(kept) == 8
        assert kept[TOPICS.status] == "online"
        service.close()
        assert self.subscribe(port, 8)[TOPICS.status] == "offline"
        service.withdraw()
        assert self.subscribe(port, 1) == {}

    def test_refuses_a_wrong_login(self, start_mosquitto, tmp_path):
        passwords = tmp_path / "passwords"
        subprocess.run(["mosquitto_passwd", "-b", "-c", passwords, "me", "right"], check=True)
        passwords.chmod(0o644)
        port = start_mosquitto("allow_anonymous false", f"password_file {passwords}")
        with pytest.raises(DeliveryError, match="refuses user name or password"):
            MqttService(target(port, user="me", password="wrong")).connect()
        service = MqttService(target(port, user="me", password="right"))
        service.connect()
        service.close()
