"""A real web server on a free port of this computer, in a thread."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from maskapp.web.server import listen, make_server
from maskapp.web.site import Site

PATIENCE_S = 30.0

T = TypeVar("T")


def wait_until(looked: Callable[[], T], patience_s: float = PATIENCE_S) -> T:
    """Look again and again until there is something, and return it."""
    pause = threading.Event()
    for _ in range(round(patience_s / 0.01)):
        found = looked()
        if found:
            return found
        pause.wait(0.01)
    raise AssertionError("it did not happen in time")


@contextmanager
def running_server(site: Site, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve a site whose watcher is started; yield its address, such as http://127.0.0.1:4711."""
    with listen(host, 0) as listener:
        server = make_server(site)
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve([listener])), name="web server"
        )
        thread.start()
        try:
            wait_until(lambda: server.started)
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), "the server did not end"
