import asyncio
import json

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from maskapp.web.access.size_limit import LARGEST_BODY, LARGEST_HEAD, SizeLimit
from tests.support.asgi_requests import Answer, EchoApp, ask, request_scope

LARGE = 1_000_000


class Reader:
    """An application that reads bodies part by part, and remembers how much it got."""

    def __init__(self, timeout_s: float = 20.0) -> None:
        self.got = 0
        self.app = Starlette(
            routes=[Route("/{rest:path}", self._read, methods=["POST"])],
            middleware=[Middleware(SizeLimit, {"/picture": LARGE}, timeout_s)],
        )

    async def _read(self, request: Request) -> Response:
        async for part in request.stream():
            self.got += len(part)
        return PlainTextResponse("read")

    def post(self, path: str, *parts: bytes, length: str | None = None) -> Answer:
        headers = [] if length is None else [("content-length", length)]
        return ask(self.app, request_scope(path, method="POST", headers=headers), parts)


def test_bodies_up_to_the_limit_arrive_whole() -> None:
    reader = Reader()
    assert reader.post("/x", b"a" * LARGEST_BODY).status == 200
    assert reader.got == LARGEST_BODY
    assert reader.post("/picture", *[b"a" * 1000] * 1000, length=str(LARGE)).status == 200


@pytest.mark.parametrize("length", [str(LARGEST_BODY + 1), "9" * 5000, "000100000"])
def test_what_is_announced_as_too_large_is_not_read(length: str) -> None:
    reader = Reader()
    answer = reader.post("/x", b"a", length=length)
    assert (answer.status, reader.got) == (413, 0)
    assert json.loads(answer.body)["error"]


@pytest.mark.parametrize("length", [None, "3", "0", "-5", "abc", "²", "1e3"])
def test_what_is_larger_than_announced_is_read_no_further(length: str | None) -> None:
    reader = Reader()
    answer = reader.post("/x", *[b"a" * 40_000] * 10, length=length)
    assert answer.status == 413
    assert reader.got == 40_000


def test_the_limit_of_pictures_is_their_own() -> None:
    reader = Reader()
    answer = reader.post("/picture", b"a" * LARGE, b"a")
    assert (answer.status, reader.got) == (413, LARGE)
    assert "1 MB" in answer.body


def test_a_body_that_does_not_come_is_given_up() -> None:
    async def hanging() -> list[Message]:
        sent: list[Message] = []
        first = iter([{"type": "http.request", "body": b"a", "more_body": True}])

        async def receive() -> Message:
            for message in first:
                return message
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)

        await Reader(timeout_s=0.05).app(request_scope("/x", method="POST"), receive, send)
        return sent

    assert asyncio.run(hanging())[0]["status"] == 408


def test_a_stream_whose_client_sends_too_much_ends_as_if_it_had_left() -> None:
    got: list[str] = []

    async def app(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})
        got.append((await receive())["type"])

    ask(SizeLimit(app, {}), request_scope(), [b"a" * (LARGEST_BODY + 1), b""])
    assert got == ["http.disconnect"]


def test_nothing_limits_the_wait_for_a_client_to_leave() -> None:
    waited: list[bool] = []

    async def app(scope, receive, send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})
        try:
            await asyncio.wait_for(receive(), 0.2)
        except TimeoutError:
            waited.append(True)

    ask(SizeLimit(app, {}, timeout_s=0.05), request_scope())
    assert waited == [True]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_an_address_or_headers_that_are_too_long_are_refused(kind) -> None:
    inside = EchoApp()
    app = SizeLimit(inside, {})
    long = "a" * LARGEST_HEAD
    assert ask(app, request_scope("/" + long, kind=kind)).status == 431
    assert ask(app, request_scope(query=long, kind=kind)).status == 431
    assert ask(app, request_scope(headers=[("x", long)], kind=kind)).status == 431
    many = [(f"x{number}", "") for number in range(5000)]
    assert ask(app, request_scope(headers=many, kind=kind)).status == 431
    assert inside.scopes == []
    ask(app, request_scope(query=long[:10_000], kind=kind))
    assert len(inside.scopes) == 1


def test_a_request_that_may_hide_another_one_is_refused() -> None:
    both = [("content-length", "5"), ("transfer-encoding", "chunked")]
    scope = request_scope(method="POST", headers=both)
    assert ask(SizeLimit(EchoApp(), {}), scope, [b"0\r\n\r\n"]).status == 400
