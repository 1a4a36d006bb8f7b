"""What a server answers to one plain request, to explain why FFmpeg could not use it.

FFmpeg reports only a code. This asks once more, without user name and password, and reads no more
than the head of the answer.
"""

import re
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_MOST_BYTES = 65536
_LOGIN = re.compile(r"(?<=://)[^/?#]*@")
_PORTS = {"http": 80, "https": 443, "rtsp": 554}
_DIGEST_ALGORITHM = re.compile(r"\balgorithm\s*=\s*\"?([\w-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """The head of an answer.

    Attributes:
        content_type: The kind of content, in lower case, without parameters; "" if not stated.
        challenges: What the server accepts as a login, each as it was sent.
    """

    content_type: str = ""
    challenges: list[str] = field(default_factory=list)

    @property
    def unsupported_digest(self) -> str | None:
        """The digest that the server insists on though FFmpeg knows only MD5; None otherwise."""
        algorithms = []
        for challenge in self.challenges:
            found = _DIGEST_ALGORITHM.search(challenge)
            algorithm = found[1].upper() if found else "MD5"
            if not challenge.lower().startswith("digest") or algorithm == "MD5":
                return None
            algorithms.append(algorithm)
        return algorithms[0] if algorithms else None


def without_login(address: str) -> str:
    """Return an address without user name and password.

    `urlsplit` refuses a [ or ] in them, which FFmpeg takes.
    """
    return _LOGIN.sub("", address, count=1)


def ask_server(address: str, timeout_s: float) -> ServerAnswer:
    """Send one request without a user name and read the head of the answer.

    Args:
        address: An http, https or rtsp address.
        timeout_s: Time-out for the connection and for each part of the answer.

    Returns:
        An empty answer if there is none, or none that can be understood.
    """
    try:
        return _parse(_head(without_login(address), timeout_s))
    except (OSError, ValueError):  # it only explains an error that is reported anyway
        return ServerAnswer()


def _head(address: str, timeout_s: float) -> str:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    with socket.create_connection((host, port), timeout_s) as connection:
        if parts.scheme == "https":
            with _unverified().wrap_socket(connection, server_hostname=host) as secured:
                return _exchange(secured, _request(address))
        return _exchange(connection, _request(address))


def _unverified() -> ssl.SSLContext:
    """Accept any certificate, as FFmpeg does: cameras sign their own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _request(address: str) -> bytes:
    parts = urlsplit(address)
    host = parts.netloc
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    if parts.scheme == "rtsp":
        text = f"DESCRIBE rtsp://{host}{path} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp"
    else:
        text = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\nConnection: close"
    return f"{text}\r\n\r\n".encode("ascii", "backslashreplace")


def _exchange(connection: socket.socket, request: bytes) -> str:
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received and len(received) < _MOST_BYTES:
        part = connection.recv(4096)
        if not part:
            break
        received += part
    return received.partition(b"\r\n\r\n")[0].decode("latin-1")


def _parse(head: str) -> ServerAnswer:
    content_type, challenges = "", []
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        match name.strip().lower():
            case "content-type":
                content_type = value.partition(";")[0].strip().lower()
            case "www-authenticate":
                challenges.append(value.strip())
    return ServerAnswer(content_type, challenges)
