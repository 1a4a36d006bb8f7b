"""The process that converts, by a stand-in for it: its limits, its messages, and its end."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from itertools import chain, count
from pathlib import Path

import pytest

from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import ModelError
from maskapp.pipeline.models import conversion
from maskapp.pipeline.models.conversion import convert_model
from maskapp.pipeline.models.model_kinds import ModelKind

MODEL = Path("/models/mine.h5")
SAVED = {"saved_model.pb": b"graph", "variables/index": b"index"}


@pytest.fixture
def child(tmp_path: Path, monkeypatch):
    """Return a function that sets the code of the stand-in."""

    def use(code: str) -> None:
        (tmp_path / "stand_in.py").write_text(
            "import os, sys, time\nfrom pathlib import Path\n"
            "source, target = map(Path, sys.argv[1:])\n" + textwrap.dedent(code)
        )

    monkeypatch.setattr(conversion, "_MODULE", "stand_in")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    return use


def convert(watch: ConversionWatch | None = None, kind=ModelKind.HDF5, files=None, **limits):
    return convert_model(MODEL, kind, files or {"": b"one"}, watch or ConversionWatch(), **limits)


def test_the_child_gets_the_model_and_its_result_is_returned(child) -> None:
    child("target.write_bytes(b'converted ' + source.read_bytes())")
    assert convert() == b"converted one"
    assert convert(kind=ModelKind.KERAS) == b"converted one"
    child("target.write_text(str(sorted(str(p) for p in source.rglob('*') if p.is_file())))")
    assert convert(kind=ModelKind.SAVED_MODEL, files=SAVED) == (
        b"['model/saved_model.pb', 'model/variables/index']"
    )


def test_the_child_sees_no_secrets_and_a_home_of_its_own(child) -> None:
    child("target.write_text(os.environ.get('SECRET_TOKEN', 'none') + os.environ['HOME'])")
    home = convert().decode()
    assert home.startswith("none")
    assert not Path(home.removeprefix("none")).exists(), "it is removed with the folder"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("print('noise\\nhas a Lambda.', file=sys.stderr); sys.exit(2)", "mine.h5 has a Lambda.$"),
        ("raise ImportError(\"No module named 'tensorflow'\")", r"pip install 'maskapp\[train\]'"),
        ("os._exit(3)", "gave no reason"),
        ("os.abort()", "more memory than allowed"),
        ("os.kill(os.getpid(), 24)", "took too long and was stopped"),
        ("raise MemoryError", "more memory than allowed"),
        ("pass", "cannot be converted: "),
        ("os.mkfifo(target)", "Not a regular file"),
        ("print('x' * 9000, file=sys.stderr); sys.exit(2)", "mine.h5 x{190}"),
    ],
)
def test_the_reason_of_a_failure_is_one_short_line(child, code: str, message: str) -> None:
    child(code)
    with pytest.raises(ModelError, match=message) as raised:
        convert()
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 300


def test_a_child_that_takes_too_long_is_ended(child, tmp_path: Path, monkeypatch) -> None:
    pid_file = tmp_path / "pid"
    child(f"Path({str(pid_file)!r}).write_text(str(os.getpid())); time.sleep(600)")
    # However long it takes to start.
    times_s = chain([0.0], (3.0 * has_content(pid_file) for _ in count()))
    monkeypatch.setattr(conversion, "monotonic", lambda: next(times_s))
    with pytest.raises(ModelError, match="took longer than 2 s and was stopped"):
        convert(longest_s=2)
    assert_ended(int(pid_file.read_text()))


def test_the_steps_are_told_and_it_can_be_cancelled(child, tmp_path: Path) -> None:
    child(
        f"""
        Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))
        print("reading the network", flush=True)
        time.sleep(600)
        """
    )
    steps = []

    def report(step: str, elapsed_s: int) -> None:
        steps.append((step, elapsed_s))
        if step == "reading the network":
            watch.cancel()

    watch = ConversionWatch(report)
    with pytest.raises(ModelError, match="was cancelled"):
        convert(watch)
    assert steps[0] == ("starting", 0)
    assert steps[-1][0] == "reading the network"
    assert_ended(int((tmp_path / "pid").read_text()))


PARENT = """
import sys
from pathlib import Path
from maskapp.conversion_watch import ConversionWatch
from maskapp.pipeline.models import conversion
from maskapp.pipeline.models.model_kinds import ModelKind
conversion._MODULE = "waiting"
conversion.convert_model(Path("a.h5"), ModelKind.HDF5, {"": b"one"}, ConversionWatch())
"""
WAITING = """
import os, sys, threading
from pathlib import Path
from maskapp.training.conversion.__main__ import _end_with_parent
Path(os.environ["PYTHONPATH"].split(os.pathsep)[-1], "pid").write_text(str(os.getpid()))
_end_with_parent()
"""


def test_the_child_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text(WAITING)
    path = os.pathsep.join((str(Path(__file__).parents[3]), str(tmp_path)))
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], env={**os.environ, "PYTHONPATH": path}
    )
    pid_file = tmp_path / "pid"
    wait_until(lambda: has_content(pid_file))
    parent.kill()
    parent.wait()
    assert_ended(int(pid_file.read_text()))


def has_content(file: Path) -> bool:
    return file.exists() and file.read_text() != ""


def wait_until(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def assert_ended(pid: int) -> None:
    def has_ended() -> bool:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().split()[2]
        except (ProcessLookupError, FileNotFoundError):  # also between the two
            return True
        return state == "Z"  # nobody has waited yet

    wait_until(has_ended)
