"""Topics at an MQTT broker, and how Home Assistant finds them there.

The form is that of https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery: a retained
message for each entity, below a prefix.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maskapp import __version__
from maskapp.outputs.notify.targets import BrokerTarget


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one program.

    Attributes:
        client_id: Its name among the clients of the broker.
    """

    client_id: str

    @property
    def status(self) -> str:
        """Retained: online or offline."""
        return f"maskapp/{self.client_id}/status"

    @property
    def state(self) -> str:
        """Retained: who is in view."""
        return f"maskapp/{self.client_id}/state"

    @property
    def events(self) -> str:
        """Each message, once."""
        return f"maskapp/{self.client_id}/events"

    @property
    def last_event(self) -> str:
        """Retained: the last of these messages."""
        return f"maskapp/{self.client_id}/last_event"


_LAST_EVENT = (
    "{{ value_json.event.label | replace('_', ' ') ~"
    " (', ' ~ value_json.event.ended | replace('_', ' ') if value_json.event.ended else '') }}"
)
_ENTITIES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "people": (
        "sensor",
        {"name": "People in view", "icon": "mdi:account-multiple", "unit_of_measurement": "people"},
    ),
    "without_mask": (
        "sensor",
        {"name": "Without mask", "icon": "mdi:account-alert", "unit_of_measurement": "people"},
    ),
    "worn_wrong": (
        "sensor",
        {"name": "Mask worn wrong", "icon": "mdi:face-mask", "unit_of_measurement": "people"},
    ),
    "violation": (
        "binary_sensor",
        {
            "name": "Violation",
            "device_class": "problem",
            "value_template": "{{ 'ON' if value_json.violation else 'OFF' }}",
        },
    ),
    "last_event": ("sensor", {"name": "Last event", "icon": "mdi:history"}),
}


def discovery_messages(prefix: str, topics: Topics) -> dict[str, bytes]:
    """Return what Home Assistant has to find, by topic.

    Args:
        prefix: The beginning of the topics; "" for no messages.
        topics: Where the values are.
    """
    if not prefix:
        return {}
    return {
        f"{prefix}/{component}/{topics.client_id}/{name}/config": json.dumps(
            _entity(name, facts, topics)
        ).encode()
        for name, (component, facts) in _ENTITIES.items()
    }


def retained_topics(target: BrokerTarget) -> frozenset[str]:
    """Return the topics at which a broker keeps something of us."""
    topics = Topics(target.client_id)
    discovery = discovery_messages(target.discovery, topics)
    return frozenset((*discovery, topics.state, topics.last_event, topics.status))


def _entity(name: str, facts: Mapping[str, Any], topics: Topics) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "unique_id": f"{topics.client_id}_{name}",
        "availability": [{"topic": topics.status}],
        "availability_mode": "all",
        "device": {
            "identifiers": [topics.client_id],
            "name": "Maskapp",
            "manufacturer": "Maskapp",
            "sw_version": __version__,
        },
        "origin": {"name": "Maskapp", "sw_version": __version__},
    }
    if name == "last_event":
        entity |= {
            "state_topic": topics.last_event,
            "value_template": _LAST_EVENT,
            "json_attributes_topic": topics.last_event,
        }
    else:
        # Figures of a source that is not played would look like an empty room.
        watching = "{{ 'online' if value_json.watching else 'offline' }}"
        entity["availability"].append({"topic": topics.state, "value_template": watching})
        entity["state_topic"] = topics.state
        entity["value_template"] = f"{{{{ value_json.{name} }}}}"
        if "unit_of_measurement" in facts:
            entity["state_class"] = "measurement"
    return {**entity, **facts}


class KeptTopics:
    """What a broker may keep of this program under all its names; several threads may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._broker: tuple[str, int] | None = None
        self._topics: set[str] = set()

    @property
    def topics(self) -> frozenset[str]:
        """The topics that are not removed yet."""
        with self._lock:
            return frozenset(self._topics)

    def add(self, target: BrokerTarget) -> None:
        """Add what a broker will keep; what another one may keep is forgotten."""
        broker = target.host, target.port
        with self._lock:
            if broker != self._broker:
                self._topics.clear()
            self._broker = broker
            self._topics |= retained_topics(target)

    def remove(self, topic: str) -> None:
        """Remove a topic at which the broker keeps nothing any more."""
        with self._lock:
            self._topics.discard(topic)
