"""Who uses a folder, and who is alone in it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.files.shared_use import SharedUse

OTHER_PROGRAM = """
import os, signal, sys
from pathlib import Path
from maskapp.files.shared_use import SharedUse
use = SharedUse(Path(sys.argv[1]))
print(use.begin(5), flush=True)
if sys.argv[2] == "shared":
    use.share(5)
    print("shared", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "log" / "in-use"


@pytest.fixture
def use(path) -> Iterator[Callable[[], SharedUse]]:
    made = []

    def make() -> SharedUse:
        made.append(SharedUse(path))
        return made[-1]

    yield make
    for each in made:
        each.end()


def test_excluding_others_writes_nothing(use, path) -> None:
    """A full disk has no room for a journal."""
    alone = use()
    assert alone.begin(0)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    alone.share(0)
    assert alone.is_last()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.fixture
def program(path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts another program that uses the folder, shared or alone."""
    started = []

    def start(how: str) -> subprocess.Popen[str]:
        other = subprocess.Popen(
            [sys.executable, "-c", OTHER_PROGRAM, str(path), how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(other)
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        if how == "shared":
            assert other.stdout.readline() == "shared\n"
        return other

    yield start
    for other in started:
        other.kill()
        other.communicate()


def test_the_first_is_alone_until_it_shares(use) -> None:
    first, second = use(), use()
    assert first.begin(0)
    with pytest.raises(TimeoutError):
        second.begin(0.01)
    first.share(0)
    assert not second.begin(0)


def test_the_last_is_alone_at_its_end(use) -> None:
    first, second = use(), use()
    first.begin(0)
    first.share(0)
    second.begin(0)
    assert not first.is_last()
    first.end()
    assert second.is_last()
    with pytest.raises(TimeoutError):
        first.begin(0.01)
    second.end()
    assert first.begin(0)


def test_a_third_is_not_alone_after_the_first_has_ended(use) -> None:
    first, second, third = use(), use(), use()
    first.begin(0)
    first.share(0)
    second.begin(0)
    first.end()
    assert not third.begin(0)


@pytest.mark.parametrize("how", ["alone", "shared"])
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_killed_program_uses_it_no_longer(use, program, how) -> None:
    other = program(how)
    mine = use()
    if how == "alone":
        with pytest.raises(TimeoutError):
            mine.begin(0.01)
    else:
        assert not mine.begin(0)
        mine.end()
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    assert mine.begin(0)


def test_use_for_a_moment_lets_others_in_but_leaves_none_alone(use) -> None:
    first, second = use(), use()
    with first.during(0):
        assert not second.begin(0)
        second.end()
        with first.during(0):
            pass
        assert not second.begin(0), "the first is still in the outer body"
        second.end()
    assert second.begin(0)


def test_the_file_is_for_the_user_alone_and_stays_empty(use, path) -> None:
    mine = use()
    mine.begin(0)
    assert path.stat().st_size == 0
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0


def test_what_is_in_the_file_does_not_matter(use, path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 100)
    assert use().begin(0)


@pytest.mark.parametrize("in_the_way", ["file", "folder"])
def test_what_cannot_be_used_is_told(use, path, in_the_way) -> None:
    if in_the_way == "file":
        path.parent.write_bytes(b"")
    else:
        path.mkdir(parents=True)
    with pytest.raises(OutputError, match=r"Cannot .*log"):
        use().begin(0)
