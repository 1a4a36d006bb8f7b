"""Addresses that give one picture for each request."""

import numpy as np
import pytest

from maskapp.errors import SourceLostError
from maskapp.opencv import cv2
from maskapp.pipeline.sources import stream as source_stream
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.pipeline.sources.stream import open_stream
from tests.support.http_camera import JPEG, Handler, answer_with

PNG = cv2.imencode(".png", np.full((48, 64, 3), 128, np.uint8))[1].tobytes()


@pytest.fixture(autouse=True)
def _fast(monkeypatch) -> None:
    monkeypatch.setattr(source_stream, "_POLL_S", 0.01)


@pytest.mark.parametrize("path", ["snapshot.jpg", "cgi?id=1", "%20%25d.jpeg", ""])
@pytest.mark.parametrize(("body", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png")])
def test_the_picture_is_requested_again_and_again(serve, path: str, body: bytes, kind: str) -> None:
    server = serve(answer_with(200, body, kind))
    with open_stream(server.address() + path) as source:
        frames = [source.read() for _ in range(4)]
        assert (source.info.width, source.info.height) == (64, 48)
        assert (source.info.fps, source.info.is_live) == (None, True)
    assert [frame.index for frame in frames] == sorted({frame.index for frame in frames})
    assert len(server.paths) >= 4
    assert set(server.paths) == {f"/{path}"}


def test_a_request_that_fails_now_and_then_is_no_loss(serve) -> None:
    answers = 0

    def answer(handler: Handler) -> None:
        nonlocal answers
        answers += 1
        answer_with(503 if answers % 3 == 2 else 200, JPEG, "image/jpeg")(handler)

    with open_stream(serve(answer).address()) as source:
        while source.read().index < 6:
            pass
    assert answers > 7


def test_a_server_that_breaks_off_behind_each_picture_is_no_loss(serve) -> None:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "image/jpeg")
        handler.send_header("Content-Length", str(len(JPEG) + 500))
        handler.end_headers()
        handler.wfile.write(JPEG)

    server = serve(answer)
    with open_stream(server.address()) as source:
        while source.read().index < 5:
            pass
    assert len(server.paths) > 5


def test_a_camera_that_refuses_from_now_on_is_lost_with_its_reason(serve) -> None:
    def answer(handler: Handler) -> None:
        code = 200 if len(handler.server.paths) < 4 else 503
        answer_with(code, JPEG, "image/jpeg")(handler)

    address = serve(answer).address("me:secret@")
    with (
        open_stream(address) as source,
        pytest.raises(SourceLostError, match="fault of its own") as raised,
    ):
        read_until_lost(source)
    assert "secret" not in str(raised.value)


def test_a_camera_that_shows_a_web_page_from_now_on_is_lost_with_its_reason(serve) -> None:
    def answer(handler: Handler) -> None:
        if len(handler.server.paths) < 4:
            answer_with(200, JPEG, "image/jpeg")(handler)
        else:
            answer_with(200, b"<html>Log in</html>")(handler)

    with (
        open_stream(serve(answer).address()) as source,
        pytest.raises(SourceLostError, match="a web page"),
    ):
        read_until_lost(source)


def read_until_lost(source: LiveSource) -> None:
    while source.read() is not None:
        pass
