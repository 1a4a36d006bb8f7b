"""A network camera on 127.0.0.1 that answers as a test wants."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from maskapp.opencv import cv2

PATIENCE_S = 30.0
JPEG = cv2.imencode(".jpg", np.full((48, 64, 3), 128, np.uint8))[1].tobytes()


class Server(ThreadingHTTPServer):
    """A camera with the test's answer.

    Attributes:
        paths: The path of each request so far.
    """

    # server_close waits only for threads that are not daemons.
    daemon_threads = False

    def __init__(self, answer: Callable[["Handler"], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.paths: list[str] = []
        self.test_is_over = threading.Event()

    def address(self, user: str = "") -> str:
        return f"http://{user}127.0.0.1:{self.server_address[1]}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        with suppress(ConnectionError):
            self.server.answer(self)

    def log_message(self, *_: object) -> None:
        pass

    def start_mjpeg(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
        self.end_headers()

    def send_part(self) -> None:
        head = f"--part\r\nContent-Type: image/jpeg\r\nContent-Length: {len(JPEG)}\r\n\r\n"
        self.wfile.write(head.encode() + JPEG + b"\r\n")

    def hang(self) -> None:
        self.server.test_is_over.wait(PATIENCE_S)


@contextmanager
def http_cameras() -> Iterator[Callable[[Callable[[Handler], None]], Server]]:
    """Give a function that starts a camera; all of them, and their readers, end with the block."""
    servers: list[tuple[Server, threading.Thread]] = []

    def start(answer: Callable[[Handler], None]) -> Server:
        server = Server(answer)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        servers.append((server, thread))
        return server

    yield start
    for server, thread in servers:
        server.test_is_over.set()
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_S)
    for thread in threading.enumerate():
        if thread.name == "LiveSource":
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def stream_forever(handler: Handler) -> None:
    handler.start_mjpeg()
    while not handler.server.test_is_over.wait(0.005):
        handler.send_part()


def answer_with(
    code: int, body: bytes = b"", content_type: str = "text/html"
) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def demand_login(handler: Handler, *challenges: str) -> None:
    handler.send_response(401)
    for challenge in challenges:
        handler.send_header("WWW-Authenticate", challenge)
    handler.send_header("Content-Length", "0")
    handler.end_headers()
