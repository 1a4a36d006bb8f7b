"""A webhook on this computer that answers as it is told."""

import http.server
import json
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    """Answer with a status; `retry_after` is the header Retry-After."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class WebhookServer:
    """A server in a thread.

    Attributes:
        requests: The headers and the body of each request, before it is answered.
        answers: What it answers next; 200 when there is nothing left.
        released: Ends the answers that hang and drip.
    """

    def __init__(
        self, context: ssl.SSLContext | None = None, port: int = 0, answers: Iterable[Answer] = ()
    ) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: deque[Answer] = deque(answers)
        self.released = threading.Event()
        self.changed = threading.Condition()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = owner.answers.popleft() if owner.answers else status(200, b"thanks")
                with owner.changed:
                    owner.requests.append(({"path": self.path, **dict(self.headers)}, body))
                    owner.changed.notify_all()
                answer(self)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.handle_error = lambda *_: None  # clients that went away
        scheme = "http"
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            scheme = "https"
        self.port = self._server.server_address[1]
        self.url = f"{scheme}://127.0.0.1:{self.port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.requests]

    def wait_for(self, number: int, timeout_s: float = 30.0) -> list[dict[str, Any]]:
        """Wait until so many requests have come; return their messages."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.requests) >= number, timeout_s), (
                f"{len(self.requests)} of {number} requests came"
            )
        return self.messages

    def hang(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        """Answer nothing until released."""
        self.released.wait(30)

    def drip(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        """Send a head without an end, a byte at a time."""
        handler.wfile.write(b"HTTP/1.1 200 ")
        try:
            while not self.released.wait(0.02):
                handler.wfile.write(b"O")
        except OSError:
            pass

    def flood(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        """Answer without an end."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while not self.released.is_set():
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            pass

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
