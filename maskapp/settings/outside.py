"""What is sent to other programs: none of it unless the user switches it on."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from maskapp.settings.fields import choice, number, path_problem, text

_LONGEST_ADDRESS = 2000
_LONGEST_NAME = 200
_EXAMPLE = "https://hall.local:8123/door"
_HOST = re.compile(r"[\w.:%-]+")
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{0,64}")


def url_problem(value: str) -> str | None:
    """Return why a text is neither empty nor an address of a webhook, to follow its name."""
    if not value:
        return None
    if len(value) > _LONGEST_ADDRESS:
        return f"is longer than {_LONGEST_ADDRESS} characters"
    fault = _fault_of_url(value)
    return f"{fault}; it should look like {_EXAMPLE}" if fault else None


def _fault_of_url(value: str) -> str | None:
    if not value.isprintable() or " " in value:
        return "contains a space or a character that cannot be shown"
    try:
        parts = urlsplit(value)
    except ValueError:
        return "names no server that could be found"
    if parts.scheme not in ("http", "https"):
        return "does not begin with https:// or http://"
    if "@" in parts.netloc:
        return "contains a user name or password, which belong in the secret below"
    if not parts.hostname:
        return "names no server"
    return None if _has_valid_port(parts) else "has a port that is not from 1 to 65535"


def _has_valid_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def host_problem(value: str) -> str | None:
    """Return why a text is neither empty nor the name or number of a computer."""
    if not value:
        return None
    if len(value) <= _LONGEST_NAME and _HOST.fullmatch(value):
        # "broker:1883" is a host and a port; more colons are those of IPv6.
        return "holds a port; it has a field of its own" if value.count(":") == 1 else None
    return "is not the name of a computer, such as broker.local"


def user_problem(value: str) -> str | None:
    """Return why a text cannot be a user name."""
    if len(value) > _LONGEST_NAME:
        return f"is longer than {_LONGEST_NAME} characters"
    return None if value.isprintable() else "contains a character that cannot be shown"


def client_id_problem(value: str) -> str | None:
    """Return why a text is neither empty nor a name that topics can hold."""
    if _CLIENT_ID.fullmatch(value):
        return None
    return "may have up to 64 letters, digits, - and _ only"


def prefix_problem(value: str) -> str | None:
    """Return why a text is neither empty nor the beginning of a topic."""
    is_wild = any(character in value for character in "#+$ ")
    is_one = len(value) <= _LONGEST_NAME and not is_wild and (not value or value.isprintable())
    if is_one and not value.startswith("/") and not value.endswith("/"):
        return None
    return "is not the beginning of a topic, such as homeassistant"


@dataclass(frozen=True)
class OutsideSettings:
    """The settings of what other programs get.

    Attributes:
        webhook_on: Whether events are sent to a webhook.
        webhook_url: Its address; empty for none.
        webhook_secret_as: How the secret is sent: as a bearer token, as user:password (basic), or
            only as a signature of the body.
        webhook_pictures: Whether the beginning of an event is sent with a picture.
        mqtt_on: Whether events and figures are sent to an MQTT broker.
        mqtt_host: Name or number of the broker's computer; empty for none.
        mqtt_port: Its port.
        mqtt_tls: Whether the connection is encrypted.
        mqtt_user: User name; empty for none.
        mqtt_client_id: Name among the broker's clients and in topics; empty for one of this
            computer.
        mqtt_discovery: Beginning of the topics where Home Assistant looks for devices; empty if it
            is not to find this one.
        outside_per_minute: Most events per minute that are sent.
        outside_ca_file: Full path of certificates (PEM) to trust besides the system's; empty for
            none.
    """

    webhook_on: bool = False
    webhook_url: str = text("", url_problem)
    webhook_secret_as: str = choice("bearer", "basic", "signature")
    webhook_pictures: bool = False
    mqtt_on: bool = False
    mqtt_host: str = text("", host_problem)
    mqtt_port: int = number(1883, 1, 65535)
    mqtt_tls: bool = False
    mqtt_user: str = text("", user_problem)
    mqtt_client_id: str = text("", client_id_problem)
    mqtt_discovery: str = text("homeassistant", prefix_problem)
    outside_per_minute: int = number(30, 1, 600)
    outside_ca_file: str = text("", path_problem)

    @property
    def sends_to_webhook(self) -> bool:
        """Whether there is a webhook to send to."""
        return self.webhook_on and bool(self.webhook_url)

    @property
    def sends_to_mqtt(self) -> bool:
        """Whether there is a broker to send to."""
        return self.mqtt_on and bool(self.mqtt_host)
