"""The rules of `/api/judge/live`, with an engine that does what the test wants."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from maskapp.errors import ModelError
from maskapp.web.judge import live_socket
from maskapp.web.judge.engine_threads import EngineThreads
from maskapp.web.judge.live_socket import MOST_SOCKETS, LiveSockets
from tests.support.judge_fakes import GatedEngine
from tests.support.picture_bytes import HEIGHT, WIDTH, encoded
from tests.support.web_server import wait_until
from tests.support.worker_fakes import make_face

JPEG = encoded(".jpg")
LIVE = "/api/judge/live"


@pytest.fixture
def engine() -> GatedEngine:
    return GatedEngine(make_face())


@pytest.fixture
def sockets(engine: GatedEngine) -> Iterator[LiveSockets]:
    threads = EngineThreads("Tested", lambda: engine, count=1, most_unfinished=MOST_SOCKETS)
    yield LiveSockets([threads])
    engine.gate.set()
    threads.close()


@pytest.fixture
def client(sockets: LiveSockets) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[WebSocketRoute(LIVE, sockets.serve)])) as client:
        yield client


def ended(socket) -> tuple[int, str]:
    """Return the code and the reason with which the server ends a connection."""
    with pytest.raises(WebSocketDisconnect) as closing:
        socket.receive_json()
    return closing.value.code, closing.value.reason


def test_each_picture_gets_its_answer(client: TestClient, engine: GatedEngine) -> None:
    with client.websocket_connect(LIVE) as socket:
        for number in range(3):
            socket.send_bytes(JPEG)
            answer = socket.receive_json()
            assert answer["frame"] == number
            assert (answer["width"], answer["height"]) == (WIDTH, HEIGHT)
            assert [face["label"] for face in answer["faces"]] == ["with_mask"]
    times_s = [frame.time_s for frame in engine.frames]
    assert times_s[0] == 0
    # Answers keep their pace even where a client asks as fast as it can.
    assert times_s[2] > 1.5 / 30


def test_a_picture_before_the_answer_to_the_last_one_ends_the_connection(
    client: TestClient, engine: GatedEngine, sockets: LiveSockets
) -> None:
    engine.gate.clear()
    with client.websocket_connect(LIVE) as socket:
        socket.send_bytes(JPEG)
        assert engine.began.wait(10)
        socket.send_bytes(JPEG)
        code, reason = ended(socket)
    assert code == 1008
    assert "only after the answer" in reason
    assert sockets.count == 0


@pytest.mark.parametrize(
    ("send", "words"),
    [
        (lambda socket: socket.send_text("hello"), "one binary message, a JPEG"),
        (lambda socket: socket.send_bytes(b""), "not a JPEG"),
        (lambda socket: socket.send_bytes(encoded(".png")), "not a JPEG"),
        (lambda socket: socket.send_bytes(JPEG[: len(JPEG) // 2]), "damaged"),
    ],
    ids=["text", "empty", "png", "cut short"],
)
def test_what_is_no_picture_is_answered_and_several_end_the_connection(
    client: TestClient, send, words: str
) -> None:
    with client.websocket_connect(LIVE) as socket:
        send(socket)
        assert words in socket.receive_json()["error"]
        socket.send_bytes(JPEG)
        assert socket.receive_json()["frame"] == 0, "a good one begins the count again"
        for _ in range(5):
            send(socket)
            assert words in socket.receive_json()["error"]
        code, reason = ended(socket)
    assert (code, reason) == (1008, "5 messages in a row were no JPEG")


def test_a_client_that_leaves_frees_its_place_while_its_picture_is_judged(
    client: TestClient, engine: GatedEngine, sockets: LiveSockets
) -> None:
    engine.gate.clear()
    with client.websocket_connect(LIVE) as socket:
        socket.send_bytes(JPEG)
        assert engine.began.wait(10)
        assert sockets.count == 1
    wait_until(lambda: sockets.count == 0)
    assert engine.frames == [], "it was not waited for"


def test_no_more_cameras_than_the_computer_can_judge(
    client: TestClient, sockets: LiveSockets
) -> None:
    places = [client.websocket_connect(LIVE) for _ in range(MOST_SOCKETS)]
    opened = [place.__enter__() for place in places]
    with client.websocket_connect(LIVE) as one_more:
        code, reason = ended(one_more)
    assert code == 1013
    assert "try again later" in reason
    places[0].__exit__(None, None, None)
    wait_until(lambda: sockets.count == MOST_SOCKETS - 1)
    with client.websocket_connect(LIVE) as socket:
        socket.send_bytes(JPEG)
        assert socket.receive_json()["frame"] == 0
    for place in places[1:]:
        place.__exit__(None, None, None)
    assert len(opened) == MOST_SOCKETS


def test_a_client_that_sends_nothing_is_not_kept(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_socket, "IDLE_S", 0.05)
    with client.websocket_connect(LIVE) as socket:
        code, reason = ended(socket)
    assert code == 1008
    assert reason.startswith("No picture came")


def test_a_model_that_cannot_be_used_is_said() -> None:
    def load() -> GatedEngine:
        raise ModelError("The model file /home/me/x.tflite is missing; " + "é" * 100)

    threads = EngineThreads("Tested", load, count=1, most_unfinished=1)
    sockets = LiveSockets([threads])
    app = Starlette(routes=[WebSocketRoute(LIVE, sockets.serve)])
    with TestClient(app) as client, client.websocket_connect(LIVE) as socket:
        socket.send_bytes(JPEG)
        code, reason = ended(socket)
    threads.close()
    assert code == 1011
    assert reason.startswith("The model file x.tflite is missing")
    assert len(reason.encode()) <= 123
