"""What a confined process can still do; each attempt is made in one that is confined first."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ATTEMPTS = """
import ctypes, os, resource, shutil, socket, subprocess, sys, threading
from pathlib import Path
from maskapp.training.conversion.confinement import confine

own, outside, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
secret = outside / "secret"

def in_thread(action):
    errors = []
    def run():
        try:
            action()
        except BaseException as error:
            errors.append(error)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]

attempts = {
    "read": lambda: secret.read_text(),
    "read in a thread": lambda: in_thread(secret.read_text),
    "read through proc": lambda: Path(f"/proc/self/root{secret}").read_text(),
    "read a link": lambda: (os.symlink(secret, own / "link"), (own / "link").read_text()),
    "read a hard link": lambda: (os.link(secret, own / "hard"), (own / "hard").read_text()),
    "list": lambda: os.listdir(outside),
    "write": lambda: (outside / "new").write_text(""),
    "replace": lambda: os.rename(own / "mine", secret),
    "take": lambda: os.rename(secret, own / "taken"),
    "remove": lambda: secret.unlink(),
    "empty": lambda: os.open(secret, os.O_RDONLY | os.O_TRUNC),
    "truncate": lambda: os.truncate(secret, 0),
    "change rights": lambda: secret.chmod(0o777),
    "change times": lambda: os.utime(secret, (0, 0)),
    "connect": lambda: socket.create_connection(("127.0.0.1", port), 2),
    "send": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "run": lambda: subprocess.run([sys.executable, "-c", ""]),
    "become": lambda: os.execv("/bin/true", ["true"]),
    "fork": os.fork,
    "signal": lambda: os.kill(os.getppid(), 0),
    "spy": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "raise limits": lambda: resource.setrlimit(resource.RLIMIT_DATA, (-1, -1)),
    "take memory": lambda: bytearray(5 << 30),
}
(own / "mine").write_text("mine")
print("confined" if confine(own) else "not confined")
for name, action in attempts.items():
    try:
        action()
    except (OSError, MemoryError, ValueError):
        continue
    print("went:", name)
(own / "mine").write_text("changed")
print((own / "mine").read_text(), resource.getrlimit(resource.RLIMIT_CORE))
import zoneinfo, sqlite3
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine a process")
def test_nothing_but_the_own_folder_is_in_reach(tmp_path: Path) -> None:
    own, outside = tmp_path / "own", tmp_path / "outside"
    own.mkdir()
    outside.mkdir()
    secret = outside / "secret"
    secret.write_text("secret")
    before = secret.stat()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-c", ATTEMPTS, own, outside, port],
            capture_output=True,
            text=True,
            check=False,
            cwd=own,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
    if done.stdout.startswith("not confined"):
        pytest.skip("this system has no Landlock or no libseccomp")
    assert done.stdout.splitlines() == ["confined", "changed (0, 0)"], done.stderr
    assert done.returncode == 0, done.stderr
    assert secret.read_text() == "secret"
    assert (secret.stat().st_mode, secret.stat().st_mtime) == (before.st_mode, before.st_mtime)
    assert sorted(path.name for path in outside.iterdir()) == ["secret"]
