"""Threads that run engines for many clients."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from maskapp.errors import ModelError
from maskapp.web.judge.engine_threads import EnginesBusyError, EngineThreads
from tests.support.judge_fakes import GatedEngine


@pytest.fixture
def engine() -> GatedEngine:
    return GatedEngine()


@pytest.fixture
def threads(engine: GatedEngine) -> Iterator[EngineThreads]:
    threads = EngineThreads("Tested", lambda: engine, count=1, most_unfinished=2)
    yield threads
    engine.gate.set()
    threads.close()


def held(engine: GatedEngine) -> str:
    engine.process(None)
    return "held"


async def reached(engine: GatedEngine) -> None:
    """Wait until something is in the engine."""
    await asyncio.to_thread(engine.began.wait)


def test_each_thread_loads_one_engine_and_keeps_it() -> None:
    loaded: list[int] = []

    def load() -> GatedEngine:
        loaded.append(threading.get_ident())
        return GatedEngine()

    threads = EngineThreads("Tested", load, count=2, most_unfinished=4)
    both = threading.Barrier(2)

    async def use() -> None:
        assert loaded == []
        await asyncio.gather(*(threads.run(lambda _: both.wait(10)) for _ in range(2)))
        users = [await threads.run(lambda _: threading.get_ident()) for _ in range(3)]
        assert set(users) <= set(loaded)

    asyncio.run(use())
    threads.close()
    assert len(set(loaded)) == len(loaded) == 2


def test_what_is_cancelled_before_its_turn_never_runs(
    threads: EngineThreads, engine: GatedEngine
) -> None:
    ran: list[str] = []

    async def use() -> None:
        engine.gate.clear()
        first = asyncio.ensure_future(threads.run(held))
        await reached(engine)
        second = asyncio.ensure_future(threads.run(lambda _: ran.append("second")))
        await asyncio.sleep(0)
        assert threads.is_full
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        assert not threads.is_full
        engine.gate.set()
        assert await first == "held"
        await threads.run(lambda _: ran.append("third"))

    asyncio.run(use())
    assert ran == ["third"]


def test_what_is_cancelled_while_it_runs_still_counts(
    threads: EngineThreads, engine: GatedEngine
) -> None:
    async def use() -> None:
        engine.gate.clear()
        running = asyncio.ensure_future(threads.run(held))
        await reached(engine)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        waiting = asyncio.ensure_future(threads.run(lambda _: "done"))
        await asyncio.sleep(0)
        with pytest.raises(EnginesBusyError, match="try again in a moment"):
            await threads.run(lambda _: "too much")
        engine.gate.set()
        assert await waiting == "done"

    asyncio.run(use())


def test_an_engine_that_cannot_be_loaded_is_tried_again() -> None:
    outcomes = [ModelError("no model"), GatedEngine()]

    def load() -> GatedEngine:
        outcome = outcomes.pop(0)
        if isinstance(outcome, ModelError):
            raise outcome
        return outcome

    threads = EngineThreads("Tested", load, count=1, most_unfinished=1)

    async def use() -> None:
        with pytest.raises(ModelError, match="no model"):
            await threads.run(lambda _: None)
        assert await threads.run(lambda _: "works") == "works"

    asyncio.run(use())
    threads.close()
