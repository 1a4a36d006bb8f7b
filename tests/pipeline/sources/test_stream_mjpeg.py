"""MJPEG as browsers take it, with whatever stands between the pictures."""

import threading
from collections.abc import Iterable, Iterator
from itertools import chain, islice, repeat

import av
import numpy as np
import pytest

from maskapp.errors import SourceError, SourceLostError
from maskapp.pipeline.sources import stream as source_stream
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.pipeline.sources.source import open_source
from maskapp.pipeline.sources.stream import open_stream
from tests.support.http_camera import JPEG, Handler, stream_forever
from tests.support.picture_bytes import encoded, pillow_file, png_of_stated_size

HEAD = b"--part\r\nContent-Type: image/jpeg\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(JPEG)
SOUND = HEAD + LENGTH + JPEG + b"\r\n"

PARTS = {
    "as FFmpeg expects": SOUND,
    "boundary behind": HEAD.removeprefix(b"--part\r\n") + LENGTH + JPEG + b"\r\n--part\r\n",
    "no type": b"--part\r\n" + LENGTH + JPEG + b"\r\n",
    "no head": b"--part\r\n\r\n" + JPEG + b"\r\n",
    "image/jpg": SOUND.replace(b"jpeg", b"jpg"),
    "image/pjpeg": SOUND.replace(b"jpeg", b"pjpeg"),
    "parameter": SOUND.replace(b"image/jpeg", b"image/jpeg;size=1"),
    "no line end": SOUND.replace(b"part\r\n", b"part"),
    "another part": SOUND
    + b"--part\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi\r\n",
    "empty part": HEAD + b"Content-Length: 0\r\n\r\n\r\n" + SOUND,
    "length too short": SOUND.replace(b"Length: %d" % len(JPEG), b"Length: 100"),
    "length too long": SOUND.replace(b"Length: %d" % len(JPEG), b"Length: 99999"),
    "another boundary": SOUND.replace(b"--part", b"--other"),
    "nothing": JPEG,
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("preamble", [b"", b"This is a multi-part message.\r\n\r\n"])
def test_every_form_is_played(serve, part: bytes, preamble: bytes) -> None:
    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        handler.wfile.write(preamble)
        while not handler.server.test_is_over.wait(0.002):
            handler.wfile.write(part)

    with open_stream(serve(answer).address()) as source:
        images = [source.read().image for _ in range(5)]
        assert source.info.fps is None
    assert all(abs(int(image.mean()) - 128) < 4 for image in images)


NOISE = np.random.default_rng(1).integers(0, 256, (48, 64, 3)).astype(np.uint8)
OTHER_PICTURES = {
    "PNG": encoded(".png", NOISE),
    "WebP": pillow_file("WEBP", NOISE, lossless=True),
}


@pytest.mark.parametrize("kind", OTHER_PICTURES)
@pytest.mark.parametrize("stated", ["image/png", "image/jpeg", "application/octet-stream", None])
def test_pictures_of_other_kinds_are_known_by_their_content(
    serve, kind: str, stated: str | None
) -> None:
    picture, between = OTHER_PICTURES[kind], b"\r\n"
    head = b"" if stated is None else f"Content-Type: {stated}\r\n".encode()
    length = b"Content-Length: %d\r\n" % len(picture)

    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        while not handler.server.test_is_over.wait(0.002):
            handler.wfile.write(b"--part\r\n" + head + length + between + picture + between)

    with open_stream(serve(answer).address()) as source:
        assert source.info.fps is None
        for _ in range(4):
            assert np.abs(source.read().image.astype(int) - NOISE).max() <= 3


def test_a_picture_over_the_limit_is_left_out(serve) -> None:
    pictures = [png_of_stated_size(20_000, 20_000), OTHER_PICTURES["PNG"]]

    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        while not handler.server.test_is_over.wait(0.002):
            for picture in pictures:
                handler.wfile.write(b"--part\r\nContent-Type: image/png\r\n\r\n" + picture)

    with open_stream(serve(answer).address()) as source:
        for _ in range(4):
            assert np.array_equal(source.read().image, NOISE)


def test_parts_that_hold_no_picture_are_refused(serve) -> None:
    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        while not handler.server.test_is_over.wait(0.0001):
            handler.wfile.write(b"--part\r\nContent-Type: text/plain\r\n\r\n" + b"hello " * 500)

    with pytest.raises(SourceError, match=r"does not send video that can be read$"):
        open_stream(serve(answer).address())


def test_a_stream_that_becomes_odd_later_is_played_on(serve) -> None:
    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        for _ in range(5):
            handler.send_part()
        while not handler.server.test_is_over.wait(0.002):
            handler.wfile.write(PARTS["another part"])

    server = serve(answer)
    with open_stream(server.address()) as source:
        while source.read().index < 20:
            pass
    assert len(server.paths) == 3  # once to look at the pictures


def test_a_stream_that_is_cut_after_it_became_odd_is_lost(serve) -> None:
    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        for _ in range(5):
            handler.wfile.write(PARTS["image/jpg"])

    with (
        open_stream(serve(answer).address()) as source,
        pytest.raises(SourceLostError, match=r"connection was lost|has ended"),
    ):
        read_until_lost(source, threading.Event())


def test_the_scheme_may_be_in_capitals(serve) -> None:
    address = serve(stream_forever).address("me:secret@")
    with open_source(f" HTTP{address.removeprefix('http')}") as source:
        assert source.read() is not None
        assert source.info.name == address.replace("me:secret@", "")


def test_a_picture_every_now_and_then_is_no_stall(serve, monkeypatch) -> None:
    monkeypatch.setattr(source_stream, "_READ_TIMEOUT_S", 0.01)

    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        while not handler.server.test_is_over.wait(0.1):
            handler.send_part()

    with open_stream(serve(answer).address()) as source:
        indices = [source.read().index for _ in range(8)]
    assert indices == sorted(set(indices))


def test_a_fast_stream_that_stalls_is_lost_long_before_a_slow_one_would_be(
    serve, monkeypatch
) -> None:
    monkeypatch.setattr(source_stream, "_READ_TIMEOUT_S", 0.2)

    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        for _ in range(5):
            handler.send_part()
        handler.hang()

    server = serve(answer)
    with (
        open_stream(server.address()) as source,
        pytest.raises(SourceLostError, match=r"no frame arrived for 0\.\d+ s"),
    ):
        read_until_lost(source, server.test_is_over)


def read_until_lost(source: LiveSource, then: threading.Event) -> None:
    try:
        while source.read() is not None:
            pass
    finally:
        then.set()  # before the source is closed, which would wait for the camera


def parts(levels: Iterable[int]) -> Iterator[bytes]:
    """Yield a multipart stream of pictures."""
    for level in levels:
        picture = encoded(".jpg", np.full((48, 64, 3), level, np.uint8))
        yield HEAD + b"Content-Length: %d\r\n\r\n%b\r\n" % (len(picture), picture)


def clusters(levels: Iterable[int]) -> Iterator[bytes]:
    """Yield a live stream of the same pictures in a container, each with its time."""
    options = {"live": "1", "cluster_time_limit": "0"}
    target = Pipe()
    with av.open(target, "w", format="matroska", container_options=options) as container:
        stream = container.add_stream("mjpeg", rate=50)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for level in levels:
            image = np.full((48, 64, 3), level, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
            yield target.taken()


class Pipe:
    """Takes what a live server sends."""

    def __init__(self) -> None:
        self._sent = b""

    def write(self, data: bytes) -> int:
        self._sent += data
        return len(data)

    def taken(self) -> bytes:
        taken, self._sent = self._sent, b""
        return taken


@pytest.mark.parametrize("sent", [parts, clusters])
def test_pictures_that_pile_up_are_left_out(serve, monkeypatch: pytest.MonkeyPatch, sent) -> None:
    """A computer that is too slow for its camera shows what is there now."""
    decode, decoded = source_stream._StreamCapture._decode, []

    def decode_slowly(capture, packet):
        decoded.append(packet)
        threading.Event().wait(0.05)
        return decode(capture, packet)

    def answer(handler: Handler) -> None:
        handler.start_mjpeg()
        pictures = sent(chain(repeat(50, 400), repeat(200)))
        handler.wfile.write(b"".join(islice(pictures, 400)))
        while not handler.server.test_is_over.wait(0.02):
            handler.wfile.write(next(pictures))

    monkeypatch.setattr(source_stream._StreamCapture, "_decode", decode_slowly)
    with open_stream(serve(answer).address()) as source:
        while source.read().image.mean() < 128:
            pass
    assert len(decoded) < 300
