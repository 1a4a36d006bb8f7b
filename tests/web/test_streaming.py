"""Answers without an end of their own."""

import asyncio
from types import SimpleNamespace

from maskapp.web import streaming
from maskapp.web.streaming import LiveResponse


class Parts:
    """Parts of which each waits to be asked for; knows whether it was closed."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count
        self.sent = 0
        self.is_closed = False

    async def made(self):
        try:
            while self.count is None or self.sent < self.count:
                self.sent += 1
                yield b"part"
                await asyncio.sleep(0)
            await asyncio.Event().wait() if self.count is None else None
        finally:
            self.is_closed = True


async def never_leaves():
    await asyncio.Event().wait()


def answered(parts, receive, send, ending: asyncio.Event | None = None) -> None:
    app = SimpleNamespace(state=SimpleNamespace(ending=ending or asyncio.Event()))
    response = LiveResponse(parts, "text/plain")
    asyncio.run(
        asyncio.wait_for(response({"type": "http", "method": "GET", "app": app}, receive, send), 20)
    )


def test_all_parts_are_sent_and_then_the_end() -> None:
    messages = []

    async def send(message):
        messages.append(message)

    parts = Parts(3)
    answered(parts.made(), never_leaves, send)
    assert [message.get("body") for message in messages] == [None, b"part", b"part", b"part", b""]
    assert not messages[-1]["more_body"]
    assert parts.is_closed


class Silence:
    """Sends one part and then nothing; knows whether it was closed."""

    def __init__(self) -> None:
        self.is_silent = asyncio.Event()
        self.is_closed = False

    async def made(self):
        try:
            yield b"part"
            self.is_silent.set()
            await asyncio.Event().wait()
        finally:
            self.is_closed = True


async def take(_message):
    await asyncio.sleep(0)


def test_it_ends_when_the_reader_leaves_although_nothing_is_sent() -> None:
    silence = Silence()

    async def leaves():
        await silence.is_silent.wait()
        return {"type": "http.disconnect"}

    answered(silence.made(), leaves, take)
    assert silence.is_closed


def test_it_ends_in_order_with_the_server() -> None:
    silence, messages = Silence(), []

    async def send(message):
        messages.append(message)

    answered(silence.made(), never_leaves, send, ending=silence.is_silent)
    assert silence.is_closed
    assert messages[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def test_one_part_at_most_waits_for_a_reader_who_takes_nothing(monkeypatch) -> None:
    monkeypatch.setattr(streaming, "_STALLED_AFTER_S", 0.05)

    async def send(message):
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    parts = Parts()
    answered(parts.made(), never_leaves, send)
    assert parts.sent == 1
    assert parts.is_closed


def test_a_connection_that_breaks_is_no_error() -> None:
    async def send(message):
        if message["type"] == "http.response.body":
            raise OSError("broken")

    parts = Parts()
    answered(parts.made(), never_leaves, send)
    assert parts.is_closed
