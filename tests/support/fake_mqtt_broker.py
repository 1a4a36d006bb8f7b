"""A tiny MQTT 3.1.1 broker for one test: takes connections, keeps what is published."""

import contextlib
import socket
import struct
import threading

CONNECT, CONNACK, PUBLISH, PUBACK, PINGREQ, PINGRESP, DISCONNECT = 1, 2, 3, 4, 12, 13, 14


class FakeMqttBroker:
    """A broker in threads.

    Attributes:
        published: Topic, payload and whether it is retained, in the order of arrival.
        clients: Client id, user and password of each connection.
        retained: The retained messages by topic.
        refusal: Code that answers connections; 0 accepts them.
        has_acks: Whether messages are confirmed.
        ended: Number of connections that have ended.
        wills: The will of each connection that broke.
    """

    def __init__(self, port: int = 0) -> None:
        self.published: list[tuple[str, bytes, bool]] = []
        self.clients: list[tuple[str, str | None, str | None]] = []
        self.retained: dict[str, bytes] = {}
        self.ended = 0
        self.wills: list[tuple[str, bytes]] = []
        self.refusal = 0
        self.has_acks = True
        self.changed = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def wait_for(self, condition, timeout_s: float = 30.0) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), timeout_s), (
                f"{self.clients}, {self.published}"
            )

    def payloads(self, topic: str) -> list[bytes]:
        return [payload for name, payload, _ in list(self.published) if name == topic]

    def drop_connections(self) -> None:
        for connection in self._connections:
            _end(connection)

    def close(self) -> None:
        _end(self._listener)
        self.drop_connections()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                self._listener.close()
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        will = None
        try:
            while True:
                kind, flags, body = _read_packet(connection)
                if kind == CONNECT:
                    will = self._connect(body)
                    connection.sendall(bytes((CONNACK << 4, 2, 0, self.refusal)))
                    if self.refusal:
                        return
                elif kind == PUBLISH:
                    self._publish(connection, flags, body)
                elif kind == PINGREQ:
                    connection.sendall(bytes((PINGRESP << 4, 0)))
                elif kind == DISCONNECT:
                    will = None
                    return
        except OSError:
            pass
        finally:
            with self.changed:
                self.ended += 1
                if will is not None:
                    self.wills.append(will)
                self.changed.notify_all()
            _end(connection)
            connection.close()

    def _connect(self, body: bytes) -> tuple[str, bytes] | None:
        if body[:7] != b"\0\4MQTT\4":
            raise ConnectionAbortedError
        flags, fields = body[7], _fields(body[10:])
        client_id = next(fields).decode()
        will = (next(fields).decode(), next(fields)) if flags & 4 else None
        user = next(fields).decode() if flags & 128 else None
        password = next(fields).decode() if flags & 64 else None
        with self.changed:
            self.clients.append((client_id, user, password))
            self.changed.notify_all()
        return will

    def _publish(self, connection: socket.socket, flags: int, body: bytes) -> None:
        length = int.from_bytes(body[:2])
        topic, rest = body[2 : 2 + length].decode(), body[2 + length :]
        assert (flags >> 1) & 3 == 1, "not QoS 1"
        packet_id, payload = rest[:2], rest[2:]
        with self.changed:
            is_retained = bool(flags & 1)
            self.published.append((topic, payload, is_retained))
            if is_retained and payload:
                self.retained[topic] = payload
            elif is_retained:
                self.retained.pop(topic, None)
            self.changed.notify_all()
        if self.has_acks:  # only now, so that what is confirmed can be seen
            connection.sendall(bytes((PUBACK << 4, 2)) + packet_id)


def _fields(data: bytes):
    while data:
        (length,) = struct.unpack(">H", data[:2])
        yield data[2 : 2 + length]
        data = data[2 + length :]


def _read_packet(connection: socket.socket) -> tuple[int, int, bytes]:
    first = _read(connection, 1)[0]
    length, shift = 0, 0
    while True:
        digit = _read(connection, 1)[0]
        length |= (digit & 127) << shift
        shift += 7
        if not digit & 128:
            return first >> 4, first & 15, _read(connection, length)


def _read(connection: socket.socket, number: int) -> bytes:
    data = b""
    while len(data) < number:
        more = connection.recv(number - len(data))
        if not more:
            raise ConnectionResetError
        data += more
    return data


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
