"""Fixtures of the tests that send messages."""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from maskapp.outputs.notify.message import Message, MessageKind
from tests.support.fake_mqtt_broker import FakeMqttBroker
from tests.support.webhook_server import WebhookServer

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def make_message(number: int = 1, **facts) -> Message:
    event = {"person": number, "label": "without_mask", "length_s": 3.0, "ended": None}
    now = datetime.now(UTC)
    return Message(f"id-{number}", MessageKind.EVENT_BEGAN, now, event, **facts)


def free_port() -> int:
    """Return a port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def webhook() -> Iterator[WebhookServer]:
    server = WebhookServer()
    yield server
    server.close()


@pytest.fixture
def fake_broker() -> Iterator[FakeMqttBroker]:
    broker = FakeMqttBroker()
    yield broker
    broker.close()


@pytest.fixture
def start_mosquitto(tmp_path) -> Iterator[Callable[..., int]]:
    """A function that starts the real broker with lines of configuration; returns its port."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        pytest.skip("mosquitto is not installed; the fake broker is tried alone")
    running: list[subprocess.Popen[str]] = []

    def start(*lines: str, port: int = 0) -> int:
        port = port or free_port()
        file = tmp_path / "mosquitto.conf"
        file.write_text("\n".join((f"listener {port} 127.0.0.1", "user root", *lines, "")))
        process = subprocess.Popen(
            [program, "-c", str(file)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        running.append(process)
        assert process.stderr is not None
        for line in process.stderr:
            if line.rstrip().endswith("running"):
                break
        return port

    yield start
    for process in running:
        process.terminate()
        process.wait(10)
        assert process.stderr is not None
        process.stderr.close()
