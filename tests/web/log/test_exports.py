"""Exports as downloads: few at a time, and nothing of them stays behind."""

import asyncio
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from maskapp.errors import OutputError
from maskapp.outputs.snapshots.records import EVERYTHING, SnapshotFilter
from maskapp.web.log import exports as exports_module
from maskapp.web.log.exports import Exports
from tests.support.logged import log_folder, put_snapshot

CLIENT = "10.0.0.1"


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder for temporary files, which no test may leave anything in."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def make_request(*, has_left: bool = False) -> Request:
    async def receive() -> dict:
        if has_left:
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError

    return Request({"type": "http", "method": "GET", "headers": []}, receive)


async def sent(answer, *, fails: bool = False) -> bytes:
    """Send an answer, and return its content."""
    content = b""

    async def send(message: dict) -> None:
        nonlocal content
        if fails:
            raise OSError("the browser has left")
        content += message.get("body", b"")

    async def receive() -> dict:
        await asyncio.Event().wait()
        raise AssertionError

    await answer({"type": "http", "method": "GET", "headers": []}, receive, send)
    return content


@pytest.mark.parametrize("fails", [False, True])
def test_the_file_is_removed_however_its_sending_ends(tmp_path, temporary, fails):
    put_snapshot(tmp_path)

    async def run() -> None:
        exports = Exports(log_folder(tmp_path))
        answer = await exports.download(make_request(), CLIENT, ".zip", EVERYTHING)
        assert len(list(temporary.rglob("*.zip"))) == 1
        if fails:
            with pytest.raises(OSError, match="left"):
                await sent(answer, fails=True)
        else:
            assert (await sent(answer)).startswith(b"PK")

    asyncio.run(run())
    assert list(temporary.iterdir()) == []


def test_the_report_tells_the_filter(tmp_path):
    put_snapshot(tmp_path)
    put_snapshot(tmp_path, minute=1, source="Canteen")

    async def run() -> bytes:
        wanted = SnapshotFilter(source="Canteen")
        return await sent(
            await Exports(log_folder(tmp_path)).download(make_request(), CLIENT, ".html", wanted)
        )

    content = asyncio.run(run())
    assert b'Filter: source <span dir="auto">Canteen</span>.' in content
    assert b"1 of 2 in this report" in content


def test_a_second_export_is_asked_to_wait(tmp_path, temporary):
    put_snapshot(tmp_path)

    async def run() -> None:
        exports = Exports(log_folder(tmp_path))
        first = asyncio.create_task(exports.download(make_request(), CLIENT, ".csv", EVERYTHING))
        await asyncio.sleep(0)
        with pytest.raises(HTTPException) as refused:
            await exports.download(make_request(), CLIENT, ".csv", EVERYTHING)
        assert (refused.value.status_code, refused.value.headers) == (503, {"Retry-After": "10"})
        assert b"Door" in await sent(await first)
        await sent(await exports.download(make_request(), CLIENT, ".csv", EVERYTHING))

    asyncio.run(run())


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_still_being_sent_counts_as_well(tmp_path, temporary, fails):
    put_snapshot(tmp_path)

    async def run() -> None:
        exports = Exports(log_folder(tmp_path))

        async def download(client: str) -> Response:
            return await exports.download(make_request(), client, ".csv", EVERYTHING)

        answers = [await download(CLIENT) for _ in range(2)]
        with pytest.raises(HTTPException, match="still being downloaded"):
            await download(CLIENT)
        answers.append(await download("10.0.0.2"))
        with pytest.raises(HTTPException, match="still being downloaded") as refused:
            await download("10.0.0.2")
        assert (refused.value.status_code, refused.value.headers) == (503, {"Retry-After": "10"})
        assert len(list(temporary.rglob("*.csv"))) == 3
        if fails:
            with pytest.raises(OSError, match="left"):
                await sent(answers[0], fails=True)
        else:
            await sent(answers[0])
        answers[0] = await download(CLIENT)
        for answer in answers:
            await sent(answer)

    asyncio.run(run())
    assert list(temporary.iterdir()) == []


def test_exports_that_failed_take_no_place(tmp_path, temporary):
    async def run() -> None:
        exports = Exports(log_folder(tmp_path))
        for _ in range(5):
            with pytest.raises(HTTPException, match="no snapshots"):
                await exports.download(make_request(), CLIENT, ".csv", EVERYTHING)

    asyncio.run(run())


@pytest.mark.parametrize("free", [[0], [10**12, 0]])
def test_an_export_does_not_fill_the_disk(tmp_path, temporary, monkeypatch, free):
    put_snapshot(tmp_path)
    usage = SimpleNamespace(disk_usage=lambda _folder: SimpleNamespace(free=free.pop(0)))
    monkeypatch.setattr(exports_module, "shutil", usage)

    async def run() -> None:
        with pytest.raises(OutputError, match="too little space"):
            await Exports(log_folder(tmp_path)).download(make_request(), CLIENT, ".zip", EVERYTHING)

    asyncio.run(run())
    assert (list(temporary.iterdir()), free) == ([], [])


def test_the_work_ends_when_the_browser_has_left(tmp_path, temporary, monkeypatch):
    put_snapshot(tmp_path)
    is_closed = []

    def endless(*_args):
        try:
            while True:
                yield 1
        finally:
            is_closed.append(True)

    monkeypatch.setattr(exports_module, "export_snapshots", endless)

    async def run() -> None:
        exports = Exports(log_folder(tmp_path))
        with pytest.raises(HTTPException):
            await exports.download(make_request(has_left=True), CLIENT, ".csv", EVERYTHING)

    asyncio.run(run())
    assert is_closed == [True]
    assert list(temporary.iterdir()) == []


def test_a_failed_temporary_folder_is_told_and_stops_no_later_export(tmp_path, temporary):
    put_snapshot(tmp_path)

    async def run() -> None:
        exports = Exports(log_folder(tmp_path))
        temporary.rmdir()
        temporary.write_text("a file in its place")
        for _ in range(2):
            with pytest.raises(OutputError, match=r"temporary folder.*: Not a directory"):
                await exports.download(make_request(), CLIENT, ".csv", EVERYTHING)
        temporary.unlink()
        temporary.mkdir()
        assert b"Door" in await sent(
            await exports.download(make_request(), CLIENT, ".csv", EVERYTHING)
        )

    asyncio.run(run())


def test_without_a_log_there_is_nothing_to_export(tmp_path, temporary):
    async def run() -> None:
        with pytest.raises(HTTPException, match="no snapshots"):
            await Exports(log_folder(tmp_path)).download(
                make_request(), CLIENT, ".html", EVERYTHING
            )

    asyncio.run(run())
    assert list(temporary.iterdir()) == []
