"""Fixtures of the web server's tests."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from maskapp.settings.settings import Settings
from maskapp.web.app import make_app
from maskapp.web.server import ServeOptions, make_site
from maskapp.web.site import Site
from tests.support.web_server import running_server, wait_until
from tests.support.worker_fakes import FakeBackend, Hang


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def sources(backend) -> dict:
    return backend.sources


@pytest.fixture
def hang() -> Iterator[Hang]:
    hang = Hang()
    yield hang
    hang.release.set()


@pytest.fixture
def options(tmp_path) -> ServeOptions:
    return ServeOptions([], "127.0.0.1", 0, tmp_path / "data")


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def site(options, settings, backend) -> Iterator[Site]:
    site = make_site(options, settings, backend)
    site.watcher.start()
    yield site
    assert site.watcher.stop()


@pytest.fixture
def client(site) -> Iterator[TestClient]:
    """A client of the application; its event loop runs in a thread of its own."""
    with TestClient(make_app(site), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def wait_for_state(client) -> Callable[..., dict]:
    """Wait until the state says what a test wants, and return it."""

    def wait(is_wanted: Callable[[dict], bool]) -> dict:
        def looked() -> dict | None:
            state = client.get("/api/state").json()
            return state if state and is_wanted(state) else None

        return wait_until(looked)

    return wait


@pytest.fixture
def address(site) -> Iterator[str]:
    """The address of a real server of the site, for streams and browsers."""
    with running_server(site) as address:
        yield address
