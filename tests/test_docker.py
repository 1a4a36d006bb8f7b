"""The container, as far as it can be checked without building it."""

import argparse
import http.server
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docker.healthcheck import PORT, is_well

from maskapp.cli_serve import add_serve
from tests.support.certificates import write_pair

ROOT = Path(__file__).parents[1]
DOCKERFILE = ROOT / "packaging/docker/Dockerfile"


def instruction(name: str) -> str:
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return lines[-1].removeprefix(f"{name} ").strip()


def test_what_the_container_starts_is_understood() -> None:
    program, *arguments = json.loads(instruction("ENTRYPOINT"))
    assert program == "maskapp"
    parser = argparse.ArgumentParser()
    add_serve(parser.add_subparsers(), "")
    options = parser.parse_args([*arguments, *json.loads(instruction("CMD"))])
    assert (options.host, options.port, options.data_dir) == ("0.0.0.0", PORT, Path("/data"))
    assert options.self_signed
    assert instruction("EXPOSE") == str(PORT)
    assert instruction("VOLUME") == "/data"


def test_the_container_does_not_run_as_root() -> None:
    assert instruction("USER") == "10001"


def test_everything_that_is_copied_exists_and_is_not_left_out() -> None:
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    names = [line.removeprefix("!") for line in kept if line.startswith("!")]
    assert [name for name in names if not (ROOT / name).exists()] == []
    assert "packaging/docker/healthcheck.py" in names
    assert {"maskapp", "resources", "models", "pyproject.toml"} <= set(names)
    # The last line that fits decides: these 22 MB are for training alone.
    assert kept.index("models/*.keras") > kept.index("!models")


class Handler(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def answering(status: int, tls: ssl.SSLContext | None) -> Iterator[int]:
    handler = type("Answering", (Handler,), {"status": status})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("has_tls", [False, True])
def test_the_healthcheck_asks_with_tls_and_without(tmp_path, has_tls) -> None:
    tls = None
    if has_tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*write_pair(tmp_path, begins=datetime.now(UTC)))
    with answering(200, tls) as port:
        assert is_well(port)
    assert not is_well(port)
    with answering(503, tls) as port:
        assert not is_well(port)
