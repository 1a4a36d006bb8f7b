"""The thread that sends what waits."""

import threading
import time
from collections import deque

import pytest

from maskapp.errors import DeliveryError
from maskapp.live.background_task import Failed
from maskapp.live.outside import sender as sender_module
from maskapp.live.outside.sender import Sender
from maskapp.live.outside.service_status import ServiceStatus
from maskapp.outputs.notify.message_queue import MessageQueue
from maskapp.outputs.notify.mqtt_service import MqttService
from maskapp.outputs.notify.mqtt_topics import Topics
from maskapp.outputs.notify.retry_pauses import RetryPauses
from maskapp.outputs.notify.targets import BrokerTarget, WebhookTarget
from maskapp.outputs.notify.webhook import Webhook
from tests.support.fake_mqtt_broker import FakeMqttBroker
from tests.support.outside_fixtures import free_port, make_message
from tests.support.webhook_server import WebhookServer, status

PATIENCE_S = 30.0


class Short(RetryPauses):
    """Pauses without their length, but counted."""

    def __init__(self, pause_s: float = 0.01) -> None:
        self.taken = 0
        self.pause_s = pause_s
        super().__init__()

    def next_s(self) -> float:
        self.taken += 1
        return self.pause_s


class FakeService:
    """A service that fails as told; `entered` says that it is sending."""

    has_connection = False
    place = "hall"

    def __init__(self) -> None:
        self.failures: deque[Exception] = deque()
        self.sent: list[str] = []
        self.woken = threading.Event()
        self.withdrawn = self.closed = False
        self.entered = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def connect(self) -> None: ...

    def send(self, message) -> None:
        self.entered.set()
        assert self.gate.wait(PATIENCE_S)
        if self.failures:
            raise self.failures.popleft()
        self.sent.append(message.id)

    def wait(self, timeout_s: float) -> None:
        self.woken.wait(timeout_s)
        self.woken.clear()

    def wake(self) -> None:
        self.woken.set()

    def close(self) -> None:
        self.closed = True

    def withdraw(self) -> None:
        self.withdrawn = True


class Statuses:
    """The reported statuses, and a way to wait for one."""

    def __init__(self) -> None:
        self.all: list[ServiceStatus | Failed] = []
        self.changed = threading.Condition()

    def __call__(self, _task, status) -> None:
        with self.changed:
            self.all.append(status)
            self.changed.notify_all()

    def wait_for(self, condition) -> ServiceStatus:
        with self.changed:
            assert self.changed.wait_for(
                lambda: self.all and condition(self.all[-1]), PATIENCE_S
            ), self.all
            return self.all[-1]


@pytest.fixture
def queue(tmp_path) -> MessageQueue:
    return MessageQueue(tmp_path / "outbox")


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def statuses() -> Statuses:
    return Statuses()


@pytest.fixture
def start(queue, statuses):
    senders: list[Sender] = []

    def start(service, pauses=None, **facts) -> Sender:
        sender = Sender("webhook", lambda: service, queue, statuses, pauses or Short(), **facts)
        senders.append(sender)
        sender.start()
        return sender

    yield start
    for sender in senders:
        sender.stop()
        assert sender.join(PATIENCE_S)


def put(queue, sender, *numbers) -> None:
    for number in numbers:
        queue.put(make_message(number))
    sender.wake()


def test_sends_what_an_earlier_start_left_then_what_comes(queue, service, statuses, start):
    queue.put(make_message(1))
    sender = start(service)
    statuses.wait_for(lambda status: status.sent == 1)
    put(queue, sender, 2, 3)
    status = statuses.wait_for(lambda status: status.sent == 3)
    assert service.sent == ["id-1", "id-2", "id-3"]
    assert (status.waiting, status.problem, len(queue)) == (0, "", 0)


def test_tries_again_in_order_until_it_arrives(queue, service, statuses, start):
    service.failures += [DeliveryError("no"), DeliveryError("no")]
    pauses = Short()
    put(queue, start(service, pauses), 1, 2)
    statuses.wait_for(lambda status: status.sent == 2 and not status.waiting)
    assert service.sent == ["id-1", "id-2"]
    assert pauses.taken == 2


def test_says_why_it_waits_and_when_it_tries_again(queue, service, statuses, start):
    service.failures.append(DeliveryError("The door is shut"))
    put(queue, start(service, Short(600)), 1, 2)
    status = statuses.wait_for(lambda status: status.waiting == 2 and status.problem)
    assert (status.problem, status.is_connected) == ("The door is shut", False)
    assert status.retry_at_s is not None


def test_waits_at_least_as_long_as_the_server_asks(queue, service, statuses, start):
    service.failures.append(DeliveryError("busy", after_s=600.0))
    before = Short(1)
    put(queue, start(service, before), 1)
    status = statuses.wait_for(lambda status: status.problem)
    assert status.retry_at_s > time.monotonic() + 500


def test_a_new_message_does_not_shorten_the_pause(queue, service, statuses, start):
    service.failures.append(DeliveryError("no"))
    sender = start(service, Short(600))
    put(queue, sender, 1)
    statuses.wait_for(lambda status: status.problem)
    put(queue, sender, 2)
    statuses.wait_for(lambda status: status.waiting == 2)
    assert service.sent == []


