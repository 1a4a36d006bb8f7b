"""Fixtures of the tests of messages."""

from tests.support.outside_fixtures import (  # noqa: F401
    fake_broker,
    silent_addresses,
    start_mosquitto,
    webhook,
)
