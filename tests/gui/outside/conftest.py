"""Fixtures of the tests of what other programs get."""

from tests.support.outside_fixtures import fake_broker, webhook  # noqa: F401
