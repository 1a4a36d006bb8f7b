"""Fixtures of the window's tests."""

import pytest

from tests.support.clocks import StoppedClock
from tests.support.leak_checks import (  # noqa: F401 - pytest finds fixtures by name
    _no_timer_is_left,
    _no_widget_is_left,
)
from tests.support.window_fixtures import (  # noqa: F401 - pytest finds fixtures by name
    _garbage_is_collected_here,
    _no_thread_is_left,
    backend,
    cameras,
    hang,
    loudspeaker,
    open_window,
    playing,
    sources,
    timing,
)


@pytest.fixture
def clock() -> StoppedClock:
    """A monotonic clock that stands still until the test moves it."""
    return StoppedClock()
