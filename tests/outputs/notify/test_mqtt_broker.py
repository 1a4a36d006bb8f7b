"""Why a broker cannot be used, in words."""

import re
import socket
import threading

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
