"""Everything that other programs get: which services are on, and what is sent to them."""

import contextlib
import logging
import queue
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from maskapp.errors import OutputError
from maskapp.files.secret_store import SecretStore
from maskapp.live.background_task import BackgroundTask, Failed, unexpected
from maskapp.live.outside.event_news import EventNews
from maskapp.live.outside.locked_service import LockedService
from maskapp.live.outside.sender import Sender, Service
from maskapp.live.outside.service_status import ServiceStatus
from maskapp.outputs.event_json import event_as_json
from maskapp.outputs.notify.message import Message, MessageKind, new_id
from maskapp.outputs.notify.message_queue import MessageQueue
from maskapp.outputs.notify.mqtt_topics import KeptTopics
from maskapp.outputs.notify.rate_limit import RateLimit
from maskapp.outputs.notify.targets import (
    MQTT_PASSWORD,
    WEBHOOK_SECRET,
    BrokerTarget,
    WebhookTarget,
    broker_of,
    webhook_of,
)
from maskapp.outputs.notify.view_state import NOT_WATCHING, ViewState
from maskapp.outputs.violation_event import EventKey
from maskapp.settings.settings import Settings

if TYPE_CHECKING:
    from maskapp.outputs.notify.mqtt_service import MqttService

WEBHOOK, MQTT = "webhook", "mqtt"
"""The names of the services."""
QUEUE_FOLDER = "outbox"
"""Name of the folder of waiting messages inside the data folder."""

_MOST_NEWS = 200
"""Events that may wait in memory for the disk; more are dropped."""
_MOST_PICTURE_BYTES = 256_000_000
"""Their pictures may take so much of it; further ones go without."""
_LAST_WORDS_S = 1.5
_DROP_OLD_EVERY_S = 3600.0
_NO_SECRETS: Mapping[str, str] = MappingProxyType({})
_SECRETS = {WEBHOOK: WEBHOOK_SECRET, MQTT: MQTT_PASSWORD}

_log = logging.getLogger(__name__)

_Target = WebhookTarget | BrokerTarget


@dataclass(frozen=True, slots=True)
class SecretRefused(Failed):
    """The keyring does not take the secret with this name."""

    name: str


