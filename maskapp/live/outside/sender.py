"""The thread that sends the waiting messages of one service, in order, until they have arrived."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from maskapp.errors import DeliveryError, OutputError
from maskapp.live.background_task import BackgroundTask, Failed, unexpected
from maskapp.live.outside.service_status import ServiceStatus
from maskapp.outputs.notify.message import Message
from maskapp.outputs.notify.message_queue import MessageQueue
from maskapp.outputs.notify.retry_pauses import RetryPauses

_IDLE_S = 3600.0
_LAST_S = 1.0
"""How long messages that wait are still sent when the thread is to end."""
_PREDECESSOR_TIMEOUT_S = 60.0
STEADY_AFTER_S = 60.0
"""A connection that ends sooner has failed: two programs with one client ID, of which each has its
connection closed by the other's, would go on for ever and nobody would be told."""

_log = logging.getLogger(__name__)


class Service(Protocol):
    """What a sender needs of a webhook or a broker; all but `wake` run in its thread."""

    has_connection: bool

    @property
    def place(self) -> str:
        """The server, without anything secret."""

    def connect(self) -> None:
        """Connect unless there is a connection; raises `DeliveryError`."""

    def send(self, message: Message) -> object:
        """Send a message; raises `DeliveryError`."""

    def wait(self, timeout_s: float) -> None:
        """Wait for `wake`, and keep the connection; raises `DeliveryError`."""

    def wake(self) -> None:
        """End a call of `wait`."""

    def close(self) -> None:
        """Close the connection; raises `DeliveryError`."""

    def withdraw(self) -> None:
        """Remove what the server keeps of us; raises `DeliveryError`."""


