"""What viewers of the web server cost, and how late they see what a camera sends.

    .venv/bin/python tests/benchmarks/web_viewers.py [--viewers 20] [--seconds 10] [--rounds 3]

Serves a network camera, made up here: a picture with faces, on which a bar says when it was sent.
Prints processor time and memory of the server while nobody, one, and many watch, in turns, and the
delay from the camera's sending to a viewer's reading. The viewers are a process of their own.
"""

import argparse
import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import numpy as np

from maskapp import paths
from maskapp.opencv import cv2

FPS = 25
BITS, BAR_PX = 32, 16
"""The bar: the time of the steady clock in milliseconds, a black or white square for each bit."""
SETTLE_S = 2.0


def stamped(image: np.ndarray) -> bytes:
    """Return the picture as JPEG with the present time on it."""
    shown = image.copy()
    now_ms = time.monotonic_ns() // 1_000_000 % 2**BITS
    for bit in range(BITS):
        colour = (255, 255, 255) if now_ms >> bit & 1 else (0, 0, 0)
        shown[:BAR_PX, bit * BAR_PX : (bit + 1) * BAR_PX] = colour
    return cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


def delay_ms(jpeg: bytes) -> float:
    """Return how long ago a picture was stamped."""
    shown = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    middles = shown[BAR_PX // 2, BAR_PX // 2 : BITS * BAR_PX : BAR_PX]
    sent_ms = sum(int(value > 127) << bit for bit, value in enumerate(middles))
    return time.monotonic_ns() // 1_000_000 % 2**BITS - sent_ms


@contextmanager
def camera() -> Iterator[str]:
    """Serve the first frame of the demo at 1280 × 720 as MJPEG; yield the address."""
    with av.open(str(paths.demo_clip())) as clip:
        image = next(clip.decode(video=0)).to_ndarray(format="bgr24")
    image = cv2.resize(image, (1280, 720))
    is_over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
            self.end_headers()
            while not is_over.wait(1 / FPS):
                jpeg = stamped(image)
                head = f"--part\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                try:
                    self.wfile.write(head.encode() + jpeg + b"\r\n")
                except OSError:
                    return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    is_over.set()
    server.shutdown()
    server.server_close()
    thread.join()


async def watch(port: int, seconds: float, measures: bool) -> tuple[int, list[float]]:
    """Read the pictures for a while; return their number and, if asked, their delays."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    # Of version 1.0, so that the answer is not cut into chunks.
    writer.write(b"GET /stream.mjpg HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    delays: list[float] = []
    pictures, ends_s = 0, time.monotonic() + seconds
    buffer = b""
    while time.monotonic() < ends_s:
        buffer += await reader.read(2**18)
        while (end := buffer.find(b"\xff\xd9\r\n")) >= 0:
            if measures:
                delays.append(delay_ms(buffer[buffer.find(b"\xff\xd8") : end + 2]))
            pictures += 1
            buffer = buffer[end + 4 :]
    writer.close()
    return pictures, delays


async def watch_all(port: int, viewers: int, seconds: float) -> None:
    """Watch by many viewers; print pictures a second for each, and the delays of the first."""
    got = await asyncio.gather(
        *(watch(port, seconds, measures=number == 0) for number in range(viewers))
    )
    fps = [pictures / seconds for pictures, _ in got]
    delays = sorted(got[0][1]) or [float("nan")]
    p95 = delays[int(len(delays) * 0.95)]
    print(f"{min(fps):.1f} {max(fps):.1f} {statistics.median(delays):.0f} {p95:.0f}")


def used(pid: int) -> tuple[float, int]:
    """Return processor seconds and resident megabytes of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return (int(fields[11]) + int(fields[12])) / 100, pages * 4096 // 1_000_000


def measure(pid: int, port: int, viewers: int, seconds: float) -> None:
    """Print what some viewers cost."""
    before_s, _ = used(pid)
    began_s = time.monotonic()
    seen = "nobody"
    if viewers:
        command = [sys.executable, __file__, "--watch", str(port), str(viewers), str(seconds)]
        seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    else:
        time.sleep(seconds)
    after_s, memory_mb = used(pid)
    share = (after_s - before_s) / (time.monotonic() - began_s)
    print(f"{viewers:7} {share:12.2f} {memory_mb:8} MB   {seen}")


def main() -> None:
    """Measure in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--watch", nargs=3, metavar=("PORT", "VIEWERS", "SECONDS"))
    options = parser.parse_args()
    if options.watch:
        port, viewers, seconds = options.watch
        asyncio.run(watch_all(int(port), int(viewers), float(seconds)))
        return
    with camera() as address, tempfile.TemporaryDirectory() as data_dir:
        command = ["maskapp", "serve", "--source", address, "--port", "0", "--data-dir", data_dir]
        with subprocess.Popen(
            [sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            found = re.search(r"127\.0\.0\.1:(\d+)", server.stdout.readline())
            assert found
            time.sleep(SETTLE_S)
            print("viewers   processors   memory      fps least, most; delay ms median, 95 %")
            for _ in range(options.rounds):
                for viewers in (0, 1, options.viewers):
                    measure(server.pid, int(found[1]), viewers, options.seconds)
            server.terminate()


if __name__ == "__main__":
    main()
