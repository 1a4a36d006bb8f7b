"""The end of the process, in one of its own."""

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, sys, threading
from maskapp.__main__ import run
from maskapp.process_end import ProcessEnd

class Part:
    def __del__(self):
        print("taken apart")

def leave_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()

part = Part()
print("work done")
"""
END = "end = ProcessEnd(); atexit.register(print, 'library ended'); "


def _run(end: str, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + end, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_with_a_thread_left_python_is_not_taken_apart() -> None:
    """The thread might crash it, after all work was done."""
    end = END + "leave_thread(); end.code = 3; sys.exit(3)"
    assert _run(end) == (3, "work done\nlibrary ended\n", "")


def test_without_one_the_process_ends_as_usual() -> None:
    assert _run(END + "end.code = 3; sys.exit(3)") == (
        3,
        "work done\nlibrary ended\ntaken apart\n",
        "",
    )


def test_an_error_that_nobody_foresaw_is_told_despite_a_thread() -> None:
    code, _, stderr = _run(END + "leave_thread(); raise ValueError('odd')")
    assert code == 1
    assert stderr.endswith("ValueError: odd\n")


def test_a_reader_that_has_gone_does_not_change_the_code() -> None:
    end = END + "leave_thread(); end.code = 3; sys.stdout.close(); sys.exit(3)"
    assert _run(end)[0] == 3


@pytest.mark.parametrize(("arguments", "code"), [(["cameras"], 0), (["detect", "no such file"], 2)])
def test_every_command_ends_so(arguments: list[str], code: int) -> None:
    returned, stdout, stderr = _run("leave_thread(); sys.exit(run())", *arguments)
    assert returned == code
    assert stdout.startswith("work done\n")
    assert "taken apart" not in stdout
    assert stderr.count("\n") == (code != 0)
