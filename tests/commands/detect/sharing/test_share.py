"""`detect --jobs`, as a user runs it."""

import signal
import sys
from pathlib import Path

import pytest

from maskapp.commands.detect.sharing import share as sharing
from tests.support import archives
from tests.support.archives import arguments, start, wait_for, wait_for_parts, written
from tests.support.detect_runs import read_report
from tests.support.inline_crew import InlineCrew

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")


@pytest.fixture
def in_this_process(monkeypatch) -> None:
    """Do the tasks here, where it does not matter who does them."""
    monkeypatch.setattr(sharing, "LocalCrew", lambda _jobs, plan: InlineCrew(plan))


def test_two_processes_write_what_one_does(run, named, of_one_process, tmp_path: Path) -> None:
    one, files = of_one_process
    two = run(*arguments(named, tmp_path / "two", "--jobs", 2))
    assert written(tmp_path / "two") == files
    assert (two.code, two.err) == (one.code, one.err)
    table, other = ([line.split() for line in each.out.splitlines()] for each in (one, two))
    for row, other_row in zip(table[:-3], other[:-3], strict=True):
        assert other_row[:3] + other_row[4:] == row[:3] + row[4:]  # all but frames/s


def test_a_killed_command_is_gone_on_with(
    run, named, of_one_process, tmp_path: Path, in_this_process
) -> None:
    """Nothing in it could know that it would be killed, and its processes end too."""
    command = arguments(named, tmp_path / "a", "--jobs", 1)
    parts = tmp_path / "a" / "r.jsonl.parts"
    with start(*command) as child:
        wait_for_parts(parts, 2)
        processes = archives.children_of(child.pid)
        child.kill()
    wait_for(lambda: not any(map(archives.is_running, processes)), "the end of the processes")
    assert parts.stat().st_mode & 0o777 == 0o700
    again = run(*command)
    assert again.code == 2
    assert "of 12 files were done before" in again.err.splitlines()[0]
    one, files = of_one_process
    assert written(tmp_path / "a") == files
    assert one.err == "\n".join(again.err.splitlines()[1:]) + "\n"
    assert not parts.exists()


def test_ctrl_c_says_how_to_go_on(inputs, tmp_path: Path) -> None:
    long = [inputs[0], inputs[6], "demo", "demo"]
    command = arguments(long, tmp_path / "a", "--jobs", 1)
    with start(*command) as child:
        report = tmp_path / "a" / "r.jsonl"
        wait_for(lambda: report.exists() and len(read_report(report)) == 2, "two inputs")
        child.send_signal(signal.SIGINT)
        _, stderr = child.communicate(timeout=archives.PATIENCE_S)
    assert child.returncode == 130
    assert stderr == (
        "2 of 4 files are done; the same command goes on with the others.\nmaskapp: interrupted\n"
    )
    assert [line["input"] for line in read_report(report)] == [str(path) for path in long[:2]]


def test_other_options_are_never_mixed(run, inputs, tmp_path: Path, in_this_process) -> None:
    failed, clip = inputs[1], inputs[2]
    run(*arguments([failed], tmp_path / "a", "--jobs", 1)).assert_refused("bad.jpg")
    assert (tmp_path / "a" / "r.jsonl.parts").is_dir()
    outcome = run(*arguments([clip], tmp_path / "a", "--jobs", 1, "--max-frames", 3))
    (line,) = outcome.err.splitlines()
    assert "other options (--max-frames)" in line
    assert len(read_report(tmp_path / "a" / "r.jsonl")) == 3


@pytest.mark.parametrize("options", [(), ("--report", "/dev/null")])
def test_without_a_file_beside_which_to_keep_parts_nothing_is_left(
    run, inputs, tmp_path, monkeypatch, options, in_this_process
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    outcome = run("detect", inputs[0], inputs[6], "--jobs", 1, *options)
    assert (outcome.code, outcome.err) == (0, "")
    assert len(outcome.out.splitlines()) == 3
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_done_is_said_at_once(run, inputs, tmp_path, monkeypatch) -> None:
    shared = ("detect", inputs[0], "--report", tmp_path / "r.jsonl")
    run("detect", "rtsp://me:secret@h/x", "--jobs", 2).assert_refused(
        "rtsp://h/x", "leave them out"
    )
    run("detect", 0, "--scheduler", "127.0.0.1:1").assert_refused("0 is a camera")
    run(*shared, "--jobs", 2, "--scheduler", "a:1").assert_refused("not allowed with")
    for number in ("0", "-1", "two", ""):
        run(*shared, "--jobs", number).assert_refused("--jobs")
    (tmp_path / "r.jsonl.parts").mkdir()
    (tmp_path / "r.jsonl.parts" / "mine").touch()
    run(*shared, "--jobs", 2).assert_refused("r.jsonl.parts", "rename it")
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "maskapp.commands.detect.sharing.cluster", raising=False)
    run(*shared[:2], "--scheduler", "127.0.0.1:1").assert_refused(
        "distributed", "pip install 'maskapp[cluster]'"
    )


def test_an_output_that_would_overwrite_an_input_is_refused(run, inputs, tmp_path) -> None:
    pictures = inputs[3]
    before = written(pictures)
    run("detect", pictures, "--output", pictures, "--jobs", 1).assert_refused("overwrite")
    assert written(pictures) == before
    assert not pictures.with_name("many.parts").exists()
