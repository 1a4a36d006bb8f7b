"""Fixtures of the tests that send messages."""

import contextlib
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


@pytest.fixture
def silent_addresses(monkeypatch) -> Iterator[Callable[..., None]]:
    """A function that gives a name some addresses that do not answer, and one with a port."""
    look_up = socket.getaddrinfo
    names: dict[str, list[int]] = {}

    def find(host, port, *args, **facts):
        if host not in names:
            return look_up(host, port, *args, **facts)
        kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(*kind, ("127.0.0.1", each)) for each in names[host]]

    with contextlib.ExitStack() as sockets:
        listener = sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):  # one that has enough in its queue takes no more, and says nothing
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())

        def give(name: str, number: int, *ports: int) -> None:
            names[name] = [listener.getsockname()[1]] * number + list(ports)

        monkeypatch.setattr(socket, "getaddrinfo", find)
        yield give
