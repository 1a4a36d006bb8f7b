"""One connection to an MQTT broker, driven by the thread that uses it.

Paho's own threads are not used: it would connect again by itself, with pauses of its own, and keep
messages in memory.
"""

import contextlib
import select
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from maskapp.display_names import foreign_message
from maskapp.errors import DeliveryError
from maskapp.outputs.notify.network_errors import network_problem
from maskapp.outputs.notify.targets import BrokerTarget
from maskapp.outputs.notify.tls import tls_context

if TYPE_CHECKING:
    from paho.mqtt.client import Client

_KEEPALIVE_S = 30
_STEP_S = 0.1
"""How long one turn waits for the broker, and so how late `wait` notices anything else."""
_MOST_READS = 16
"""As often a broker may be read for one message, or in `_KEEPALIVE_S`. Each packet that we are due
has up to 4 bytes; paho would read one of up to 256 MB into memory and does not tell its length."""
_RECEIVE_BUFFER_BYTES = 4096
"""Bounds what paho reads at once, a hundred times the buffer."""
_REFUSALS = {
    "Client identifier not valid": "does not take this client ID. Choose another one",
    "Server unavailable": "is not ready at the moment",
    "Bad user name or password": "refuses user name or password. Check both",
    "Not authorized": (
        "refuses user name or password, or does not allow this. Check both, and what it permits"
    ),
}


class MqttBroker:
    """A connection to a broker.

    Args:
        target: The broker.
        will_topic: Topic at which the broker says offline when the connection is lost.
        timeout_s: For the connection, and for the receipt of a message.
    """

    def __init__(self, target: BrokerTarget, will_topic: str, timeout_s: float) -> None:
        self._target = target
        self._will_topic = will_topic
        self._timeout_s = timeout_s
        self._client: Client | None = None
        self._refusal: str | None = None  # of the connection; "" if it was accepted
        self._reads = 0
        self._counted_since_s = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._client is not None

    def connect(self) -> None:
        """Connect, unless there is a connection.

        Raises:
            DeliveryError: The broker cannot be reached, or refuses.
        """
        if self._client is not None:
            return
        self._refusal = None
        client = self._make_client()
        self._count_again()
        target = self._target
        try:
            addresses = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            client.connect_timeout = self._timeout_s / len(addresses)  # paho's is for each
            client.connect(target.host, target.port, _KEEPALIVE_S)
        except OSError as error:
            problem = network_problem(error, target.host, target.port, has_tls=target.has_tls)
            raise DeliveryError(problem) from error
        except (UnicodeError, ValueError) as error:
            raise DeliveryError(
                f"{target.host} cannot be used as a broker ({foreign_message(error)})"
            ) from error
        self._client = client
        _bound_reading(client)
        deadline_s = time.monotonic() + self._timeout_s
        while self._refusal is None and time.monotonic() < deadline_s:
            self._turn(self._no_mqtt())
        if self._refusal != "":
            self.drop()
            raise DeliveryError(self._refusal or self._no_mqtt())

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish a message and wait until the broker has it (QoS 1).

        Raises:
            DeliveryError: The connection is lost, or the broker does not confirm in time.
        """
        assert self._client is not None
        self._count_again()
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        if info.rc != 0:  # it could not be written: the connection was lost since the last turn
            self.drop()
            raise DeliveryError(self._lost())
        deadline_s = time.monotonic() + self._timeout_s
        while not info.is_published():
            if time.monotonic() > deadline_s:
                self.drop()
                raise DeliveryError(f"{self._place} does not confirm messages. Check the broker")
            self._turn(self._lost())

    def serve(self, timeout_s: float = _STEP_S) -> None:
        """Keep the connection alive for a moment.

        Raises:
            DeliveryError: The connection is lost.
        """
        self._turn(self._lost(), timeout_s)

    def close(self) -> None:
        """Disconnect properly, so that the broker does not say offline in our place."""
        if self._client is not None:
            self._client.disconnect()
            self.drop()

    def drop(self) -> None:
        """Close the connection, however it is."""
        client, self._client = self._client, None
        if client is not None and (connection := client.socket()) is not None:
            connection.close()

    @property
    def _place(self) -> str:
        return f"{self._target.host}, port {self._target.port},"

    def _lost(self) -> str:
        return (
            f"{self._place} has closed the connection. If it does so again and again, another"
            " program may use the same client ID"
        )

    def _no_mqtt(self) -> str:
        hint = "" if self._target.has_tls else ", and whether it expects an encrypted connection"
        return (
            f"{self._place} does not answer as a broker for MQTT 3.1.1 does. Check the port{hint}"
        )

    def _turn(self, problem: str, timeout_s: float = _STEP_S) -> None:
        """Read and write what is due; `problem` says what it means if that fails."""
        assert self._client is not None
        try:
            stands = self._exchange(self._client, timeout_s)
        except Exception:
            self.drop()  # paho would handle the same malformed packet again
            raise
        if not stands:
            self.drop()
            raise DeliveryError(self._refusal or problem)

    def _exchange(self, client: "Client", timeout_s: float) -> bool:
        """Read and write what is due; return whether the connection stands.

        `Client.loop` does the same with two more sockets, which only the garbage collector closes.
        """
        from paho.mqtt.client import MQTT_ERR_SUCCESS  # noqa: PLC0415

        connection = client.socket()
        if connection is None:
            return False
        # What TLS has already taken from the network, `select` does not see.
        has_unread = isinstance(connection, ssl.SSLSocket) and connection.pending() > 0
        to_write = [connection] if client.want_write() else []
        try:
            readable, writable, _ = select.select(
                [connection], to_write, [], 0.0 if has_unread else timeout_s
            )
        except (OSError, ValueError):  # closed meanwhile; or a descriptor too large for `select`
            return False
        if readable or has_unread:
            self._count_read()
            if client.loop_read() != MQTT_ERR_SUCCESS:
                return False
        if writable and client.loop_write() != MQTT_ERR_SUCCESS:
            return False
        return bool(client.loop_misc() == MQTT_ERR_SUCCESS)

    def _count_again(self) -> None:
        self._reads, self._counted_since_s = 0, time.monotonic()

    def _count_read(self) -> None:
        if time.monotonic() - self._counted_since_s > _KEEPALIVE_S:
            self._count_again()
        self._reads += 1
        if self._reads > _MOST_READS:
            raise DeliveryError(self._no_mqtt())

    def _make_client(self) -> "Client":
        # Imported late: at start it would delay the window.
        from paho.mqtt.client import Client, MQTTv311  # noqa: PLC0415
        from paho.mqtt.enums import CallbackAPIVersion  # noqa: PLC0415

        target = self._target
        client = Client(
            CallbackAPIVersion.VERSION2,
            target.client_id,
            clean_session=True,
            protocol=MQTTv311,
            reconnect_on_failure=False,
        )
        if target.user or target.password:
            client.username_pw_set(target.user, target.password or None)
        if target.has_tls:
            client.tls_set_context(tls_context(target.ca_file))
        client.will_set(self._will_topic, b"offline", qos=1, retain=True)
        client.on_connect = self._on_connect
        return client

    def _on_connect(self, client: Any, data: Any, flags: Any, reason: Any, facts: Any) -> None:
        if not reason.is_failure:
            self._refusal = ""
            return
        meaning = _REFUSALS.get(str(reason), f"refuses the connection ({foreign_message(reason)})")
        self._refusal = f"The broker {self._target.host} {meaning}"


def _bound_reading(client: "Client") -> None:
    connection = client.socket()
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):  # closed meanwhile, on some systems
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
