"""Where messages go, with all that is needed to send them."""

import hashlib
import platform
from dataclasses import dataclass, field
from pathlib import Path

from maskapp.settings.outside import OutsideSettings

WEBHOOK_SECRET = "webhook_secret"
MQTT_PASSWORD = "mqtt_password"
"""The names of the secrets."""


@dataclass(frozen=True, slots=True)
class WebhookTarget:
    """A webhook.

    Attributes:
        url: Address, without user name and password.
        secret_as: See `OutsideSettings.webhook_secret_as`.
        ca_file: See `OutsideSettings.outside_ca_file`.
        secret: "" for none.
    """

    url: str
    secret_as: str = "bearer"
    ca_file: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BrokerTarget:
    """An MQTT broker.

    Attributes:
        host: Name or number of its computer.
        port: Its port.
        client_id: Our name among its clients and in topics.
        has_tls: Whether the connection is encrypted.
        user: "" for none.
        discovery: See `OutsideSettings.mqtt_discovery`.
        ca_file: See `OutsideSettings.outside_ca_file`.
        password: "" for none.
    """

    host: str
    port: int
    client_id: str
    has_tls: bool = False
    user: str = ""
    discovery: str = ""
    ca_file: str = ""
    password: str = field(default="", repr=False)


def webhook_of(settings: OutsideSettings, secret: str = "") -> WebhookTarget:
    """Return the webhook that the settings name."""
    url, secret_as = settings.webhook_url, settings.webhook_secret_as
    return WebhookTarget(url, secret_as, settings.outside_ca_file, secret)


def broker_of(settings: OutsideSettings, data_dir: Path, password: str = "") -> BrokerTarget:
    """Return the broker that the settings name."""
    return BrokerTarget(
        settings.mqtt_host,
        settings.mqtt_port,
        settings.mqtt_client_id or default_client_id(data_dir),
        settings.mqtt_tls,
        settings.mqtt_user,
        settings.mqtt_discovery,
        settings.outside_ca_file,
        password,
    )


def default_client_id(data_dir: Path) -> str:
    """Return a name that is always the same here and that no other computer has."""
    place = f"{platform.node()}\n{data_dir}".encode("utf-8", "surrogateescape")
    return f"maskapp-{hashlib.sha256(place).hexdigest()[:8]}"
