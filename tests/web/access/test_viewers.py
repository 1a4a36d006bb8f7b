import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from maskapp.web.access.viewers import TooManyViewersError, ViewerCap, Viewers
from tests.support.asgi_requests import EchoApp, ask, ask_async, request_scope

KINDS = {"/stream.mjpg": "pictures", "/api/live": "state"}


def test_a_place_is_free_again_however_its_stream_ends() -> None:
    viewers = Viewers({"pictures": 1})
    with pytest.raises(ZeroDivisionError), viewers.watching("pictures"):
        raise ZeroDivisionError
    with viewers.watching("pictures"):
        assert viewers.open == {"pictures": 1}
        with pytest.raises(TooManyViewersError), viewers.watching("pictures"):
            pass
    assert viewers.open == {"pictures": 0}


def test_who_has_a_stream_of_each_kind_is_one_viewer() -> None:
    viewers = Viewers({"pictures": 9, "state": 9, "cameras": 9})
    with viewers.watching("pictures"), viewers.watching("state"), viewers.watching("state"):
        assert viewers.count("pictures", "state") == 2
        assert viewers.count("cameras") == 0


class Streams:
    """Streams that go on until they are ended."""

    def __init__(self) -> None:
        self.end = asyncio.Event()
        self.started = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.started += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.end.wait()
        await send({"type": "http.response.body", "body": b""})


def test_one_viewer_too_many_is_told_to_come_back() -> None:
    async def watch() -> None:
        streams = Streams()
        viewers = Viewers({"pictures": 2, "state": 2})
        app = ViewerCap(streams, viewers, KINDS)
        scope = request_scope("/stream.mjpg")
        running = [asyncio.create_task(ask_async(app, scope)) for _ in range(2)]
        while streams.started < 2:
            await asyncio.sleep(0)
        refused = await ask_async(app, scope)
        assert refused.status == 503
        assert refused.header("retry-after") == "10"
        assert viewers.open == {"pictures": 2, "state": 0}
        running[0].cancel()
        await asyncio.wait(running[:1])
        assert viewers.open["pictures"] == 1
        streams.end.set()
        assert (await ask_async(app, scope)).status == 200
        assert (await running[1]).status == 200
        assert viewers.open == {"pictures": 0, "state": 0}

    asyncio.run(watch())


def test_other_requests_need_no_place() -> None:
    app = ViewerCap(EchoApp(), Viewers({"pictures": 0, "state": 0}), KINDS)
    assert ask(app, request_scope("/api/state")).status == 200
    assert ask(app, request_scope("/stream.mjpg")).status == 503
    assert ask(app, request_scope("/api/live", kind="websocket")).status == 503
