"""Fixtures for what runs a source live."""

from collections.abc import Iterator

import pytest

from tests.support.event_log import EventLog
from tests.support.worker_fakes import FakeBackend, Hang


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def events() -> EventLog:
    return EventLog()


@pytest.fixture
def hang() -> Iterator[Hang]:
    hang = Hang()
    yield hang
    hang.release.set()