class Outside(BackgroundTask[ServiceStatus]):
    """A thread that turns news into messages and keeps them for the senders of the services.

    Reports `ServiceStatus`, from several threads, and `Failed` with what the user has to know.
    Every method but `finish` returns at once. Starts no sender and opens no connection unless the
    settings name a service.

    Args:
        data_dir: The data folder, which holds the waiting messages.
        secrets: Knows passwords.
        report: See `BackgroundTask`.
    """

    def __init__(
        self,
        data_dir: Path,
        secrets: SecretStore,
        report: Callable[[BackgroundTask[ServiceStatus], ServiceStatus | Failed], None],
    ) -> None:
        super().__init__(type(self).__name__, report)
        self._data_dir = data_dir
        self._secrets = secrets
        self._commands: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._state = NOT_WATCHING  # of the threads that call
        self._shown = NOT_WATCHING  # from here on, of this thread
        self._settings = Settings()
        self._limit = RateLimit(self._settings.outside_per_minute)
        self._targets: dict[str, _Target] = {}
        self._senders: dict[str, Sender] = {}
        self._queues: dict[str, MessageQueue] = {}
        self._mqtt: MqttService | None = None
        self._kept = KeptTopics()
        self._told: dict[EventKey, tuple[str, set[str]]] = {}  # ids of events, and which services
        self._dropped: Counter[str] = Counter()  # by service, until its next message tells it
        self._drop_old_at_s = time.monotonic()

    def use_settings(self, settings: Settings, secrets: Mapping[str, str] = _NO_SECRETS) -> None:
        """Start and stop services as the settings require it.

        Args:
            settings: The settings.
            secrets: Other secrets by name, to be kept and used from now on; "" forgets one. They
                come with the settings, so that none goes to the server of another address.
        """
        self._commands.put(partial(self._use, settings, dict(secrets)))

    def add(self, news: EventNews) -> None:
        """Send an event that has begun or ended."""
        picture = news.picture
        if picture is not None and self._commands.qsize() * picture.nbytes > _MOST_PICTURE_BYTES:
            news = replace(news, picture=None)
        if self._commands.qsize() < _MOST_NEWS or news.event.ending is not None:
            self._commands.put(partial(self._add, news))
        else:
            self._commands.put(self._count_dropped)

    def show(self, state: ViewState) -> None:
        """Show who is in view, if that has changed."""
        if state != self._state:
            self._state = state
            self._commands.put(partial(self._show, state))

    def finish(self, timeout_s: float) -> bool:
        """Keep what was added, send what can be sent at once, and end all threads.

        Returns:
            Whether they have ended; messages that were not sent are sent after the next start.
        """
        self._commands.put(None)
        return self.join(timeout_s)

    def _run(self) -> None:
        try:
            while (command := self._next()) is not None:
                try:
                    command()
                except Exception as error:  # noqa: BLE001 - the thread would end, and all sending
                    _log.exception("Sending to other programs failed unexpectedly")
                    self._report(Failed(unexpected(error)))
        finally:
            self._stop_senders()

    def _next(self) -> Callable[[], None] | None:
        """Return the next command, which may be to drop old messages."""
        wait_s = self._drop_old_at_s - time.monotonic()
        if wait_s > 0:
            with contextlib.suppress(queue.Empty):
                return self._commands.get(timeout=wait_s)
        return self._drop_old

    def _drop_old(self) -> None:
        """Drop old messages, also of services that are off."""
        self._drop_old_at_s = time.monotonic() + _DROP_OLD_EVERY_S
        for name in (WEBHOOK, MQTT):
            self._queue(name).drop_old()

    def _stop_senders(self) -> None:
        for sender in self._senders.values():
            sender.stop()
        end_s = time.monotonic() + _LAST_WORDS_S
        for sender in self._senders.values():
            sender.join(max(0.0, end_s - time.monotonic()))

    def _use(self, settings: Settings, secrets: Mapping[str, str]) -> None:
        for name, secret in secrets.items():
            try:
                self._secrets.keep(name, secret)
            except OutputError as error:
                self._report(SecretRefused(str(error), name))
        self._settings = settings
        self._limit.per_minute = settings.outside_per_minute
        wanted: dict[str, _Target] = {}
        if settings.sends_to_webhook:
            wanted[WEBHOOK] = webhook_of(settings)
        if settings.sends_to_mqtt:
            wanted[MQTT] = broker_of(settings, self._data_dir)
        for name in (WEBHOOK, MQTT):
            has_other_secret = name in wanted and _SECRETS[name] in secrets
            if has_other_secret or wanted.get(name) != self._targets.get(name):
                self._replace(name, wanted.get(name))

    def _replace(self, name: str, target: _Target | None) -> None:
        """Stop the sender of a service, if any, and start another, if there is a target."""
        before, old = self._senders.pop(name, None), self._targets.get(name)
        if before is not None:
            before.stop(withdraw=_leaves(old, target), is_replaced=target is not None)
        if target is None:
            self._targets.pop(name, None)
            self._dropped.pop(name, None)
            self._queue(name).clear()  # nobody expects them when it is switched on again
            for _, told in self._told.values():
                told.discard(name)
            self._report(ServiceStatus(name, ""))
            return
        self._targets[name] = target
        make = partial(self._make_service, name, target)
        sender = Sender(name, make, self._queue(name), self._take_status, after=before)
        self._senders[name] = sender
        sender.start()

    def _make_service(self, name: str, target: _Target) -> Service:
        """Create a service, in the thread of its sender, which may wait for the keyring."""
        try:
            secret = self._secrets.find(_SECRETS[name])
        except OutputError as error:
            return LockedService(self._service_of(target, ""), str(error))
        return self._service_of(target, secret)

    def _service_of(self, target: _Target, secret: str) -> Service:
        # Imported late: at start they would delay the window.
        from maskapp.outputs.notify.mqtt_service import MqttService  # noqa: PLC0415
        from maskapp.outputs.notify.webhook import Webhook  # noqa: PLC0415

        if isinstance(target, WebhookTarget):
            return Webhook(replace(target, secret=secret))
        service = MqttService(replace(target, password=secret), self._kept)
        service.show(self._shown)
        self._commands.put(partial(self._follow, service))  # who is in view may change meanwhile
        return service

    def _follow(self, service: "MqttService") -> None:
        """Let a broker show who is in view from now on."""
        self._mqtt = service
        service.show(self._shown)

    def _queue(self, name: str) -> MessageQueue:
        if name not in self._queues:
            self._queues[name] = MessageQueue(self._data_dir / QUEUE_FOLDER / name)
        return self._queues[name]

    def _take_status(
        self, sender: BackgroundTask[ServiceStatus], event: ServiceStatus | Failed
    ) -> None:
        if isinstance(event, Failed) or self._senders.get(event.name) is sender:
            self._report(event)

    def _show(self, state: ViewState) -> None:
        self._shown = state
        if self._mqtt is not None:
            self._mqtt.show(state)

    def _add(self, news: EventNews) -> None:
        event = news.event
        if event.ending is not None:
            event_id, told = self._told.pop(event.key, ("", set()))
            if told:  # otherwise nobody was told that it began
                self._send(MessageKind.EVENT_ENDED, news, event_id, told)
        elif not self._senders:
            return
        elif self._limit.allows():
            event_id, told = self._told[event.key] = new_id(), set(self._senders)
            self._send(MessageKind.EVENT_BEGAN, news, event_id, told)
        else:
            self._count_dropped()

    def _send(self, kind: MessageKind, news: EventNews, event_id: str, to: set[str]) -> None:
        content = event_as_json(news.event, has_clock_time=news.is_live, input_name=news.source)
        content["id"] = event_id
        message_id, at = new_id(), datetime.now().astimezone()
        for name in to:
            sender = self._senders[name]
            picture = self._picture(news) if name == WEBHOOK else None
            message = Message(message_id, kind, at, content, self._dropped.pop(name, 0), picture)
            try:
                lost = self._queue(name).put(message)
            except OutputError as error:
                lost = 1
                self._report(Failed(f"A message to {sender.place} is lost: {error}"))
            if lost:
                sender.count_dropped(lost)
            sender.wake()

    def _picture(self, news: EventNews) -> bytes | None:
        if news.picture is None:
            return None
        from maskapp.outputs.notify.small_picture import small_jpeg  # noqa: PLC0415 - OpenCV

        return small_jpeg(news.picture)

    def _count_dropped(self) -> None:
        self._dropped.update(self._senders.keys())
        for sender in self._senders.values():
            sender.count_dropped(1)


def _leaves(before: _Target | None, after: _Target | None) -> bool:
    """Return whether a server is to forget us, since nothing of us will be there any more."""
    if isinstance(before, BrokerTarget) and isinstance(after, BrokerTarget):
        return (before.host, before.port) != (after.host, after.port)
    return after is None
