"""The tabs for what other programs get: a webhook, an MQTT broker."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from maskapp.files.secret_store import environment_variable
from maskapp.gui.settings.form_page import FormPage
from maskapp.gui.settings.secret_field import SecretField
from maskapp.gui.settings.service_box import ServiceBox
from maskapp.gui.settings.setting_editors import (
    ChoiceEditor,
    NumberEditor,
    SwitchEditor,
    TextEditor,
)
from maskapp.settings.settings import Settings

_MQTT_PORTS = (1883, 8883)
"""The usual ports without and with TLS."""


class _FileEditor(TextEditor):
    """A field for the path of a file, typed or dropped."""

    _takes_files = True


class ConnectionTab(FormPage):
    """A tab for one service: its settings, its secret and its state.

    Args:
        service: Name of the service.
        secret: Name of its secret.
        address: The setting without which there is nothing to try.

    Attributes:
        service: Name of the service.
        secret: The field of its secret.
        box: Its state.
    """

    trial_requested = Signal(str)
    """Name of the service to try."""

    def __init__(
        self, service: str, secret: str, address: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.service = service
        self._address = address
        self.secret = SecretField(secret)
        self.secret.changed.connect(self.changed)
        self.box = ServiceBox(service)
        self.box.trial_requested.connect(self._request_trial)
        self.changed.connect(self._refresh)

    def secret_hint(self) -> str:
        """Return where the secret is kept."""
        text = self.tr("Kept in the system's keyring; without one, set {0}.")
        return text.format(environment_variable(self.secret.name))

    def show_trial(self, text: str, *, is_problem: bool) -> None:
        """Show what came of a trial, in view."""
        self.box.show_trial(text, is_problem=is_problem)
        self.scroll_soon_to(self.box)

    @Slot()
    def _request_trial(self) -> None:
        self.trial_requested.emit(self.service)

    @Slot()
    def _refresh(self) -> None:
        editor = self.editors()[self._address]
        self.box.set_can_try(bool(editor.value()) and not editor.problem())


class WebhookTab(ConnectionTab):
    """The tab for the webhook."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("webhook", "webhook_secret", "webhook_url", parent)
        ways = {
            "bearer": self.tr("As a bearer token"),
            "basic": self.tr("As user:password"),
            "signature": self.tr("Not at all: it signs each message"),
        }
        self.add_row(
            "",
            SwitchEditor("webhook_on", self.tr("&Send events to a webhook")),
            self.tr("Another program gets a message when a violation begins and when it ends."),
        )
        self.add_row(
            self.tr("Addr&ess:"),
            TextEditor("webhook_url"),
            self.tr("Gets JSON by HTTP POST. Unless it is https, others can read it."),
            applies=_sends_to_webhook,
        )
        self.add_field(
            self.tr("Secret &key:"), self.secret, self.secret_hint(), applies=_sends_to_webhook
        )
        self.add_row(
            self.tr("How it is se&nt:"),
            ChoiceEditor("webhook_secret_as", ways),
            applies=_sends_to_webhook,
        )
        self.add_row(
            "",
            SwitchEditor("webhook_pictures", self.tr("With a picture at the &beginning")),
            self.tr("Faces in it are blurred if Privacy says so."),
            applies=_sends_to_webhook,
        )
        self.add_row(
            self.tr("At most, per m&inute:"),
            NumberEditor(
                "outside_per_minute", self.tr("events"), step=1, unit_of_one=self.tr("event")
            ),
            self.tr("More are left out, and counted in the next message. Holds for MQTT as well."),
            applies=_sends,
        )
        self.add_field(self.tr("State:"), self.box, "")


class MqttTab(ConnectionTab):
    """The tab for the MQTT broker."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("mqtt", "mqtt_password", "mqtt_host", parent)
        self.add_row(
            "",
            SwitchEditor("mqtt_on", self.tr("Send events and who is in view to an MQTT bro&ker")),
            self.tr("Home Assistant finds them by itself. No pictures are sent."),
        )
        self.add_row(
            self.tr("&Broker:"),
            TextEditor("mqtt_host"),
            self.tr("Name or IP address of its computer, such as homeassistant.local."),
            applies=_sends_to_broker,
        )
        self._port = NumberEditor("mqtt_port", "", step=1)
        self._port.field.setGroupSeparatorShown(False)  # type: ignore[attr-defined]
        self.add_row(self.tr("Port n&umber:"), self._port, applies=_sends_to_broker)
        self._tls = SwitchEditor("mqtt_tls", self.tr("Encr&ypted connection (TLS)"))
        self.add_row(
            "",
            self._tls,
            self.tr("Without it, others in the network can read messages and password."),
            applies=_sends_to_broker,
        )
        self._tls.switched.connect(self._follow_tls)
        self.add_row(self.tr("Us&er name:"), TextEditor("mqtt_user"), applies=_sends_to_broker)
        self.add_field(
            self.tr("Pa&ssword:"), self.secret, self.secret_hint(), applies=_sends_to_broker
        )
        self.add_field(self.tr("State:"), self.box, "")
        advanced = self.add_section(self.tr("Adva&nced"))
        self.add_row(
            self.tr("Cl&ient ID:"),
            TextEditor("mqtt_client_id"),
            self.tr("Name among the broker's clients, and in topics. Empty: one of this computer."),
            advanced,
            applies=_sends_to_broker,
        )
        self.add_row(
            self.tr("&Home Assistant prefix:"),
            TextEditor("mqtt_discovery"),
            self.tr("Where Home Assistant looks for devices. Empty: it does not find this one."),
            advanced,
            applies=_sends_to_broker,
        )
        self.add_row(
            self.tr("E&xtra certificates:"),
            _FileEditor("outside_ca_file"),
            self.tr(
                "A PEM file of an authority of your own, for broker and webhook. Empty: those of"
                " the system."
            ),
            advanced,
            applies=_sends,
        )

    @Slot()
    def _follow_tls(self) -> None:
        """Take the usual port, unless the user has an unusual one."""
        if self._port.value() in _MQTT_PORTS:
            self._port.set_value(_MQTT_PORTS[self._tls.value()])


def _sends_to_webhook(settings: Settings) -> bool:
    return settings.webhook_on


def _sends_to_broker(settings: Settings) -> bool:
    return settings.mqtt_on


def _sends(settings: Settings) -> bool:
    return settings.webhook_on or settings.mqtt_on
