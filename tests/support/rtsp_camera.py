"""An RTSP camera on 127.0.0.1 that sends H.264 over TCP or only over UDP."""

import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import av
import numpy as np

PATIENCE_S = 30.0
_SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
    "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\n"
    "a=control:track1\r\n"
)


class RtspCamera:
    """A camera for one client at a time.

    Attributes:
        transports: The transport that each SETUP asked for.
    """

    def __init__(self, *, speaks_tcp: bool, challenge: str = "") -> None:
        self.transports: list[str] = []
        self.is_over = threading.Event()
        self._speaks_tcp = speaks_tcp
        self._challenge = challenge
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.address = f"rtsp://127.0.0.1:{self._listener.getsockname()[1]}/live"

    def serve(self) -> None:
        with self._listener, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind(("127.0.0.1", 0))
            while not self.is_over.is_set():
                with suppress(TimeoutError):
                    client, _ = self._listener.accept()
                    with client, suppress(OSError):
                        client.settimeout(PATIENCE_S)
                        self._answer(client, udp)

    def _answer(self, client: socket.socket, udp: socket.socket) -> None:
        received, port = b"", 0
        while part := client.recv(4096):
            received += part
            while b"\r\n\r\n" in received:
                head, _, received = received.partition(b"\r\n\r\n")
                text = head.decode()
                method = text.partition(" ")[0]
                number = re.search(r"CSeq: (\d+)", text)[1]
                status, headers, body = "200 OK", "Session: 1\r\n", ""
                if method == "DESCRIBE" and self._challenge:
                    status, headers = "401 Unauthorized", f"WWW-Authenticate: {self._challenge}\r\n"
                elif method == "DESCRIBE":
                    headers, body = "Content-Type: application/sdp\r\n", _SDP
                elif method == "SETUP":
                    wanted = re.search(r"Transport: (\S+)", text)[1]
                    self.transports.append(wanted)
                    is_tcp = "TCP" in wanted
                    if is_tcp and not self._speaks_tcp:
                        status = "461 Unsupported Transport"
                    elif not is_tcp:
                        port = int(re.search(r"client_port=(\d+)", wanted)[1])
                    headers += f"Transport: {wanted};server_port={udp.getsockname()[1]}-0\r\n"
                length = f"Content-Length: {len(body)}\r\n" if body else ""
                answer = f"RTSP/1.0 {status}\r\nCSeq: {number}\r\n{headers}{length}\r\n{body}"
                client.sendall(answer.encode())
                if method == "PLAY":
                    self._play(client, udp, port)
                    return

    def _play(self, client: socket.socket, udp: socket.socket, port: int) -> None:
        units = _encoded_picture()
        number = 0
        for picture in range(10_000):
            if self.is_over.wait(0.01):
                return
            for place, unit in enumerate(units):
                last = 0x80 if place == len(units) - 1 else 0
                head = struct.pack(">BBHII", 0x80, 96 | last, number & 65535, picture * 3600, 1)
                number += 1
                if port:
                    udp.sendto(head + unit, ("127.0.0.1", port))
                else:
                    client.sendall(struct.pack(">cBH", b"$", 0, len(head + unit)) + head + unit)


def _encoded_picture() -> list[bytes]:
    """Return the units of one key frame, each small enough for a packet."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = 64, 48, "yuv420p"
    context.options = {"x264-params": "keyint=1:repeat-headers=1"}
    context.framerate = 25
    image = np.full((48, 64, 3), 128, np.uint8)
    packets = context.encode(av.VideoFrame.from_ndarray(image, format="bgr24")) + context.encode()
    data = b"".join(bytes(packet) for packet in packets)
    units = [unit for unit in re.split(b"\0\0\0\1|\0\0\1", data) if unit]
    return [unit for unit in units if unit[0] & 31 in (5, 7, 8)]  # picture and its parameters


@contextmanager
def rtsp_camera(*, speaks_tcp: bool, challenge: str = "") -> Iterator[RtspCamera]:
    """Run a camera; it and its readers end with the block."""
    camera = RtspCamera(speaks_tcp=speaks_tcp, challenge=challenge)
    thread = threading.Thread(target=camera.serve)
    thread.start()
    try:
        yield camera
    finally:
        camera.is_over.set()
        thread.join(PATIENCE_S)
        for other in threading.enumerate():
            if other.name == "LiveSource":
                other.join(PATIENCE_S)
