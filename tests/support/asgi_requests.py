"""Requests to ASGI applications as a server hands them over, also such as no client would send."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1:8000"


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) < 2, values
        return values[0] if values else None


class EchoApp:
    """An application that tells what reached it, and reads the whole body."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "websocket":
            assert (await receive())["type"] == "websocket.connect"
            await send({"type": "websocket.accept"})
            return
        body, is_complete = b"", False
        while not is_complete:
            message = await receive()
            body += message.get("body", b"")
            is_complete = not message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"reached"})


def request_scope(
    path: str = "/",
    *,
    method: str = "GET",
    headers: Iterable[tuple[str, str]] = (),
    host: str | None = HOST,
    query: str = "",
    client: str = "10.0.0.9",
    server: str = "127.0.0.1",
    scheme: str = "http",
    kind: str = "http",
    can_deny: bool = True,
) -> Scope:
    given = list(headers) if host is None else [("host", host), *headers]
    scope: Scope = {
        "type": kind,
        "scheme": scheme if kind == "http" else scheme.replace("http", "ws"),
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given],
        "client": (client, 50000),
        "server": (server, 8000),
        "extensions": {"websocket.http.response": {}} if can_deny else {},
    }
    if kind == "http":
        scope["method"] = method
    return scope


def ask(app: ASGIApp, scope: Scope, body: Iterable[bytes] = (b"",)) -> Answer:
    """Return the answer to a request; of a WebSocket, 101 if it was accepted and 403 if closed."""
    return asyncio.run(ask_async(app, scope, body))


async def ask_async(app: ASGIApp, scope: Scope, body: Iterable[bytes] = (b"",)) -> Answer:
    sent: list[Message] = []
    parts = list(body)

    async def receive() -> Message:
        if scope["type"] == "websocket":
            return {"type": "websocket.connect"}
        if not parts:
            await asyncio.Event().wait()  # a client that stays, and sends nothing more
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    if start["type"] in {"websocket.accept", "websocket.close"}:
        return Answer(101 if start["type"] == "websocket.accept" else 403, [], "")
    return Answer(
        start["status"],
        [(key.decode(), value.decode()) for key, value in start["headers"]],
        b"".join(message["body"] for message in sent[1:]).decode(),
    )
