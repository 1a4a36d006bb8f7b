import json
import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.outputs.json_lines import JsonLinesFile

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX devices and permissions")
LINE = {"frame": 0}


def read_lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_an_older_file_is_overwritten(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text("old\n" * 1000)
    with JsonLinesFile(path) as writer:
        writer.write_line(LINE)
    assert len(read_lines(path)) == 1


@pytest.mark.parametrize("has_failed", [False, True])
def test_an_older_file_is_kept_only_by_a_run_that_failed_before_its_first_line(
    tmp_path, has_failed
):
    path = tmp_path / "lines.jsonl"
    path.write_text("old\n")
    with suppress(KeyError), JsonLinesFile(path):
        assert path.read_text() == "old\n"
        if has_failed:
            raise KeyError
    assert path.read_text() == ("old\n" if has_failed else "")


def test_an_older_file_can_be_emptied_before_the_first_line(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text("old\n")
    with JsonLinesFile(path) as writer:
        writer.begin()
        assert path.read_text() == ""
        writer.write_line(LINE)
        writer.begin()
        assert read_lines(path) == [LINE]


def test_a_file_that_another_program_writes_is_left_to_it(tmp_path):
    path = tmp_path / "lines.jsonl"
    with JsonLinesFile(path) as writer:
        writer.write_line(LINE)
        with pytest.raises(OutputError, match="Another Maskapp"):
            JsonLinesFile(path)
        writer.write_line(LINE)
    assert read_lines(path) == [LINE, LINE]


def test_a_bad_path_is_an_error(tmp_path):
    for path, reason in [
        (tmp_path / "missing" / "a.jsonl", "its folder does not exist"),
        (tmp_path, "it is a folder"),
    ]:
        with pytest.raises(OutputError, match=reason):
            JsonLinesFile(path)


@posix_only
def test_only_the_user_can_read_it(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.touch(0o644)
    JsonLinesFile(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix_only
def test_devices_keep_their_permissions():
    control, terminal = os.openpty()
    try:
        path = Path(os.ttyname(terminal))
        path.chmod(0o620)
        with JsonLinesFile(path) as writer:
            writer.write_line(LINE)
        assert os.read(control, 1000).startswith(b'{"frame": 0')
        assert stat.S_IMODE(path.stat().st_mode) == 0o620
    finally:
        os.close(control)
        os.close(terminal)


PRINT_AND_WRITE = """
import sys
from pathlib import Path
from maskapp.outputs.json_lines import JsonLinesFile

for path in sys.argv[1:]:
    with JsonLinesFile(Path(path)) as writer:
        writer.write_line({"frame": 0})
        print("printed", flush=True)
        writer.write_line({"frame": 1})
print("table", file=sys.stderr)
"""


@posix_only
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/stderr", "out.txt"])
def test_a_file_that_is_also_printed_to_gets_all_in_turn(tmp_path, name):
    """As `--report /dev/stdout > out.txt` has it; `>` has emptied the file, `>>` has not."""
    path = tmp_path / "out.txt"
    path.write_text("before\n")
    for mode, before in (("ab", "before\n"), ("wb", "")):
        with path.open(mode) as file:
            command = [sys.executable, "-c", PRINT_AND_WRITE, name]
            subprocess.run(command, cwd=tmp_path, stdout=file, stderr=file, timeout=60, check=True)
        assert path.read_text() == f'{before}{{"frame": 0}}\nprinted\n{{"frame": 1}}\ntable\n'


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error():
    with (
        JsonLinesFile(Path("/dev/full")) as writer,
        pytest.raises(OutputError, match="the disk is full"),
    ):
        writer.write_line(LINE)


FILE_SIZE_LIMIT_PROGRAM = """
import resource, signal, sys
from pathlib import Path
from maskapp.errors import OutputError
from maskapp.outputs.json_lines import JsonLinesFile

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
with JsonLinesFile(Path(sys.argv[1])) as writer:
    try:
        for index in range(100):
            writer.write_line({"frame": index, "time_s": 0.0, "faces": []})
    except OutputError as error:
        print(error)
"""


@posix_only
def test_a_line_that_does_not_fit_on_the_disk_is_removed(tmp_path):
    path = tmp_path / "lines.jsonl"
    run = subprocess.run(
        [sys.executable, "-c", FILE_SIZE_LIMIT_PROGRAM, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert run.stdout.startswith(f"Cannot write {path}: the file is as large as")
    lines = read_lines(path)
    assert [line["frame"] for line in lines] == list(range(len(lines)))
    line_bytes = path.stat().st_size // len(lines)
    assert 100 % line_bytes, "the limit cuts a line"
    assert len(lines) == 100 // line_bytes


def test_numbers_that_json_cannot_hold_are_refused(tmp_path):
    with JsonLinesFile(tmp_path / "a.jsonl") as writer, pytest.raises(ValueError, match="JSON"):
        writer.write_line({"time_s": float("nan")})


def test_closing_twice_does_nothing(tmp_path):
    writer = JsonLinesFile(tmp_path / "a.jsonl")
    writer.close()
    writer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files")
def test_a_report_that_is_removed_meanwhile_is_an_error(tmp_path):
    writer = JsonLinesFile(tmp_path / "report.jsonl")
    writer.path.unlink()
    with pytest.raises(OutputError, match=r"report\.jsonl was removed while it was being written"):
        writer.close()
    writer.close()
