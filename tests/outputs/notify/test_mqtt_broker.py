"""Why a broker cannot be used, in words."""

import contextlib
import gc
import re
import socket
import threading
import time

import pytest

from maskapp.errors import DeliveryError
from maskapp.outputs.notify.mqtt_broker import MqttBroker
from maskapp.outputs.notify.targets import BrokerTarget
from tests.support.outside_fixtures import free_port


def failure(port: int, host: str = "127.0.0.1", timeout_s: float = 2.0, **facts) -> str:
    broker = MqttBroker(BrokerTarget(host, port, "door", **facts), "status", timeout_s)
    with pytest.raises(DeliveryError) as caught:
        broker.connect()
    assert not broker.is_connected
    return str(caught.value)


def test_a_closed_port():
    assert "refuses the connection" in failure(free_port())


def test_an_unknown_name():
    assert "no computer named" in failure(1883, "broker.invalid")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, "as a broker for MQTT 3.1.1 does"),
        (2, "client ID"),
        (3, "not ready"),
        (4, "user name or password"),
        (5, "does not allow"),
    ],
)
def test_a_refusal(fake_broker, code, words):
    fake_broker.refusal = code
    assert words in failure(fake_broker.port)
    assert len(fake_broker.clients) == 1, "it was tried once"


def test_a_broker_that_is_left_leaves_no_socket_open(fake_broker):
    def open_sockets() -> set[int]:
        # Only looked at: the collector itself would close what was forgotten.
        found = [item for item in gc.get_objects() if isinstance(item, socket.socket)]
        return {item.fileno() for item in found} - {-1}

    fake_broker.refusal = 5
    before = open_sockets()
    broker = MqttBroker(BrokerTarget("127.0.0.1", fake_broker.port, "door"), "status", 2.0)
    with pytest.raises(DeliveryError) as caught:
        broker.connect()
    fake_broker.wait_for(lambda broker: broker.ended == 1)
    fake_broker.close()
    assert caught.tb is not None, "what refers to the connection is not collected yet"
    assert open_sockets() <= before


def test_tls_at_a_broker_without_it(fake_broker):
    assert re.search("TLS|closes the connection", failure(fake_broker.port, has_tls=True))


def test_a_web_server(webhook):
    assert "as a broker for MQTT" in failure(webhook.port)


def test_a_server_that_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert "as a broker for MQTT" in failure(server.getsockname()[1], timeout_s=0.3)


def test_a_server_that_hangs_up():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            server.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        message = failure(server.getsockname()[1])
        thread.join()
    assert "as a broker for MQTT" in message


def test_a_connection_that_is_lost_between_two_messages_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept_and_hang_up() -> None:
            connection, _ = server.accept()
            connection.recv(1000)
            connection.sendall(b"\x20\x02\x00\x00")
            connection.close()

        thread = threading.Thread(target=accept_and_hang_up)
        thread.start()
        port = server.getsockname()[1]
        broker = MqttBroker(BrokerTarget("127.0.0.1", port, "door"), "status", 5)
        broker.connect()
        thread.join()
        with pytest.raises(DeliveryError, match="closed the connection"):
            broker.publish("hall", b"1")
        assert not broker.is_connected


def test_garbage_from_a_broker_is_an_error_in_words():
    answers = (b"\x20\x02\x00\x00\x40\x02\x00\x63", b"\x20\x02\x00\x00\xff" * 9, b"\x20\x00", b"\0")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_each() -> None:
            for answer in answers:
                connection, _ = server.accept()
                connection.recv(1000)
                connection.sendall(answer)
                connection.close()

        thread = threading.Thread(target=answer_each)
        thread.start()
        target = BrokerTarget("127.0.0.1", server.getsockname()[1], "door")
        for _ in answers:
            broker = MqttBroker(target, "status", 5)
            with pytest.raises(DeliveryError):  # noqa: PT012 - some take the greeting
                broker.connect()
                broker.publish("hall", b"1")
            broker.drop()
        thread.join()


def test_a_packet_without_an_end_is_not_read_into_memory():
    sent = []

    def flood() -> None:
        connection, _ = server.accept()
        connection.recv(1000)
        with contextlib.suppress(OSError), connection:
            connection.sendall(b"\x20\x02\x00\x00" + b"\x30\xff\xff\xff\x7f")
            for _ in range(255):
                connection.sendall(bytes(1_000_000))
                sent.append(1)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=flood)
        thread.start()
        target = BrokerTarget("127.0.0.1", server.getsockname()[1], "door")
        broker = MqttBroker(target, "status", 30)
        with pytest.raises(DeliveryError, match="as a broker for MQTT"):  # noqa: PT012 - either
            broker.connect()
            broker.publish("hall", b"1")
        thread.join()
    assert not broker.is_connected
    assert len(sent) < 60


def test_many_messages_are_not_taken_for_such_a_packet(fake_broker):
    broker = MqttBroker(BrokerTarget("127.0.0.1", fake_broker.port, "door"), "status", 30)
    broker.connect()
    for number in range(100):
        broker.publish("hall", b"%d" % number)
    broker.close()
    assert len(fake_broker.payloads("hall")) == 100


def test_after_an_unforeseen_error_it_connects_anew(fake_broker, monkeypatch):
    broker = MqttBroker(BrokerTarget("127.0.0.1", fake_broker.port, "door"), "status", 30)
    broker.connect()

    def fail(_client) -> None:
        raise IndexError("no such byte")

    with monkeypatch.context() as patch:
        patch.setattr("paho.mqtt.client.Client.loop_read", fail)
        with pytest.raises(IndexError):
            broker.publish("hall", b"1")
    assert not broker.is_connected
    broker.connect()
    broker.publish("hall", b"2")
    broker.close()


def test_the_addresses_of_a_name_share_the_time(silent_addresses):
    silent_addresses("broker.example", 4)
    began_s = time.monotonic()
    assert "does not answer in time" in failure(1883, "broker.example", timeout_s=1.0)
    assert time.monotonic() - began_s < 3.0
