"""What the tests of the window share."""

import gc
import threading
from collections.abc import Iterator

import pytest

_PATIENCE_S = 10.0


@pytest.fixture(autouse=True)
def _garbage_is_collected_here() -> Iterator[None]:
    """As in the program: no other thread destroys what belongs to the window."""
    gc.disable()
    gc.freeze()  # what was there before need not be looked through
    yield
    gc.collect()
    gc.unfreeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """As for all tests, but Qt's threads are not Python's.

    Python 3.11 keeps a stand-in for each of them that ever wrote to the log, and it never ends.
    """
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not isinstance(thread, threading._DummyThread):
            thread.join(_PATIENCE_S)
            assert not thread.is_alive(), f"the test left the thread {thread.name} behind"
