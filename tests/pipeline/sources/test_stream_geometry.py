"""Streams are shown like files: upright, not mirrored, with square pixels."""

import functools
import threading
from collections.abc import Iterator
from fractions import Fraction
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from maskapp.pipeline.sources.stream import open_stream
from tests.support.video_files import HEIGHT, WIDTH, write_clip


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a server of the files in `tmp_path`."""
    handler = functools.partial(_QuietHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False  # server_close waits only for threads that are not daemons
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_pixels_become_square(tmp_path: Path, address: str) -> None:
    write_clip(tmp_path / "dvr.ts", pixel_aspect=Fraction(2))
    with open_stream(f"{address}/dvr.ts") as source:
        assert (source.info.width, source.info.height) == (2 * WIDTH, HEIGHT)
        assert source.read().image.shape == (HEIGHT, 2 * WIDTH, 3)


def test_a_mirror_is_undone(tmp_path: Path, address: str) -> None:
    write_clip(tmp_path / "clip.mp4", mirrors="rows")
    with open_stream(f"{address}/clip.mp4") as source:
        image = source.read().image
    assert image[-HEIGHT // 5 :].mean() > 200
    assert image[: HEIGHT // 2].mean() < 120
