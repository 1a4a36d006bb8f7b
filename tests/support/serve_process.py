"""`maskapp serve` as a process of its own, as people run it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

PATIENCE_S = 60.0
"""For starting and for ending; on a quiet computer both take a second or two."""
_POLL_S = 0.05


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


class WebServer:
    """A running server; `with` ends it as Ctrl+C does.

    Args:
        folder: For its data, and what it writes to standard output and error.
        arguments: More arguments of `maskapp serve`.
        host: The address to bind.
        token: What `MASKAPP_TOKEN` is, for addresses that need one.
    """

    def __init__(
        self, folder: Path, *arguments: str, host: str = "127.0.0.1", token: str = ""
    ) -> None:
        self._folder = folder
        self._arguments = arguments
        self._host = host
        self._token = token
        self.port = free_port(host)
        self.url = f"http://{host}:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    @property
    def output(self) -> str:
        """What it wrote so far."""
        return (self._folder / "output.txt").read_text("utf-8")

    def start(self, token: str | None = None) -> Self:
        """Start it, again at the same port if it ran before, and wait until it answers.

        Args:
            token: Another token than before.
        """
        if token is not None:
            self._token = token
        names = ("DATA", "CACHE", "CONFIG")
        homes = {f"XDG_{name}_HOME": str(self._folder / name.lower()) for name in names}
        variables = homes | ({"MASKAPP_TOKEN": self._token} if self._token else {})
        with (self._folder / "output.txt").open("ab") as output:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "maskapp", "serve"),
                    *("--host", self._host, "--port", str(self.port), *self._arguments),
                ],
                env=os.environ | variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, f"the server has ended: {self.output}"
            assert time.monotonic() < deadline, f"the server does not answer: {self.output}"
            time.sleep(_POLL_S)
        return self

    def stop(self) -> int:
        """End it as Ctrl+C does; return its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE_S)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
