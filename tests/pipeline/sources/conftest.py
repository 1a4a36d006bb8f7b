"""Network cameras of one test, and little patience with them."""

from collections.abc import Callable, Iterator

import pytest

from maskapp.pipeline.sources import stream as source_stream
from tests.support.http_camera import Handler, Server, http_cameras


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Handler], None]], Server]]:
    """Return a function that starts a camera with an answer."""
    with http_cameras() as start:
        yield start


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_stream, "_OPEN_TIMEOUT_S", 0.3)
    monkeypatch.setattr(source_stream, "_READ_TIMEOUT_S", 0.2)
    monkeypatch.setattr(source_stream, "_SLOWEST_TIMEOUT_S", 0.5)