class Sender(BackgroundTask[ServiceStatus]):
    """A thread that sends messages to one service; reports `ServiceStatus` when it changes.

    Messages are sent at least once: one that was on its way when the program died is sent again,
    with the same id. One that fails again and again for no known reason holds up no others.

    Args:
        name: Name of the service.
        make_service: Creates the service, in the thread; may wait for the keyring.
        queue: The messages.
        report: See `BackgroundTask`.
        pauses: The pauses between attempts.
        after: The sender before it, which may still be sending from the same queue.
    """

    def __init__(
        self,
        name: str,
        make_service: Callable[[], Service],
        queue: MessageQueue,
        report: Callable[[BackgroundTask[ServiceStatus], ServiceStatus | Failed], None],
        pauses: RetryPauses | None = None,
        after: "Sender | None" = None,
    ) -> None:
        super().__init__(f"{type(self).__name__} {name}", report)
        self._make_service = make_service
        self._queue = queue
        self._pauses = pauses or RetryPauses()
        self._after = after
        self._lock = threading.Lock()  # of the attributes below
        self._service: Service | None = None
        self._status = ServiceStatus(name, "", waiting=len(queue))
        self._stop_at_s: float | None = None
        self._withdraws = self._is_replaced = False
        self._retry_at_s: float | None = None  # of the thread
        self._connected_at_s: float | None = None  # likewise
        self._was_connected = False  # likewise

    def wake(self) -> None:
        """Look for new messages."""
        with self._lock:
            if self._service is not None:
                self._service.wake()

    def count_dropped(self, number: int) -> None:
        """Count events that are not sent."""
        with self._lock:
            self._status = replace(self._status, dropped=self._status.dropped + number)
            status = self._status
        self._report(status)

    @property
    def place(self) -> str:
        """The server; "" until it is known."""
        with self._lock:
            return self._status.place

    def stop(self, *, withdraw: bool = False, is_replaced: bool = False) -> None:
        """End the thread once what it is sending, and what waits, has arrived or failed.

        Args:
            withdraw: Whether the server is to forget us, as the service was switched off.
            is_replaced: Whether another sender goes on, to which the messages are left.
        """
        with self._lock:
            self._stop_at_s = time.monotonic() + _LAST_S
            self._withdraws = withdraw
            self._is_replaced = is_replaced
        self.wake()

    def _run(self) -> None:
        if self._after is not None:
            self._after.join(_PREDECESSOR_TIMEOUT_S)
            self._after = None
        service = self._make_service()
        with self._lock:
            self._service = service
        self._tell(place=service.place)
        while not self._stops():
            try:
                self._send_or_wait(service)
            except DeliveryError as error:
                self._take_failure(error)
            except Exception as error:  # noqa: BLE001 - the thread would end, and all sending
                _log.exception("Sending to %s failed unexpectedly", service.place)
                self._take_failure(DeliveryError(unexpected(error).rstrip(".")))
        self._end(service)

    def _send_or_wait(self, service: Service) -> None:
        """Send what waits, unless a pause goes on; then wait for something to do."""
        now_s = time.monotonic()
        if self._retry_at_s is not None and now_s < self._retry_at_s:
            service.wait(self._retry_at_s - now_s)
        else:
            self._send_all(service)
            service.wait(_IDLE_S if self._is_steady(service) else STEADY_AFTER_S)
        self._tell()

    def _stops(self) -> bool:
        with self._lock:
            return self._stop_at_s is not None

    def _has_to_end(self) -> bool:
        with self._lock:
            is_late = self._stop_at_s is not None and time.monotonic() > self._stop_at_s
            return is_late or self._withdraws or self._is_replaced

    def _send_all(self, service: Service) -> None:
        service.connect()
        self._retry_at_s = None
        if service.has_connection:
            self._was_connected = True
            self._connected_at_s = self._connected_at_s or time.monotonic()
            self._tell(is_connected=True, problem="", failures=self._failures_left(service))
        while not self._has_to_end() and (message := self._first()) is not None:
            refusal = ""
            try:
                service.send(message)
            except DeliveryError as error:
                if not error.is_refusal:
                    raise
                refusal = f"{error}; the message was dropped"
                _log.warning("%s", refusal)
            except Exception:
                if self._queue.note_failure(message):
                    _log.warning("Message %s lets the others pass, and is tried later", message.id)
                raise
            self._queue.remove(message)
            self._count(sent=not refusal, dropped=bool(refusal))
            failures = self._status.failures + 1 if refusal else self._failures_left(service)
            self._tell(problem=refusal, failures=failures)
        if self._is_steady(service):
            self._pauses.reset()

    def _first(self) -> Message | None:
        try:
            return self._queue.first()
        except OutputError as error:
            raise DeliveryError(str(error)) from error

    def _is_steady(self, service: Service) -> bool:
        """Return whether what went well is a success, not just the beginning of a failure."""
        if not service.has_connection:
            return True
        since_s = self._connected_at_s
        return since_s is not None and time.monotonic() - since_s >= STEADY_AFTER_S

    def _failures_left(self, service: Service) -> int:
        """Return how many failures still count after something went well."""
        return 0 if self._is_steady(service) else self._status.failures

    def _take_failure(self, error: DeliveryError) -> None:
        pause_s = max(self._pauses.next_s(), error.after_s or 0.0)
        self._retry_at_s = time.monotonic() + pause_s
        self._connected_at_s = None
        _log.info("%s; the next attempt is in %.0f s", error, pause_s)
        failures = self._status.failures + 1  # which only this thread changes
        self._tell(is_connected=False, problem=str(error), failures=failures)

    def _count(self, *, sent: int, dropped: int) -> None:
        with self._lock:
            status = self._status
            self._status = replace(
                status, sent=status.sent + sent, dropped=status.dropped + dropped
            )

    def _tell(self, **changes: Any) -> None:
        with self._lock:
            before = self._status
            self._status = status = replace(
                before, waiting=len(self._queue), retry_at_s=self._retry_at_s, **changes
            )
        if status != before:
            self._report(status)

    def _end(self, service: Service) -> None:
        try:
            has_trouble = self._retry_at_s is not None
            if self._withdraws and not (self._is_replaced and has_trouble):
                service.withdraw()
                return
            if not (self._is_replaced or has_trouble):
                self._send_all(service)
            service.close()
            if self._withdraws:
                self._tell_remains(self._status.problem)
        except DeliveryError as error:
            _log.warning("The last words to %s failed: %s", service.place, error)
            if self._withdraws:
                self._tell_remains(str(error))

    def _tell_remains(self, problem: str) -> None:
        """Tell that the server does not forget us, unless it may never have known us."""
        if not self._is_replaced:
            remedy = "switch MQTT on and off again when the broker can be reached"
        elif self._was_connected:
            remedy = "delete the device there, or use that broker once more and switch MQTT off"
        else:
            return
        self._report(Failed(f"{problem}. So Home Assistant still lists Maskapp: {remedy}"))
