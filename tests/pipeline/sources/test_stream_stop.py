"""Whatever a server goes on sending, a closed stream ends its thread and its connections."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction

import av
import numpy as np
import pytest

from maskapp.errors import SourceError, SourceLostError
from maskapp.pipeline.sources import stream as source_stream
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.pipeline.sources.stream import open_stream
from tests.support.http_camera import (
    JPEG,
    PATIENCE_S,
    Handler,
    answer_with,
)

DAMAGED = JPEG[:20] + b"\0" * 500 + b"\xff\xd9"
SOUND_RATE = 48_000
WRITE_AT_ONCE = {"max_interleave_delta": "1", "flush_packets": "1"}


class Connections:
    """Notes when the client of an answer closes its connection."""

    def __init__(self, answer: Callable[[Handler], None]) -> None:
        self._answer = answer
        self._closed: list[threading.Event] = []

    def __call__(self, handler: Handler) -> None:
        closed = threading.Event()
        self._closed.append(closed)
        with suppress(ConnectionError):
            self._answer(handler)
        if not handler.server.test_is_over.is_set():
            closed.set()

    def assert_closed(self) -> None:
        assert self._closed
        for closed in self._closed:
            assert closed.wait(PATIENCE_S)
        for thread in threading.enumerate():
            if thread.name == "LiveSource":
                thread.join(PATIENCE_S)
                assert not thread.is_alive()


def send_pictures(sound: int) -> Connections:
    """Return an answer of so many pictures, and then of damaged ones without end."""

    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        for _ in range(sound):
            handler.send_part()
        head = b"--part\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(DAMAGED)
        while not handler.server.test_is_over.wait(0.005):
            handler.wfile.write(head + DAMAGED + b"\r\n")

    return Connections(answer)


@pytest.mark.usefixtures("_impatient")
def test_a_server_of_damaged_pictures_is_left_after_each_attempt(serve) -> None:
    connections = send_pictures(0)
    address = serve(connections).address()
    for _ in range(2):
        with pytest.raises(SourceError):
            open_stream(address)
        connections.assert_closed()


def test_a_stream_whose_pictures_become_damaged_is_left(serve) -> None:
    connections = send_pictures(20)
    with open_stream(serve(connections).address()) as source:
        while source.read().index < 19:
            pass
    connections.assert_closed()


def test_a_stream_of_which_only_the_sound_goes_on_is_left(serve, monkeypatch) -> None:
    monkeypatch.setattr(source_stream, "_READ_TIMEOUT_S", 0.2)
    begin, sound = film_then_sound()

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "video/mp2t")
        handler.end_headers()
        handler.wfile.write(begin)
        while not handler.server.test_is_over.wait(0.005):
            handler.wfile.write(sound)

    connections = Connections(answer)
    with (
        open_stream(serve(connections).address()) as source,
        pytest.raises(SourceLostError, match="no frame arrived"),
    ):
        read_until_lost(source)
    connections.assert_closed()


def test_a_recording_is_left_while_its_next_frame_is_not_due(serve) -> None:
    body = io.BytesIO()
    with av.open(body, "w", format="matroska") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for time_ms in (0, 3_600_000):
            container.mux(stream.encode(grey(time_ms, Fraction(1, 1000))))
        container.mux(stream.encode())
    connections = Connections(answer_with(200, body.getvalue()))
    with open_stream(serve(connections).address()) as source:
        assert source.read() is not None
    connections.assert_closed()


def film_then_sound() -> tuple[bytes, bytes]:
    """Return a second of pictures with sound as MPEG-TS, and the sound that follows."""
    body = io.BytesIO()
    with av.open(body, "w", format="mpegts", options=WRITE_AT_ONCE) as container:
        film = container.add_stream("mpeg2video", rate=25)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("mp2", rate=SOUND_RATE, layout="mono")
        for index in range(25):
            container.mux(film.encode(grey(index, Fraction(1, 25))))
        container.mux(film.encode())
        silence = silent_frames()
        for _ in range(50):
            container.mux(sound.encode(next(silence)))
        length = body.tell()
        for _ in range(50):
            container.mux(sound.encode(next(silence)))
        end = body.tell()
    return body.getvalue()[:length], body.getvalue()[length:end]


def grey(pts: int, time_base: Fraction) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 128, np.uint8), format="bgr24")
    frame.pts, frame.time_base = pts, time_base
    return frame


def silent_frames() -> Iterator[av.AudioFrame]:
    pts = 0
    while True:
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1152), np.int16), "s16", "mono")
        frame.sample_rate, frame.pts = SOUND_RATE, pts
        pts += 1152
        yield frame


def read_until_lost(source: LiveSource) -> None:
    while source.read() is not None:
        pass
