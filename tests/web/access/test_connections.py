"""Connections that a client keeps open without need, with a real server."""

import asyncio
import base64
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from maskapp.web.access import connections
from maskapp.web.access.connections import HttpConnection, StallTimer, WebSocketConnection
from tests.support.web_server import wait_until

PATIENCE_S = 30.0


class Application:
    """Answers at once, and sends without end at /flood."""

    def __init__(self) -> None:
        self.flooding = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        if scope["path"] == "/refused":
            await PlainTextResponse("no", 401)(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await self._flood(send, {"type": "websocket.send", "bytes": bytes(100_000)})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/flood":
            part = {"type": "http.response.body", "body": bytes(100_000), "more_body": True}
            await self._flood(send, part)
        else:
            await send({"type": "http.response.body", "body": b"hello"})

    async def _flood(self, send: Send, part: dict) -> None:
        """Send as fast as the client reads, until it has left."""
        self.flooding += 1
        try:
            async with asyncio.timeout(3 * PATIENCE_S):
                while uvicorn_is_connected(send):
                    await send(part)
        except OSError:  # the client has left
            pass
        finally:
            self.flooding -= 1


def uvicorn_is_connected(send: Send) -> bool:
    return not send.__self__.disconnected  # type: ignore[attr-defined]


@contextmanager
def serving(application: Application, **limits: float) -> Iterator[int]:
    """Serve with short limits; yield the port."""
    http = type("Limited", (HttpConnection,), limits)
    config = uvicorn.Config(
        application,
        http=http,
        ws=WebSocketConnection,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=1,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
        thread.start()
        try:
            wait_until(lambda: server.started)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)


def connect(port: int, sent: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
    client.sendall(sent)
    return client


def handshake(path: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    ).encode()


def is_dropped(client: socket.socket) -> bool:
    """Wait until the server has closed; read what it sends until then."""
    try:
        while client.recv(100_000):
            pass
    except ConnectionResetError:
        pass
    return True


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"G",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT",
    ],
)
def test_a_request_that_never_ends_is_given_up(sent) -> None:
    with serving(Application(), request_timeout_s=0.2) as port, connect(port, sent) as client:
        assert is_dropped(client)


@pytest.mark.parametrize("headers", [b"Content-Length: 1000", b"Transfer-Encoding: chunked"])
def test_a_body_that_nobody_reads_is_given_up_even_if_it_comes_bit_by_bit(headers) -> None:
    request = b"POST / HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n\r\n"
    piece = b"1\r\na\r\n" if b"chunked" in headers else b"a"
    with serving(Application(), body_timeout_s=0.4) as port, connect(port, request) as client:
        client.settimeout(0.05)

        def sends_on() -> bool:
            try:
                client.sendall(piece)
                return not client.recv(1000)
            except TimeoutError:
                return False
            except OSError:
                return True

        wait_until(sends_on)


def test_headers_that_come_bit_by_bit_do_not_win_time() -> None:
    with serving(Application(), request_timeout_s=0.4) as port, connect(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")

        def sends_on() -> bool:
            try:
                client.sendall(b"X: y\r\n")
            except OSError:
                return True
            return False

        wait_until(sends_on)


def test_requests_that_follow_each_other_are_all_answered() -> None:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(Application(), request_timeout_s=0.3) as port, connect(port) as client:
        for _ in range(3):
            client.sendall(request)
            answer = b""
            while not answer.endswith(b"hello\r\n0\r\n\r\n"):
                part = client.recv(1000)
                assert part, "the server closed"
                answer += part
            threading.Event().wait(0.15)  # together longer than one request may take


@pytest.fixture
def patient_system(monkeypatch) -> None:
    """Keep the system from dropping such clients by itself, some seconds later."""
    monkeypatch.setattr(connections, "notice_vanished_clients", lambda _transport: None)


@pytest.mark.usefixtures("patient_system")
def test_a_client_that_reads_nothing_is_dropped() -> None:
    application = Application()
    request = b"GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(application, stall_timeout_s=0.3) as port, connect(port, request):
        wait_until(lambda: application.flooding == 1)
        wait_until(lambda: application.flooding == 0)


@pytest.mark.usefixtures("patient_system")
def test_a_socket_whose_client_reads_nothing_is_dropped(monkeypatch) -> None:
    application = Application()
    request = handshake("/flood")
    monkeypatch.setattr(WebSocketConnection, "stall_timeout_s", 0.3)
    with serving(application, request_timeout_s=0.2) as port, connect(port, request):
        wait_until(lambda: application.flooding == 1)
        wait_until(lambda: application.flooding == 0)


def test_a_refused_socket_is_answered_and_nothing_is_logged(caplog) -> None:
    with serving(Application()) as port, connect(port, handshake("/refused")) as client:
        assert client.recv(1000).startswith(b"HTTP/1.1 401")
        assert is_dropped(client)
    assert [entry for entry in caplog.records if entry.levelname != "INFO"] == []


def test_the_system_is_asked_to_notice_clients_that_vanish() -> None:
    class Transport:
        def get_extra_info(self, _name: str) -> socket.socket:
            return connection

    with socket.socket() as connection:
        connections.notice_vanished_clients(Transport())  # type: ignore[arg-type]
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            option = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
            assert option == 8000


def test_a_client_that_reads_again_in_time_is_kept() -> None:
    dropped: list[bool] = []

    async def stall() -> None:
        timer = StallTimer(lambda: dropped.append(True), 0.05)
        timer.start()
        timer.stop()
        timer.stop()
        await asyncio.sleep(0.1)
        assert dropped == []
        timer.start()
        await asyncio.sleep(0.1)

    asyncio.run(stall())
    assert dropped == [True]
