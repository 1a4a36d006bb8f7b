"""What is a recording, played in time up to its end, and what is live, which is lost instead."""

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp.errors import SourceLostError
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.pipeline.sources.stream import open_stream
from maskapp.records import Frame
from tests.support.http_camera import Handler, answer_with

LENGTH_S = 3.0
FRAMES = round(10 * LENGTH_S)  # few, so that a busy computer decodes them well within that time
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov", "frag_duration": "200000"}
LIVE = {
    "flv": ("flv", {}),
    "flv without a duration": ("flv", {"flvflags": "no_duration_filesize"}),
    "mp4": ("mp4", FRAGMENTS),
    "mp4 that begins with frames": ("mp4", {"movflags": "frag_keyframe"}),
    "matroska": ("matroska", {"live": "1"}),
    "mpegts": ("mpegts", {}),
}
RECORDED = {
    "flv": ("flv", {}),
    "mp4": ("mp4", {}),
    "mp4 in fragments": ("mp4", FRAGMENTS),
    "matroska": ("matroska", {}),
}


class Pipe:
    """Takes what a live server sends: nothing in it is changed later."""

    def __init__(self) -> None:
        self.sent = b""

    def write(self, data: bytes) -> int:
        self.sent += data
        return len(data)


def write_film(target: object, kind: str, options: dict[str, str]) -> None:
    with av.open(target, "w", format=kind, container_options=options) as container:
        stream = container.add_stream("libx264", rate=10, options={"g": "5", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(
                np.full((48, 64, 3), index, np.uint8), format="bgr24"
            )
            frame.pts, frame.time_base = index, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def in_chunks(body: bytes) -> Callable[[Handler], None]:
    """Return an answer whose length is not stated, as a live camera's."""

    def answer(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
        handler.close_connection = True

    return answer


def until_closed(body: bytes) -> Callable[[Handler], None]:
    """Return an answer that ends with its connection."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize("answer", [in_chunks, until_closed])
@pytest.mark.parametrize(("kind", "options"), LIVE.values(), ids=LIVE)
def test_a_live_stream_is_shown_at_once_and_lost_at_its_end(serve, answer, kind, options) -> None:
    pipe = Pipe()
    write_film(pipe, kind, options)
    frames: list[Frame] = []
    with (
        open_stream(serve(answer(pipe.sent)).address()) as source,
        pytest.raises(SourceLostError, match=r"has ended|connection was lost"),
    ):
        read_until_the_end(source, frames)
    assert frames[-1].index >= FRAMES - 2
    assert frames[-1].time_s < LENGTH_S / 2


@pytest.mark.parametrize(("kind", "options"), RECORDED.values(), ids=RECORDED)
def test_a_recording_is_played_in_its_time_and_ends(serve, kind, options) -> None:
    body = io.BytesIO()
    write_film(body, kind, options)
    frames: list[Frame] = []
    with open_stream(serve(answer_with(200, body.getvalue())).address()) as source:
        read_until_the_end(source, frames)
    assert frames[-1].time_s > LENGTH_S / 2


@pytest.mark.parametrize("is_over", [True, False])
def test_a_playlist_says_itself_whether_it_is_over(serve, tmp_path: Path, is_over: bool) -> None:
    write_film(str(tmp_path / "film.m3u8"), "hls", {"hls_time": "1", "hls_list_size": "0"})
    playlist = tmp_path / "film.m3u8"
    if not is_over:
        playlist.write_text(playlist.read_text("utf-8").replace("#EXT-X-ENDLIST\n", ""), "utf-8")

    def answer(handler: Handler) -> None:
        in_chunks((tmp_path / handler.path.strip("/")).read_bytes())(handler)

    frames: list[Frame] = []
    with open_stream(serve(answer).address() + "film.m3u8") as source:
        if is_over:
            read_until_the_end(source, frames)
            assert frames[-1].time_s > LENGTH_S / 2
        else:
            frame = source.read()
            assert frame is not None
            assert frame.time_s < LENGTH_S / 2


def read_until_the_end(source: LiveSource, frames: list[Frame]) -> None:
    while (frame := source.read()) is not None:
        frames.append(frame)
