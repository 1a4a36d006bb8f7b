"""Small archives for `detect --jobs` and `--scheduler`, and running these commands."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from maskapp.opencv import cv2

PATIENCE_S = 90.0


FACE_PX = 160
FACE_CORNERS = ((20, 20), (20, 190))
"""Top and left of the faces in `with_faces`."""


def with_faces(portrait, count: int) -> np.ndarray:
    """Return a picture of up to two faces, with room for their numbers."""
    image = np.full((200, 370, 3), 110, np.uint8)
    for top, left in FACE_CORNERS[:count]:
        image[top : top + FACE_PX, left : left + FACE_PX] = portrait[0:160, 140:300]
    return image


def make_archive(folder: Path, portrait, clip: Path) -> list[Path]:
    """Make inputs of every kind, some of which share names, and some of which are damaged."""
    folder.mkdir()
    face = with_faces(portrait, 1)
    for name in ("0.png", "1.jpg", "many/0.png", "many/2.bmp", "many/10.png"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        cv2.imwrite(str(path), face)
    (folder / "many" / "1.jpg").write_bytes(b"damaged")
    (folder / "many" / "notes.txt").write_text("no picture")
    (folder / "bad.jpg").write_bytes(b"damaged")
    (folder / "clip.mp4").write_bytes(clip.read_bytes())
    (folder / "cut.mkv").write_bytes(b"no video")
    order = ("0.png", "bad.jpg", "clip.mp4", "many", "cut.mkv", "none.mp4", "1.jpg", "0.png")
    return [*(folder / name for name in order), folder / "clip.mp4"]


def arguments(inputs, folder: Path, *options: object) -> list[str]:
    """Return the arguments of a command that writes everything to a folder."""
    folder.mkdir(exist_ok=True)
    outputs = ("--report", folder / "r.jsonl", "--events", folder / "e.jsonl")
    given = ("detect", *inputs, *outputs, "--output", folder / "out", *options)
    return [str(argument) for argument in given]


def written(folder: Path) -> dict[str, bytes]:
    """Return the content of all files below a folder, by their paths there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def start(*arguments: str, **environment: str) -> subprocess.Popen:
    """Start the command line in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "maskapp", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def wait_for(condition, what: str) -> None:
    """Wait until something is true.

    Raises:
        AssertionError: It did not become true in time.
    """
    until_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until_s, f"waited in vain for {what}"
        time.sleep(0.02)


def wait_for_parts(folder: Path, count: int) -> None:
    """Wait until so many inputs are done."""
    wait_for(lambda: len(list(folder.glob("*.part"))) >= count, f"{count} parts in {folder}")


def children_of(number: int) -> list[int]:
    """Return the numbers of the processes that a process has started with a task to serve."""
    task = Path(f"/proc/{number}/task/{number}/children").read_text()
    found = []
    for child in map(int, task.split()):
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        if b"spawn_main" in command:
            found.append(child)
    return found


def wait_for_child_of(number: int) -> int:
    """Return the number of the only such process, once it has become one."""
    wait_for(lambda: len(children_of(number)) == 1, "a process with a task to serve")
    return children_of(number)[0]


def is_running(number: int) -> bool:
    """Return whether a process exists and has not ended."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return False
    return state not in "ZX"


def kill(number: int) -> None:
    """End a process as the system does when memory runs out."""
    os.kill(number, signal.SIGKILL)
