"""Sending messages and figures to an MQTT broker."""

import json
import threading
import time
from collections.abc import Iterable

from maskapp.outputs.notify.message import Message
from maskapp.outputs.notify.mqtt_broker import MqttBroker
from maskapp.outputs.notify.mqtt_topics import (
    KeptTopics,
    Topics,
    discovery_messages,
    retained_topics,
)
from maskapp.outputs.notify.targets import BrokerTarget
from maskapp.outputs.notify.view_state import NOT_WATCHING, ViewState

_TIMEOUT_S = 15.0
_STATE_EVERY_S = 1.0


class MqttService:
    """A broker that gets messages, figures, and what Home Assistant needs to find both.

    Stays connected, so that the broker can tell others when this program is gone. Only `show` and
    `wake` may be called from other threads.

    Args:
        target: The broker.
        kept: What it may keep of us under earlier names too.
        timeout_s: For the connection, and for the receipt of a message.
        state_every_s: Least time between two reports of who is in view.
    """

    has_connection = True
    """Whether it stays connected while there is nothing to send."""

    def __init__(
        self,
        target: BrokerTarget,
        kept: KeptTopics | None = None,
        timeout_s: float = _TIMEOUT_S,
        state_every_s: float = _STATE_EVERY_S,
    ) -> None:
        self._topics = Topics(target.client_id)
        self._discovery = discovery_messages(target.discovery, self._topics)
        self._own = retained_topics(target)
        self._kept = kept or KeptTopics()
        self._kept.add(target)
        self._broker = MqttBroker(target, self._topics.status, timeout_s)
        self._state_every_s = state_every_s
        self._wanted = NOT_WATCHING
        self._published: ViewState | None = None
        self._published_s = 0.0
        self._woken = threading.Event()
        self.place = target.host

    def show(self, state: ViewState) -> None:
        """Publish who is in view soon, if that has changed."""
        self._wanted = state

    def connect(self) -> None:
        """Connect and say who we are, unless that was done.

        Raises:
            DeliveryError: The broker cannot be reached, or refuses.
        """
        if self._broker.is_connected:
            return
        self._broker.connect()
        self._published = None
        self._clear(self._kept.topics - self._own)
        for topic, payload in self._discovery.items():
            self._broker.publish(topic, payload, retain=True)
        self._broker.publish(self._topics.status, b"online", retain=True)
        self._publish_state()

    def send(self, message: Message) -> None:
        """Publish a message.

        Raises:
            DeliveryError: The connection is lost.
        """
        payload = message.as_json()
        self._broker.publish(self._topics.events, payload)
        if message.event is not None:
            self._broker.publish(self._topics.last_event, payload, retain=True)

    def wait(self, timeout_s: float) -> None:
        """Keep the connection, and publish who is in view, until `wake` is called.

        Raises:
            DeliveryError: The connection is lost.
        """
        deadline_s = time.monotonic() + timeout_s
        while not self._woken.is_set() and time.monotonic() < deadline_s:
            if self._broker.is_connected:
                self._broker.serve()
                if time.monotonic() - self._published_s >= self._state_every_s:
                    self._publish_state()
            else:
                self._woken.wait(deadline_s - time.monotonic())
        self._woken.clear()

    def wake(self) -> None:
        """End a call of `wait`, from another thread."""
        self._woken.set()

    def close(self) -> None:
        """Say that the program is gone, and disconnect.

        Raises:
            DeliveryError: The connection is lost.
        """
        if self._broker.is_connected:
            self._wanted = NOT_WATCHING
            self._publish_state()
            self._broker.publish(self._topics.status, b"offline", retain=True)
            self._broker.close()

    def withdraw(self) -> None:
        """Remove what the broker keeps of us, and disconnect.

        Raises:
            DeliveryError: The broker cannot be reached.
        """
        self._broker.connect()
        self._clear(self._kept.topics | self._own)
        self._broker.close()

    def _clear(self, topics: Iterable[str]) -> None:
        for topic in sorted(topics):
            self._broker.publish(topic, b"", retain=True)
            self._kept.remove(topic)

    def _publish_state(self) -> None:
        state = self._wanted
        if state != self._published:
            payload = json.dumps(state.as_json()).encode()
            self._broker.publish(self._topics.state, payload, retain=True)
            self._published, self._published_s = state, time.monotonic()
