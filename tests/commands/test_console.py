"""A program whose standard streams are missing, as those of a windowed program on Windows."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from maskapp.cli import main
from maskapp.commands import console
from tests.support.command_line import PATIENCE_S, run_child, write_picture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="closes the streams by a shell")

WITHOUT_STREAMS = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable]

COMMANDS = [
    (["--version"], 0),
    (["--help"], 0),
    (["cameras"], 0),
    (["detect", "demo", "--max-frames", "2"], 0),
    (["detect", "no such file.jpg"], 2),
    (["bench", "no such file.mp4"], 2),
    (["export-log", "log.csv"], 2),
]


@pytest.mark.parametrize(("arguments", "code"), COMMANDS, ids=repr)
def test_commands_do_what_they_do_with_a_console(tmp_path: Path, arguments, code) -> None:
    command = [*WITHOUT_STREAMS, "-m", "maskapp", *arguments]
    assert subprocess.run(command, cwd=tmp_path, timeout=PATIENCE_S, check=False).returncode == code


FIND_DESCRIPTORS = """
import os, pathlib, subprocess, sys
from maskapp.commands.console import provide_streams
assert (sys.stdin, sys.stdout, sys.stderr) == (None, None, None)
provide_streams()
print("out"), print("err", file=sys.stderr)
with pathlib.Path(sys.argv[1]).open("w") as file:
    nowhere = os.stat(os.devnull)
    are_free = [not os.path.samestat(os.fstat(number), nowhere) for number in range(3)]
    of_child = subprocess.call([sys.executable, "-c", "import sys; sys.exit(sys.stderr is None)"])
    file.write(f"{file.fileno() > 2} {any(are_free)} {sys.stdin.read()!r} {of_child}")
"""


def test_files_do_not_get_the_descriptors_of_missing_streams(tmp_path: Path) -> None:
    result = tmp_path / "result"
    command = [*WITHOUT_STREAMS, "-c", FIND_DESCRIPTORS, str(result)]
    assert subprocess.run(command, timeout=PATIENCE_S, check=False).returncode == 0
    assert result.read_text() == "True False '' 0"


def test_streams_that_exist_are_left_alone() -> None:
    before = (sys.stdin, sys.stdout, sys.stderr)
    console.provide_streams()
    assert (sys.stdin, sys.stdout, sys.stderr) == before


@pytest.mark.parametrize("name", ["stdout", "stderr"])
@pytest.mark.parametrize(
    ("errors", "expected"),
    [("strict", rb"caf\xe9 \u5199\u771f"), ("replace", b"caf? ??")],
)
def test_characters_that_a_stream_lacks_are_spelt(monkeypatch, name, errors, expected) -> None:
    content = io.BytesIO()
    stream = io.TextIOWrapper(content, encoding="ascii", errors=errors, write_through=True)
    monkeypatch.setattr(sys, name, stream)
    console.provide_streams()
    stream.write("café 写真")
    assert content.getvalue() == expected


def test_a_command_prints_any_name_in_any_encoding(tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "写真.png")
    outcome = run_child("detect", picture, env=os.environ | {"PYTHONIOENCODING": "cp1252"})
    assert (outcome.code, outcome.err) == (0, "")
    assert r"\u5199\u771f.png" in outcome.out


TELL = """
import sys
from maskapp.commands.console import tell
tell("one"), tell("two"), print("three", file=sys.stderr)
"""


def test_a_message_that_nobody_reads_is_dropped() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        command = [sys.executable, "-c", TELL]
        done = subprocess.run(command, stderr=write, timeout=PATIENCE_S, check=False)
    finally:
        os.close(write)
    assert done.returncode == 0


def test_inputs_are_done_though_nobody_reads_that_one_failed(portrait_clip, tmp_path) -> None:
    read, write = os.pipe()
    os.close(read)
    report = tmp_path / "r.jsonl"
    arguments = ["none.mp4", portrait_clip, "--max-frames", "2", "--report", report]
    command = [sys.executable, "-m", "maskapp", "detect", *map(str, arguments)]
    try:
        done = subprocess.run(command, stderr=write, timeout=PATIENCE_S, check=False)
    finally:
        os.close(write)
    assert done.returncode == 2
    assert len(report.read_text().splitlines()) == 2


def test_messages_are_lines_on_standard_error(capsys) -> None:
    console.tell("maskapp: one")
    assert capsys.readouterr() == ("", "maskapp: one\n")


def test_a_message_is_written_in_one_piece(monkeypatch) -> None:
    """Where Python does not buffer, as in containers, the process may end between two."""
    pieces: list[bytes] = []

    class Pieces(io.BytesIO):
        def write(self, piece) -> int:
            pieces.append(bytes(piece))
            return len(piece)

    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(Pieces(), write_through=True))
    console.tell("maskapp: interrupted")
    assert pieces == [b"maskapp: interrupted\n"]


@pytest.fixture
def boxes(monkeypatch) -> list[str]:
    """The errors that were shown in a message box, which would wait for the user."""
    shown: list[str] = []
    monkeypatch.setattr("maskapp.gui.startup.error_box.show_error_box", shown.append)
    return shown


def test_wrong_usage_is_shown_in_a_box_only_without_a_console(boxes, monkeypatch, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["watch"])
    assert boxes == []
    monkeypatch.setattr(sys, "__stderr__", None)
    with pytest.raises(SystemExit):
        main(["watch", "rtsp://me:secret@camera.example/live"])
    assert len(boxes) == 1
    assert "watch" in boxes[0]
    assert "secret" not in boxes[0]
    assert capsys.readouterr().err.count("\n") == 2


@pytest.mark.parametrize("command", ["detect", "bench", "serve", "export-log", "train"])
def test_no_box_holds_up_a_command_that_shows_no_window(boxes, monkeypatch, command) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    for arguments in ([command, "--bogus"], [command, "a.csv", "--bogus"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
    assert boxes == []
    for arguments in (["--bogus"], ["gui", "--bogus"]):
        with pytest.raises(SystemExit):
            main(arguments)
    assert len(boxes) == 2


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    """A data folder that cannot be created."""
    (tmp_path / "file").touch()
    return tmp_path / "file" / "data"


def test_an_error_at_start_is_shown_in_a_box_without_a_console(
    boxes, monkeypatch, blocked: Path, qapp
) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    assert main(["gui", "--data-dir", str(blocked)]) == 2
    assert len(boxes) == 1
    assert str(blocked) in boxes[0]


def test_an_error_of_another_command_is_not(boxes, monkeypatch, blocked: Path) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    assert main(["detect", str(blocked)]) == 2
    assert boxes == []


def test_a_box_is_shown_if_standard_error_leads_where_nobody_reads(
    boxes, monkeypatch, blocked: Path, tmp_path: Path, qapp
) -> None:
    for place, journal, count in (
        (tmp_path / "errors.txt", "", 0),
        (tmp_path / "errors.txt", "1:2", 0),
        (Path(os.devnull), "", 1),
        (tmp_path / "errors.txt", "its own", 2),
    ):
        with place.open("w") as stream:
            status = os.fstat(stream.fileno())
            own = f"{status.st_dev}:{status.st_ino}"
            monkeypatch.setenv("JOURNAL_STREAM", journal.replace("its own", own))
            monkeypatch.setattr(sys, "stderr", stream)
            assert main(["gui", "--data-dir", str(blocked)]) == 2
        assert len(boxes) == count


def test_without_a_display_there_is_no_box(boxes, monkeypatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "__stderr__", None)
    assert main(["gui"]) == 2
    with pytest.raises(SystemExit):
        main(["watch"])
    assert boxes == []
