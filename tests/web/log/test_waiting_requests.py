"""Requests that wait for the log: how many may, and what ends the wait."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from maskapp.errors import SnapshotLogBusyError
from maskapp.web.log.waiting_requests import WaitingRequests


class Visit:
    """A request whose answer waits until `is_due`, of a client that stays until `leaves`."""

    def __init__(self, client: str = "10.0.0.1", ending: asyncio.Event | None = None) -> None:
        self.leaves = asyncio.Event()
        self.is_due = asyncio.Event()
        self.was_cancelled = False
        app = SimpleNamespace(state=SimpleNamespace(ending=ending or asyncio.Event()))
        self.client = client
        self.request = Request({"type": "http", "headers": [], "app": app}, self._receive)

    async def _receive(self) -> dict:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def work(self, _request: Request) -> Response:
        try:
            await self.is_due.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        return Response("found")

    def wait(self, waiting: WaitingRequests) -> "asyncio.Task[Response]":
        return asyncio.create_task(waiting.answer(self.request, self.client, self.work))


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 20))


def test_the_answer_comes_when_it_is_due() -> None:
    async def story() -> None:
        visit = Visit()
        answer = visit.wait(WaitingRequests())
        visit.is_due.set()
        assert (await answer).body == b"found"

    run(story)


def test_errors_of_the_work_are_raised() -> None:
    async def fail(_request: Request) -> Response:
        raise HTTPException(404)

    async def story() -> None:
        with pytest.raises(HTTPException, match="404"):
            await WaitingRequests().answer(Visit().request, "", fail)

    run(story)


def test_who_leaves_waits_no_longer() -> None:
    async def story() -> None:
        waiting = WaitingRequests(most=1)
        visit, other = Visit(), Visit()
        answer = visit.wait(waiting)
        await asyncio.sleep(0)
        with pytest.raises(SnapshotLogBusyError, match="try again"):
            await other.wait(waiting)
        visit.leaves.set()
        await answer
        assert visit.was_cancelled
        other.is_due.set()
        assert (await other.wait(waiting)).body == b"found"

    run(story)


def test_one_client_does_not_take_all_places() -> None:
    async def story() -> None:
        waiting = WaitingRequests(most=3, most_of_one=2)
        greedy = [Visit() for _ in range(2)]
        answers = [visit.wait(waiting) for visit in greedy]
        await asyncio.sleep(0)
        with pytest.raises(SnapshotLogBusyError):
            await Visit().wait(waiting)
        other = Visit("10.0.0.2")
        answers.append(other.wait(waiting))
        for visit in (*greedy, other):
            visit.is_due.set()
        assert [answer.body for answer in await asyncio.gather(*answers)] == 3 * [b"found"]

    run(story)


def test_nobody_waits_for_a_server_that_ends() -> None:
    async def story() -> None:
        ending = asyncio.Event()
        visit = Visit(ending=ending)
        answer = visit.wait(WaitingRequests())
        await asyncio.sleep(0)
        ending.set()
        with pytest.raises(HTTPException, match="503"):
            await answer
        assert visit.was_cancelled

    run(story)
