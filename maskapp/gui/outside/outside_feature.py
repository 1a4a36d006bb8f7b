"""Connects the session, the settings and their dialog with what is sent to other programs."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from maskapp.files.secret_store import SecretStore, environment_variable
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.worker.worker import Worker
from maskapp.live.background_task import BackgroundTask, Done, Failed, Job
from maskapp.live.outside.event_news import EventNews
from maskapp.live.outside.outside import MQTT, WEBHOOK, Outside, SecretRefused
from maskapp.live.outside.service_status import ServiceStatus
from maskapp.outputs.notify.targets import MQTT_PASSWORD, WEBHOOK_SECRET, broker_of, webhook_of
from maskapp.outputs.notify.view_state import ViewState
from maskapp.settings.settings import Settings

if TYPE_CHECKING:
    from maskapp.gui.settings.settings_dialog import SettingsDialog

_STOP_TIMEOUT_S = 2.0
_TOLD_AFTER = 3
"""Number of failed attempts after which the window says so, once until one succeeds."""


class OutsideFeature(QObject):
    """Everything that other programs get of the window's session.

    Args:
        data_dir: The data folder.
        settings: Say what is sent where.
        worker: Tells what is new.
        secrets: Knows passwords; None for those of the system.
    """

    failed = Signal(str)
    """A message for the user about what is not sent."""
    mended = Signal(str)
    """Such a message is no longer true."""
    secret_refused = Signal(str, str)
    """Name of a secret, and a message about why it was not kept."""
    status_changed = Signal(object)
    """`ServiceStatus`."""
    tried = Signal(str, str, bool)
    """Name of a service, what came of its trial, and whether it failed."""
    _reported = Signal(object)
    _ended = Signal(str, object, object)

    def __init__(
        self,
        data_dir: Path,
        settings: SettingsStore,
        worker: Worker,
        secrets: SecretStore | None = None,
    ) -> None:
        super().__init__(settings)
        self._data_dir = data_dir
        self._settings = settings
        self._secrets = secrets or SecretStore(data_dir)
        self._statuses: dict[str, ServiceStatus] = {}
        self._told: dict[str, str] = {}  # the message, by name of the service
        self._trials: dict[str, Job[str]] = {}
        self._given: dict[str, str] = {}
        self._has_started = False
        self._outside = Outside(data_dir, self._secrets, self._report)
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_trial_ended, Qt.ConnectionType.QueuedConnection)
        settings.changed.connect(self._use_settings)
        direct = Qt.ConnectionType.DirectConnection  # which only posts a command
        worker.news.event_changed.connect(self._add, direct)
        worker.news.view_changed.connect(self._show, direct)

    def start(self) -> None:
        """Start sending, if the settings ask for it."""
        self._has_started = True
        self._outside.start()
        self._use_settings(self._settings.settings)

    def stop(self) -> bool:
        """Keep what is not sent yet, and end; return whether the thread has ended."""
        for job in self._trials.values():
            job.drop()
        self._trials.clear()
        self._give_secrets()
        has_ended = not self._has_started or self._outside.finish(_STOP_TIMEOUT_S)
        self._outside.drop()
        return has_ended

    @Slot(object)
    def connect_dialog(self, dialog: "SettingsDialog") -> None:
        """Let a settings dialog show and try the services."""
        dialog.secret_given.connect(self._keep_secret)
        dialog.trial_requested.connect(self._try_out)
        self.tried.connect(dialog.show_trial)
        self.status_changed.connect(dialog.show_status)
        for status in self._statuses.values():
            dialog.show_status(status)
        for field in dialog.secret_fields():
            self.secret_refused.connect(field.show_refusal)
            if self._secrets.is_in_environment(field.name):
                field.use_environment(environment_variable(field.name))

    @Slot(object)
    def _use_settings(self, settings: Settings) -> None:
        given, self._given = self._given, {}
        self._outside.use_settings(settings, given)

    @Slot(object)
    def _add(self, news: EventNews) -> None:
        self._outside.add(news)

    @Slot(object)
    def _show(self, state: ViewState) -> None:
        self._outside.show(state)

    @Slot(str, str)
    def _keep_secret(self, name: str, secret: str) -> None:
        """Keep a secret, together with the settings that the dialog may apply right after it."""
        self._given[name] = secret
        QTimer.singleShot(0, self, self._give_secrets)

    @Slot()
    def _give_secrets(self) -> None:
        if self._given:
            self._use_settings(self._settings.settings)

    @Slot(str, object, object)
    def _try_out(self, service: str, settings: Settings, typed: str | None) -> None:
        work = partial(self._trial, service, settings, typed)
        report = partial(self._ended.emit, service)
        if service in self._trials:  # a dialog that was opened meanwhile does not know of it
            self._trials[service].drop()
        job = self._trials[service] = Job(type(self).__name__, work, report)
        job.start()

    def _trial(self, service: str, settings: Settings, typed: str | None) -> str:
        """Try a service, in the thread of a job, which may wait for the keyring."""
        from maskapp.live.outside.trial import try_broker, try_webhook  # noqa: PLC0415 - late

        name = WEBHOOK_SECRET if service == WEBHOOK else MQTT_PASSWORD
        secret = self._secrets.find(name) if typed is None else typed
        if service == WEBHOOK:
            return try_webhook(webhook_of(settings, secret))
        return try_broker(broker_of(settings, self._data_dir, secret))

    @Slot(str, object, object)
    def _on_trial_ended(self, service: str, job: Job[str], event: Done[str] | Failed) -> None:
        if self._trials.get(service) is job:
            del self._trials[service]
            text = event.message if isinstance(event, Failed) else event.result
            self.tried.emit(service, text, isinstance(event, Failed))

    def _report(self, _task: BackgroundTask[ServiceStatus], event: ServiceStatus | Failed) -> None:
        self._reported.emit(event)

    @Slot(object)
    def _on_reported(self, event: ServiceStatus | Failed) -> None:
        if isinstance(event, Failed):
            message = f"{event.message.rstrip('.')}."
            if isinstance(event, SecretRefused):
                self.secret_refused.emit(event.name, message)
            self.failed.emit(message)
            return
        self._statuses[event.name] = event
        self.status_changed.emit(event)
        if not event.failures:
            if event.name in self._told:
                self.mended.emit(self._told.pop(event.name))
        elif event.failures >= _TOLD_AFTER and event.name not in self._told:
            names = {WEBHOOK: self.tr("the webhook"), MQTT: self.tr("the MQTT broker")}
            text = self.tr("Events do not reach {0}: {1}.")
            self._told[event.name] = text.format(names[event.name], event.problem)
            self.failed.emit(self._told[event.name])
