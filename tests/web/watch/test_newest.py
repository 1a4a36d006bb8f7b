"""How coroutines wait for the newest value that a thread puts."""

import asyncio
import threading

from maskapp.web.watch.newest import Newest


def test_a_reader_gets_the_newest_value_and_waits_for_the_next() -> None:
    async def read() -> list[tuple[int, str]]:
        newest = Newest("first")
        newest.bind(asyncio.get_running_loop())
        got = [await newest.newer_than(-1)]
        waiting = asyncio.ensure_future(newest.newer_than(got[0][0]))
        await asyncio.sleep(0)
        assert not waiting.done()
        thread = threading.Thread(target=newest.put, args=("second",))
        thread.start()
        got.append(await waiting)
        thread.join()
        return got

    assert asyncio.run(read()) == [(0, "first"), (1, "second")]


def test_a_slow_reader_misses_values_instead_of_holding_them() -> None:
    async def read() -> tuple[int, str]:
        newest = Newest("0")
        newest.bind(asyncio.get_running_loop())
        for number in range(1, 100):
            newest.put(str(number))
        return await newest.newer_than(0)

    assert asyncio.run(read()) == (99, "99")


def test_every_reader_is_woken() -> None:
    async def read() -> list[tuple[int, str]]:
        newest = Newest("")
        newest.bind(asyncio.get_running_loop())
        readers = [asyncio.ensure_future(newest.newer_than(0)) for _ in range(20)]
        await asyncio.sleep(0)
        newest.put("for all")
        return await asyncio.gather(*readers)

    assert asyncio.run(read()) == [(1, "for all")] * 20


def test_values_can_be_put_before_and_after_the_loop() -> None:
    newest = Newest("")
    newest.put("before")

    async def bind() -> None:
        newest.bind(asyncio.get_running_loop())
        newest.bind(None)

    asyncio.run(bind())
    newest.put("after")
    assert newest.value == "after"
