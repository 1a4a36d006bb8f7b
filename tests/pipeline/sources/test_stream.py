import socket
from fractions import Fraction

import av
import numpy as np
import pytest

from maskapp.errors import SourceError, SourceLostError
from maskapp.pipeline.sources.stream import open_stream
from tests.support.http_camera import (
    Handler,
    answer_with,
    demand_login,
    stream_forever,
)


def test_mjpeg_is_read(serve, capfd) -> None:
    with open_stream(serve(stream_forever).address()) as source:
        frames = [source.read() for _ in range(5)]
        info = source.info
    assert info.is_live
    assert (info.width, info.height, info.fps) == (64, 48, None)
    assert all(np.abs(frame.image.astype(int) - 128).max() < 4 for frame in frames)
    # Frames that arrived before the first read are dropped, and counted.
    assert (frames[0].time_s == 0) == (frames[0].index == 0)
    indices = [frame.index for frame in frames]
    assert indices == sorted(set(indices))
    assert capfd.readouterr() == ("", "")


def test_a_password_is_sent_but_not_shown(serve) -> None:
    received: list[str | None] = []

    def answer(handler: Handler) -> None:
        received.append(handler.headers.get("Authorization"))
        if received[-1] is None:
            demand_login(handler, 'Basic realm="camera"')
        else:
            stream_forever(handler)

    with open_stream(serve(answer).address(user="me:secret@")) as source:
        assert "secret" not in source.info.name
    assert received[-1] == "Basic bWU6c2VjcmV0"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (answer_with(404), "404 Not Found"),
        (answer_with(401), "user name and password"),
        (answer_with(500), "fault of its own"),
        (answer_with(200, b"<html>Welcome</html>"), "a web page"),
        (answer_with(200, b"hello", "text/plain"), "not send video"),
        (answer_with(200), "web page|closed the connection"),
    ],
)
def test_an_answer_that_is_not_a_stream_is_refused(serve, capfd, answer, message: str) -> None:
    server = serve(answer)
    with pytest.raises(SourceError, match=message) as raised:
        open_stream(server.address(user="me:secret@"))
    assert str(raised.value).startswith(server.address())
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_an_address_without_a_server_is_refused(scheme: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(SourceError, match="connection refused") as raised:
            open_stream(f"{scheme}://me:secret@127.0.0.1:{port}/live")
    assert "secret" not in str(raised.value)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_a_silent_server_is_refused(serve, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(SourceError, match=r"no answer within|does not answer"):
            open_stream(f"{scheme}://127.0.0.1:{port}/live")


@pytest.mark.usefixtures("_impatient")
def test_a_server_that_sends_no_frame_is_refused(serve) -> None:
    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        while not handler.server.test_is_over.wait(0.01):
            handler.wfile.write(b"-")

    with pytest.raises(SourceError, match=r"no answer within|not send video"):
        open_stream(serve(answer).address())


@pytest.mark.usefixtures("_impatient")
def test_a_stream_that_falls_silent_is_lost(serve) -> None:
    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        for _ in range(10):
            handler.send_part()
        handler.hang()

    with (
        open_stream(serve(answer).address()) as source,
        pytest.raises(SourceLostError, match=r"no frame arrived for 0\.\d+ s"),
    ):
        read_until_the_end(source)


def test_a_closed_connection_is_lost(serve) -> None:
    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        for _ in range(10):
            handler.send_part()

    with (
        open_stream(serve(answer).address()) as source,
        pytest.raises(SourceLostError, match=r"connection was lost|has ended"),
    ):
        read_until_the_end(source)


def test_a_recording_is_played_to_its_end(serve, tmp_path) -> None:
    path = tmp_path / "clip.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=50)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for time_ms in range(0, 200, 20):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="bgr24")
            frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())

    with open_stream(serve(answer_with(200, path.read_bytes())).address()) as source:
        frames = read_until_the_end(source)
    # In real time: the last frame cannot arrive before its time.
    assert frames[-1].index == 9
    assert frames[-1].time_s >= 0.17


def read_until_the_end(source) -> list:
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    return frames
