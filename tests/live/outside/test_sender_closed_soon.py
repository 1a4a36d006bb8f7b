"""A connection that the server closes soon, again and again, as that of a client ID used twice."""

import queue
import threading

from maskapp.errors import DeliveryError
from maskapp.live.outside import sender as sender_module
from maskapp.live.outside.sender import Sender
from maskapp.live.outside.service_status import ServiceStatus
from maskapp.outputs.notify.message_queue import MessageQueue
from maskapp.outputs.notify.retry_pauses import RetryPauses
from tests.support.outside_fixtures import make_message

PATIENCE_S = 30.0


class Short(RetryPauses):
    """Pauses without their length; knows how many came since the last reset."""

    def reset(self) -> None:
        self.taken = 0
        super().reset()

    def next_s(self) -> float:
        self.taken += 1
        return 0.01


class Broker:
    """A broker that takes everything and then closes the connection, until it `is_kind`."""

    has_connection = True
    place = "hall"

    def __init__(self) -> None:
        self.is_kind = False
        self._woken = threading.Event()

    def connect(self) -> None: ...

    def send(self, _message) -> None: ...

    def wait(self, timeout_s: float) -> None:
        if not self.is_kind:
            raise DeliveryError("The broker has closed the connection")
        self._woken.wait(timeout_s)
        self._woken.clear()

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None: ...

    def withdraw(self) -> None: ...


def test_it_is_a_failure_until_a_connection_has_held_for_a_while(tmp_path, monkeypatch):
    broker, pauses, messages = Broker(), Short(), MessageQueue(tmp_path / "outbox")
    reports: queue.Queue[ServiceStatus] = queue.Queue()

    def wait_for(condition) -> ServiceStatus:
        while not condition(status := reports.get(timeout=PATIENCE_S)):
            pass
        return status

    messages.put(make_message(1))
    sender = Sender("mqtt", lambda: broker, messages, lambda _, each: reports.put(each), pauses)
    sender.start()
    try:
        told = wait_for(lambda status: status.failures == 3 and not status.is_connected)
        assert (told.sent, told.problem) == (1, "The broker has closed the connection")
        assert pauses.taken >= 3, "the pauses grow"
        broker.is_kind = True
        told = wait_for(lambda status: status.is_connected and broker.is_kind)
        assert told.failures >= 3
        monkeypatch.setattr(sender_module, "STEADY_AFTER_S", 0.05)
        broker.wake()
        wait_for(lambda status: status.is_connected and not status.failures)
    finally:
        sender.stop()
        assert sender.join(PATIENCE_S)
    assert pauses.taken == 0
