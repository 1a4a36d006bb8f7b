"""Where messages go, with all that is needed to send them."""

import hashlib
import logging
import platform
from dataclasses import dataclass, field
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.private_files import write_private
from maskapp.files.regular_files import may_be_readable_later, read_regular_file
from maskapp.settings.outside import OutsideSettings, client_id_problem

WEBHOOK_SECRET = "webhook_secret"
MQTT_PASSWORD = "mqtt_password"
"""The names of the secrets."""

_CLIENT_ID_FILE = "mqtt-client-id"
_MOST_CLIENT_ID_BYTES = 1000

_log = logging.getLogger(__name__)


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
    """Return a name that is always the same here.

    It is kept in the data folder once it is chosen: the name of a computer can change, also with
    its network. No other computer has it, unless both share the folder or an image of it.
    """
    file = data_dir / _CLIENT_ID_FILE
    is_unread = False
    try:
        kept = read_regular_file(file, _MOST_CLIENT_ID_BYTES).decode().strip()
        if kept and client_id_problem(kept) is None:
            return kept
    except UnicodeError:
        pass
    except OSError as error:
        is_unread = may_be_readable_later(error)
    place = f"{platform.node()}\n{data_dir}".encode("utf-8", "surrogateescape")
    chosen = f"maskapp-{hashlib.sha256(place).hexdigest()[:8]}"
    if is_unread:  # it may hold another one, which counts again at the next start
        _log.warning("The client ID in %s cannot be read", file)
        return chosen
    try:
        write_private(file, chosen.encode())
    except OutputError as error:
        _log.warning("The client ID cannot be kept: %s", error)
    return chosen
