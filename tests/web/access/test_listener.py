import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest

from maskapp.web.access import listener
from maskapp.web.access.listener import EventLoop, Listener
from tests.support.certificates import write_pair

LOCAL = "127.0.0.1"


@contextmanager
def listening(**limits: int) -> Iterator[Listener]:
    kind = type("Limited", (Listener,), limits)
    with kind(socket.create_server((LOCAL, 0), backlog=50)) as made:
        yield made


def connect(to: Listener) -> socket.socket:
    return socket.create_connection(to.getsockname(), 20)


def test_connections_up_to_the_limit_are_accepted_and_a_closed_one_makes_room() -> None:
    with listening(most_connections=2) as made, ExitStack() as held:
        clients = [held.enter_context(connect(made)) for _ in range(4)]
        accepted = [held.enter_context(made.accept()[0]) for _ in range(2)]
        with pytest.raises(ConnectionAbortedError):
            made.accept()
        assert clients[2].recv(1) == b""
        accepted[0].close()
        connection, peer = made.accept()
        held.enter_context(connection)
        assert peer == clients[3].getsockname()


def test_one_that_nobody_holds_any_more_makes_room_too() -> None:
    with listening(most_connections=1) as made, connect(made), connect(made):
        made.accept()[0].detach()  # as an event loop that dropped it
        made.accept()[0].close()


def test_one_address_cannot_take_all(monkeypatch) -> None:
    own_accept = socket.socket.accept
    peers = iter(["10.0.0.7", "10.0.0.7", "10.0.0.8"])

    def accept(self: socket.socket):
        connection, peer = own_accept(self)
        return connection, (next(peers), peer[1])

    monkeypatch.setattr(socket.socket, "accept", accept)
    with listening(most_of_one_address=1) as made, ExitStack() as held:
        for _ in range(3):
            held.enter_context(connect(made))
        held.enter_context(made.accept()[0])
        with pytest.raises(ConnectionAbortedError):
            made.accept()
        held.enter_context(made.accept()[0])


def test_a_proxy_on_this_machine_may_have_more() -> None:
    with listening(most_of_one_address=1) as made, ExitStack() as held:
        for _ in range(3):
            held.enter_context(connect(made))
            held.enter_context(made.accept()[0])


def test_a_handshake_that_does_not_come_is_given_up(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(listener, "_HANDSHAKE_TIMEOUT_S", 0.1)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*write_pair(tmp_path, begins=datetime.now(UTC)))

    async def wait_for_the_end() -> bytes:
        loop = asyncio.get_running_loop()
        with listening() as made:
            server = await loop.create_server(asyncio.Protocol, sock=made, ssl=context)
            async with server:
                reader, writer = await asyncio.open_connection(*made.getsockname())
                end = await asyncio.wait_for(reader.read(), 20)
                writer.close()
                return end

    with asyncio.Runner(loop_factory=EventLoop) as runner:
        assert runner.run(wait_for_the_end()) == b""


def test_an_event_loop_goes_on_after_one_connection_too_many() -> None:
    async def connect_two() -> list[bytes]:
        class Greeter(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                transport.write(b"hello")  # type: ignore[attr-defined]

        loop = asyncio.get_running_loop()
        with listening(most_connections=1) as made:
            server = await loop.create_server(Greeter, sock=made)
            async with server:
                got = []
                for _ in range(2):
                    reader, writer = await asyncio.open_connection(*made.getsockname())
                    got.append(await reader.read(5))
                    writers.append(writer)
                writers[0].close()
                await writers[0].wait_closed()
                await asyncio.sleep(0.05)  # until the server has noticed
                reader, writer = await asyncio.open_connection(*made.getsockname())
                got.append(await reader.read(5))
                writer.close()
                writers[1].close()
                return got

    writers: list[asyncio.StreamWriter] = []
    with asyncio.Runner(loop_factory=EventLoop) as runner:
        assert runner.run(connect_two()) == [b"hello", b"", b"hello"]
