"""Fixtures of the tests of messages."""

import threading

import pytest

from maskapp.files.secret_store import SecretStore
from maskapp.live.background_task import Failed
from maskapp.live.outside.outside import Outside
from maskapp.settings.settings import Settings
from tests.support.fake_keyring import FakeKeyring
from tests.support.outside_fixtures import (  # noqa: F401
    fake_broker,
    start_mosquitto,
    webhook,
)

PATIENCE_S = 30.0


class Reports:
    def __init__(self) -> None:
        self.newest: dict[str, object] = {}
        self.failures: list[str] = []
        self.changed = threading.Condition()

    def __call__(self, _task, event) -> None:
        with self.changed:
            if isinstance(event, Failed):
                self.failures.append(event.message)
            else:
                self.newest[event.name] = event
            self.changed.notify_all()

    def wait_for(self, condition) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), PATIENCE_S), vars(self)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def start(tmp_path, reports, keyring):
    running: list[Outside] = []

    def start(**settings) -> Outside:
        outside = Outside(tmp_path, SecretStore(tmp_path, keyring, {}), reports)
        running.append(outside)
        outside.start()
        outside.use_settings(Settings(**settings))
        return outside

    yield start
    for outside in running:
        outside.finish(PATIENCE_S)
