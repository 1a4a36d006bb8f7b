"""The server from its start to its end."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from maskapp.errors import MaskappError
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import SETTINGS_OF_NEW_FOLDERS
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings
from maskapp.web.server import listen, make_server
from tests.support.certificates import write_pair


def test_an_address_in_use_is_told_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(MaskappError, match=rf"port {port}: .*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host", "ä..b", "a..b", "ä" * 70])
def test_an_address_that_is_not_this_computers_is_told(host) -> None:
    with pytest.raises(MaskappError, match="--host or --port"):
        listen(host, 0)


def test_the_address_of_version_six_can_be_used() -> None:
    if not socket.has_dualstack_ipv6():
        pytest.skip("this computer has no IPv6")
    with listen("::1", 0) as listener:
        assert listener.family is socket.AF_INET6


PRESSED_AGAIN = """
import signal, sys, uvicorn
from maskapp.__main__ import run

shutdown = uvicorn.Server.shutdown

async def interrupted(*arguments):
    signal.raise_signal(signal.SIGINT)  # breaks nothing off
    await shutdown(*arguments)

uvicorn.Server.shutdown = interrupted
sys.exit(run())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_while_streams_are_read(name, tmp_path) -> None:
    number = getattr(signal, name)
    command = [sys.executable, "-c", PRESSED_AGAIN, "serve", "--demo", "--port", "0"]
    with subprocess.Popen(
        [*command, "--data-dir", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            address = re.search(r"http://([\d.:]+)/", program.stdout.readline())[1]
            connections = [http.client.HTTPConnection(address, timeout=60) for _ in range(3)]
            for connection, path in zip(
                connections, ("/stream.mjpg", "/stream.mjpg", "/api/live"), strict=True
            ):
                connection.request("GET", path)
                connection.getresponse().readline()
            slow = http.client.HTTPConnection(address, timeout=60)
            connections.append(slow)
            slow.putrequest("POST", "/api/judge")
            slow.putheader("Content-Length", "1000")
            slow.endheaders(b"not all of it")
            began_s = time.monotonic()
            program.send_signal(number)
            said = program.communicate(timeout=30)[1]
            assert program.returncode == 128 + number, said
            assert time.monotonic() - began_s < 20  # 3 s, were nothing else running here
            assert "Traceback" not in said
            assert said.endswith("maskapp: interrupted\n")  # a slow machine warns before
            assert (tmp_path / "logs" / "serve.log").is_file()
            assert (tmp_path / SNAPSHOT_FOLDER).is_dir()
            settings, _ = load_settings(tmp_path / SETTINGS_FILE_NAME)
            assert settings == SETTINGS_OF_NEW_FOLDERS, "it stays as a new folder is"
        finally:
            program.kill()
            for connection in connections:
                connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
@pytest.mark.parametrize(
    ("made", "step"),
    [
        ("asyncio.SelectorEventLoop", "_make_self_pipe"),  # of the thread that watches
        ("EventLoop", "_make_self_pipe"),
        ("EventLoop", "create_task"),
        ("EventLoop", "create_server"),
    ],
)
def test_a_signal_ends_it_while_it_begins(made, step, tmp_path) -> None:
    script = f"""
import asyncio, signal, sys
from maskapp.cli import main
from maskapp.web.access.listener import EventLoop

step = {made}.{step}

def interrupted(*arguments, **options):
    {made}.{step} = step
    signal.raise_signal(signal.SIGTERM)
    return step(*arguments, **options)

{made}.{step} = interrupted
sys.exit(main(["serve", "--port", "0", "--data-dir", {str(tmp_path)!r}]))
"""
    command = [sys.executable, "-c", script]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.stderr == "maskapp: interrupted\n"
    assert ended.returncode == 128 + signal.SIGTERM


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_closed_terminal_does_not_end_what_nohup_started(site) -> None:
    server = make_server(site)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with server.capture_signals():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
def test_a_certificate_is_looked_after_while_it_serves(tmp_path) -> None:
    cert, key = write_pair(tmp_path, begins=datetime.now(UTC) - timedelta(days=25))
    command = [sys.executable, "-m", "maskapp", "serve", "--port", "0", "--data-dir", tmp_path]
    with subprocess.Popen(
        [*command, "--cert", cert, "--key", key],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            assert program.stderr.readline().startswith(f"The certificate in {cert} expires on")
            program.terminate()
            assert program.communicate(timeout=60)[1].endswith("maskapp: interrupted\n")
        finally:
            program.kill()
