"""`POST /api/judge` by Starlette's test client, with the program's own networks."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from maskapp.errors import ModelError
from maskapp.settings.settings import Settings
from maskapp.web.judge import post_picture
from maskapp.web.judge.engine_threads import EngineThreads
from maskapp.web.judge.judge import Judge
from maskapp.web.judge.post_picture import PostPicture
from tests.support.detect_runs import read_report, run_detect
from tests.support.judge_fakes import GatedEngine
from tests.support.picture_bytes import (
    encoded,
    heic,
    pillow_file,
    png_of_stated_size,
    with_orientation,
)
from tests.support.web_server import wait_until


@pytest.fixture(scope="module")
def client():
    judge = Judge(Settings())
    client = TestClient(Starlette(routes=judge.routes()))
    client.post("/api/judge", content=encoded(".png"))  # its thread lasts for all of these tests
    yield client
    judge.close()


FORMATS = {
    "jpeg": lambda image: encoded(".jpg", image),
    "png": lambda image: encoded(".png", image),
    "webp": lambda image: pillow_file("WEBP", image),
    "avif": lambda image: pillow_file("AVIF", image),
    "heic": heic,
    "gif": lambda image: pillow_file("GIF", image),
    "bmp": lambda image: encoded(".bmp", image),
    "on its side": lambda image: with_orientation(encoded(".jpg", np.rot90(image)), 6),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_the_answer_is_the_line_of_a_report(
    client: TestClient, portrait, tmp_path: Path, kind: str
) -> None:
    image = np.ascontiguousarray(portrait[:300, 40:])
    path = tmp_path / "picture"
    path.write_bytes(FORMATS[kind](image))
    run_detect(path, report=tmp_path / "report.jsonl")
    line = read_report(tmp_path / "report.jsonl")[0]
    assert line.pop("file") == "picture"
    assert [face["label"] for face in line["faces"]] == ["without_mask"]
    answer = client.post("/api/judge", content=path.read_bytes())
    assert answer.status_code == 200
    assert answer.json() == line | {"width": 472, "height": 300}


def test_a_model_that_cannot_be_used_is_said_without_its_folder() -> None:
    def load() -> GatedEngine:
        raise ModelError("The model file /home/me/x.tflite is missing.")

    threads = EngineThreads("Tested", load, count=1, most_unfinished=1)
    endpoint = Route("/api/judge", PostPicture(threads).answer, methods=["POST"])
    with TestClient(Starlette(routes=[endpoint])) as client:
        answer = client.post("/api/judge", content=encoded(".jpg"))
    threads.close()
    assert answer.status_code == 503
    assert answer.json() == {"error": "The model file x.tflite is missing."}


def test_the_second_picture_begins_at_track_one_again(client: TestClient, portrait) -> None:
    data = encoded(".jpg", portrait)
    answers = [client.post("/api/judge", content=data).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [face["track"] for face in answers[0]["faces"]] == [1]


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 400, "empty"),
        (b"not a picture", 400, "damaged, cut short or of an unknown format"),
        (encoded(".png")[:-40], 400, "damaged"),
        (png_of_stated_size(8100, 8100), 413, "8100 × 8100 pixels"),
        (png_of_stated_size(8000, 8000), 400, "damaged"),
        (b"%PDF-1.7", 415, "a document or an archive; send a picture"),
        (b"\x1a\x45\xdf\xa3" + bytes(100), 415, "a video"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", 415, "a JPEG XL picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    client: TestClient, content: bytes, status: int, words: str
) -> None:
    answer = client.post("/api/judge", content=content)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert words in answer.json()["error"]


def test_damage_and_several_images_are_told_with_the_faces(client: TestClient, portrait) -> None:
    jpeg = encoded(".jpg", portrait)
    answer = client.post("/api/judge", content=jpeg[: len(jpeg) * 9 // 10]).json()
    assert answer["problems"] == ["The picture is damaged, and only a part of it could be read."]
    assert len(answer["faces"]) == 1
    animation = pillow_file("GIF", portrait[::2, ::2], portrait[1::2, ::2])
    answer = client.post("/api/judge", content=animation).json()
    assert answer["problems"] == ["The file has several images, of which only the first was used."]


def test_a_form_is_refused_with_the_right_command(client: TestClient) -> None:
    answer = client.post("/api/judge?token=abc", files={"picture": b"..."})
    assert answer.status_code == 415
    assert "curl --data-binary @picture.jpg http://testserver/api/judge" in answer.json()["error"]
    assert "abc" not in answer.text


@pytest.fixture
def gated() -> Iterator[tuple[TestClient, GatedEngine]]:
    """A client of one thread, whose engine waits, with a place for one more picture."""
    engine = GatedEngine()
    threads = EngineThreads("Tested", lambda: engine, count=1, most_unfinished=2)
    engine.gate.clear()
    app = Starlette(routes=[Route("/api/judge", PostPicture(threads).answer, methods=["POST"])])
    with TestClient(app) as client:
        yield client, engine
        engine.gate.set()
    threads.close()


def test_when_too_many_wait_the_next_is_asked_to_come_again(gated) -> None:
    client, engine = gated
    with ThreadPoolExecutor(2) as visitors:
        answers = [
            visitors.submit(client.post, "/api/judge", content=encoded(".png")) for _ in range(2)
        ]
        assert engine.began.wait(10)
        refused = wait_until(lambda: _refused(client))
        assert refused.json()["error"].startswith("Too many pictures are coming or waiting")
        assert int(refused.headers["retry-after"]) >= 1
        engine.gate.set()
        assert [answer.result().status_code for answer in answers] == [200, 200]
    assert client.post("/api/judge", content=encoded(".png")).status_code == 200


def _refused(client: TestClient):
    """Return a refusal; None while there is a place, which an empty body does not take."""
    answer = client.post("/api/judge", content=b"%PDF-1.7")
    return answer if answer.status_code == 503 else None


def test_what_is_on_its_way_is_counted_and_no_client_takes_all_of_it(monkeypatch) -> None:
    monkeypatch.setattr(post_picture, "MOST_COMING_BYTES", 1000)
    monkeypatch.setattr(post_picture, "MOST_COMING_OF_ONE_BYTES", 600)
    threads = EngineThreads("Tested", GatedEngine, count=1, most_unfinished=1)
    endpoint = PostPicture(threads)

    async def send(address: str, receive, *, stated: int | None = None) -> int:
        headers = [] if stated is None else [(b"content-length", str(stated).encode())]
        scope = {
            "type": "http", "method": "POST", "path": "/api/judge", "headers": headers,
            "client": (address, 1),
        }  # fmt: skip
        return (await endpoint.answer(Request(scope, receive))).status_code

    async def never() -> dict:
        raise AssertionError("it was read")

    async def send_slowly_then_leave() -> None:
        leaves = asyncio.Event()

        def parts(*sizes: int):
            messages = [
                {"type": "http.request", "body": bytes(size), "more_body": True} for size in sizes
            ]

            async def receive() -> dict:
                if messages:
                    return messages.pop(0)
                await leaves.wait()
                return {"type": "http.disconnect"}

            return receive

        async def whole() -> dict:
            return {"type": "http.request", "body": b"%PDF-1.7", "more_body": False}

        coming = [
            asyncio.ensure_future(send("10.0.0.1", parts(500), stated=900_000)),  # more than fits
            asyncio.ensure_future(send("10.0.0.1", parts(250, 250))),
            asyncio.ensure_future(send("10.0.0.3", parts(), stated=100)),  # nothing comes
            asyncio.ensure_future(send("10.0.0.2", parts(400))),
        ]
        done, _ = await asyncio.wait(coming, return_when=asyncio.FIRST_COMPLETED)
        assert done == {coming[0]}
        assert coming[0].result() == 503
        assert await send("10.0.0.1", never, stated=200) == 503
        assert await send("10.0.0.3", never, stated=200) == 503
        assert await send("10.0.0.3", parts(200)) == 503
        assert await send("10.0.0.3", whole) == 415
        leaves.set()
        assert await asyncio.gather(*coming[1:]) == [400, 400, 400]
        assert await send("10.0.0.1", whole, stated=600) == 415

    asyncio.run(send_slowly_then_leave())
    threads.close()


def test_who_leaves_before_the_turn_is_skipped() -> None:
    engine = GatedEngine()
    threads = EngineThreads("Tested", lambda: engine, count=1, most_unfinished=2)
    endpoint = PostPicture(threads)

    async def leave_while_waiting() -> None:
        engine.gate.clear()
        holding = asyncio.ensure_future(threads.run(lambda held: held.process(None)))
        await asyncio.to_thread(engine.began.wait)
        messages = [
            {"type": "http.request", "body": encoded(".png"), "more_body": False},
            {"type": "http.disconnect"},
        ]

        async def receive():
            return messages.pop(0)

        scope = {"type": "http", "method": "POST", "path": "/api/judge", "headers": []}
        await endpoint.answer(Request(scope, receive))
        await asyncio.sleep(0)
        engine.gate.set()
        await asyncio.wait({holding})

    asyncio.run(leave_while_waiting())
    threads.close()
    assert len(engine.frames) == 1, "only what held the engine"


def test_too_many_bytes_are_refused_before_and_while_they_come(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post_picture, "MOST_BYTES", 1_000_000)
    sent = []

    def parts():
        for _ in range(10):
            sent.append(None)
            yield bytes(300_000)

    for content in (bytes(1_000_001), parts()):
        answer = client.post("/api/judge", content=content)
        assert answer.status_code == 413
        assert "1 MB" in answer.json()["error"]