def test_a_message_that_is_refused_is_dropped_and_told(queue, service, statuses, start):
    service.failures.append(DeliveryError("too large", is_refusal=True))
    put(queue, start(service), 1, 2)
    status = statuses.wait_for(lambda status: status.sent == 1 and not status.waiting)
    assert service.sent == ["id-2"]
    assert status.dropped == 1
    told = next(each for each in statuses.all if each.problem)
    assert (told.problem, told.failures) == ("too large; the message was dropped", 1)


def test_the_next_sender_waits_for_the_one_before(queue, service, statuses, start):
    service.gate.clear()
    first = start(service)
    put(queue, first, 1)
    assert service.entered.wait(PATIENCE_S)
    first.stop()
    second_service = FakeService()
    start(second_service, after=first)
    service.gate.set()
    assert first.join(PATIENCE_S)
    statuses.wait_for(lambda status: status.waiting == 0)
    assert (service.sent, second_service.sent) == (["id-1"], [])


def test_sends_the_rest_and_closes_when_it_ends(queue, service, start, monkeypatch):
    monkeypatch.setattr(sender_module, "_LAST_S", PATIENCE_S)  # on a busy computer
    service.gate.clear()
    sender = start(service)
    put(queue, sender, 1, 2)
    assert service.entered.wait(PATIENCE_S)
    sender.stop()
    service.gate.set()
    assert sender.join(PATIENCE_S)
    assert service.sent == ["id-1", "id-2"]
    assert (service.closed, service.withdrawn) == (True, False)


def test_withdraws_and_sends_nothing_more_when_switched_off(queue, service, start):
    service.gate.clear()
    sender = start(service)
    put(queue, sender, 1, 2)
    assert service.entered.wait(PATIENCE_S)
    sender.stop(withdraw=True)
    service.gate.set()
    assert sender.join(PATIENCE_S)
    assert service.sent == ["id-1"]
    assert (service.closed, service.withdrawn) == (False, True)


def test_leaves_the_rest_to_the_one_that_replaces_it(queue, service, start):
    service.gate.clear()
    sender = start(service)
    put(queue, sender, 1, 2)
    assert service.entered.wait(PATIENCE_S)
    sender.stop(is_replaced=True)
    service.gate.set()
    assert sender.join(PATIENCE_S)
    assert (service.sent, len(queue)) == (["id-1"], 1)
    assert service.closed


def test_ends_at_once_in_the_middle_of_a_pause(queue, service, statuses, start):
    service.failures.append(DeliveryError("no"))
    sender = start(service, Short(600))
    put(queue, sender, 1)
    statuses.wait_for(lambda status: status.problem)
    sender.stop()
    assert sender.join(PATIENCE_S)
    assert (service.sent, len(queue)) == ([], 1)


def test_a_webhook_that_comes_up_late_gets_everything_once(queue, statuses, start):
    port = free_port()
    sender = start(Webhook(WebhookTarget(f"http://127.0.0.1:{port}/")))
    put(queue, sender, *range(5))
    statuses.wait_for(lambda status: status.problem)
    answers = (status(503), status(500), status(429, Retry_After="0"))
    server = WebhookServer(port=port, answers=answers)
    try:
        server.wait_for(8)
        statuses.wait_for(lambda status: status.sent == 5)
    finally:
        server.close()
    ids = [message["id"] for message in server.messages]
    assert ids == ["id-0"] * 4 + [f"id-{number}" for number in range(1, 5)]


def test_a_broker_that_goes_and_comes_back_gets_everything_in_order(queue, statuses, start):
    broker = FakeMqttBroker()
    topics = Topics("door")
    service = MqttService(BrokerTarget("127.0.0.1", broker.port, "door"), timeout_s=5)
    sender = start(service)
    put(queue, sender, 1)
    broker.wait_for(lambda each: len(each.payloads(topics.last_event)) == 1)
    statuses.wait_for(lambda status: status.sent == 1)
    broker.close()
    statuses.wait_for(lambda status: status.problem)
    put(queue, sender, 2, 3)
    again = FakeMqttBroker(broker.port)
    try:
        again.wait_for(lambda each: len(each.payloads(topics.last_event)) == 2)
        statuses.wait_for(lambda status: status.sent == 3 and status.is_connected)
        sender.stop()
        assert sender.join(PATIENCE_S)
        assert [b"id-2" in each for each in again.payloads(topics.events)] == [True, False]
    finally:
        again.close()


def test_an_unforeseen_error_is_logged_and_tried_again(queue, service, statuses, start, caplog):
    service.failures += [IndexError("no such byte")]
    pauses = Short()
    put(queue, start(service, pauses), 1, 2)
    statuses.wait_for(lambda status: status.sent == 2 and not status.waiting)
    assert service.sent == ["id-1", "id-2"]
    assert pauses.taken == 1
    [told] = {each.problem for each in statuses.all if each.problem}
    assert "no such byte" in told
    assert not told.endswith(".")
    assert any(record.exc_info for record in caplog.records)
