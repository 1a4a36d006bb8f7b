"""Clocks for tests, in place of the monotonic one and of that of the computer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

CAIRO = "EET-2EEST,M4.5.5/0,M10.5.4/24"
"""A time zone in which the clock is set forward at midnight, such as that of 24 April 2026."""


class StoppedClock:
    """A clock that stands still until a test moves it.

    Attributes:
        now_s: Its time.
    """

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@contextmanager
def zone_of_computer(zone: str) -> Iterator[None]:
    """Give the computer another time zone; skip the test where the system takes none from TZ."""
    if not hasattr(time, "tzset"):
        pytest.skip("the system takes no zone from TZ")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        try:
            yield
        finally:
            patch.undo()
            time.tzset()
