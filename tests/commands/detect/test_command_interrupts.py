import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from maskapp.commands import interrupts
from maskapp.commands.interrupts import Interrupted
from maskapp.opencv import cv2
from maskapp.outputs.json_lines import JsonLinesFile
from maskapp.outputs.video_recorder import Recorder
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.sources.source import open_source
from tests.support.clocks import StoppedClock
from tests.support.command_line import PATIENCE_S
from tests.support.detect_runs import read_report, read_video, run_detect


def test_the_handler_of_interrupts_is_restored(portrait_clip: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    run_detect(portrait_clip, max_frames=1)
    assert signal.getsignal(signal.SIGINT) is before


class _Camera(ThreadingHTTPServer):
    """An MJPEG camera on 127.0.0.1 that sends one image until it is silent."""

    daemon_threads = False  # server_close waits only for threads that are not daemons

    def __init__(self, image: np.ndarray) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.jpeg = cv2.imencode(".jpg", image)[1].tobytes()
        self.is_over = threading.Event()
        self.is_silent = threading.Event()
        self.address = f"http://me:secret@127.0.0.1:{self.server_address[1]}/live?key=hidden"


class _Handler(BaseHTTPRequestHandler):
    server: _Camera

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
        self.end_headers()
        jpeg = self.server.jpeg
        head = f"--part\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        with suppress(ConnectionError):
            while not self.server.is_over.wait(0.02):
                if not self.server.is_silent.is_set():
                    self.wfile.write(head.encode() + jpeg + b"\r\n")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def camera(portrait) -> Iterator[_Camera]:
    server = _Camera(portrait[0:256, 96:352])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.is_over.set()
    server.shutdown()
    server.server_close()
    thread.join(PATIENCE_S)


def started(*inputs: str, output: Path, report: Path) -> subprocess.Popen:
    """Start the command in a child process."""
    files = ["--output", str(output), "--report", str(report)]
    return subprocess.Popen(
        [sys.executable, "-m", "maskapp", "detect", *inputs, *files],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def wait_for_lines(report: Path, count: int, child: subprocess.Popen) -> None:
    """Wait until a report, which is written line by line, has `count` lines."""
    waited = threading.Event()
    for _ in range(int(PATIENCE_S / 0.05)):
        if report.exists() and report.read_bytes().count(b"\n") >= count:
            return
        assert child.poll() is None, "the child ended early"
        waited.wait(0.05)
    raise AssertionError("nothing was reported in time")


def wait_for_no_more_lines(report: Path) -> None:
    """Wait until a report has not grown for a moment."""
    waited = threading.Event()
    size, unchanged = -1, 0
    while unchanged < 6:
        waited.wait(0.05)
        unchanged = unchanged + 1 if report.stat().st_size == size else 0
        size = report.stat().st_size


SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


def interrupt_at(monkeypatch, number: int, frame_index: int, which_input: int = 0) -> None:
    """Raise a signal while a certain frame of a certain input is processed."""
    process_frame, inputs = Engine.process, []

    def process(self, frame):
        if frame.index == 0:
            inputs.append(self)
        if frame.index == frame_index and len(inputs) == which_input + 1:
            signal.raise_signal(number)
        return process_frame(self, frame)

    monkeypatch.setattr(Engine, "process", process)


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupt_of_a_file_is_not_a_regular_end(
    portrait_clip, tmp_path, monkeypatch, number
) -> None:
    """The caller must be able to see that the output is incomplete."""
    interrupt_at(monkeypatch, number, 2)
    out, report = tmp_path / "out.mp4", tmp_path / "report.jsonl"
    with pytest.raises(Interrupted) as caught:
        run_detect(portrait_clip, output=out, report=report)
    assert caught.value.number == number
    assert len(read_report(report)) == len(read_video(out)[0]) == 3
    assert signal.getsignal(number) != signal.SIG_IGN


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_the_second_signal_of_a_terminal_that_closes_lets_the_files_be_finished(
    portrait_clip, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(interrupts, "monotonic", StoppedClock())
    close = Recorder.close

    def close_amid_another(self):
        signal.raise_signal(signal.SIGHUP)
        close(self)

    monkeypatch.setattr(Recorder, "close", close_amid_another)
    interrupt_at(monkeypatch, signal.SIGHUP, 2)
    out = tmp_path / "out.mp4"
    with pytest.raises(Interrupted):
        run_detect(portrait_clip, output=out)
    assert f"written: {out}" in capsys.readouterr().out
    assert len(read_video(out)[0]) == 3


def test_what_was_done_before_the_interrupted_input_is_kept(
    portrait_clip, tmp_path, monkeypatch, capsys
) -> None:
    interrupt_at(monkeypatch, signal.SIGTERM, 1, which_input=1)
    out, report = tmp_path / "out", tmp_path / "report.jsonl"
    with pytest.raises(Interrupted):
        run_detect(portrait_clip, portrait_clip, portrait_clip, output=out, report=report)
    first, second = sorted(out.iterdir(), key=lambda path: len(path.name))
    count = len(read_video(first)[0])
    assert count > 2
    assert len(read_video(second)[0]) == 2
    assert len(read_report(report)) == count + 2
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in printed if line.startswith("written")] == [
        f"written: {first}",
        f"written: {second}",
    ]


def test_a_signal_between_two_inputs_ends_the_command_too(
    portrait_clip, tmp_path, monkeypatch, capsys
) -> None:
    opened = []

    def open_twice(text):
        opened.append(text)
        if len(opened) == 2:
            signal.raise_signal(signal.SIGTERM)
        return open_source(text)

    monkeypatch.setattr("maskapp.commands.detect.command.open_source", open_twice)
    with pytest.raises(Interrupted):
        run_detect(portrait_clip, portrait_clip, output=tmp_path / "out")
    assert "written: " in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_child_that_is_told_to_end_finishes_its_files(tmp_path, number) -> None:
    report = tmp_path / "report.jsonl"
    with started("demo", "demo", "demo", output=tmp_path / "out", report=report) as child:
        try:
            wait_for_lines(report, 5, child)
            child.send_signal(number)
            stdout, stderr = child.communicate(timeout=PATIENCE_S)
        finally:
            child.kill()
    assert (child.returncode, stderr) == (128 + number, "maskapp: interrupted\n")
    (out,) = (tmp_path / "out").iterdir()
    assert f"written: {out}" in stdout
    assert len(read_report(report)) == len(read_video(out)[0]) >= 5


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_a_terminal_that_closes_ends_the_command_in_order(tmp_path) -> None:
    """Its output goes to the terminal, which is gone by then."""
    report = tmp_path / "report.jsonl"
    command = [sys.executable, "-m", "maskapp", "detect", "demo", "demo", "--report", str(report)]
    ours, theirs = os.openpty()
    with subprocess.Popen(
        ["setsid", "--ctty", *command], stdin=theirs, stdout=theirs, stderr=theirs
    ) as child:
        os.close(theirs)
        try:
            wait_for_lines(report, 5, child)
            os.close(ours)
            child.wait(PATIENCE_S)
        finally:
            child.kill()
    assert child.returncode == 128 + signal.SIGHUP
    assert len(read_report(report)) >= 5


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interrupt_is_the_regular_end_of_a_live_source(camera: _Camera, tmp_path: Path) -> None:
    """The second source is not opened, and no secret is written anywhere."""
    out, report = tmp_path / "out", tmp_path / "report.jsonl"
    second = tmp_path / "second.png"
    cv2.imwrite(str(second), np.zeros((20, 20, 3), np.uint8))
    with started(camera.address, str(second), output=out, report=report) as child:
        try:
            wait_for_lines(report, 5, child)
            child.send_signal(signal.SIGINT)
            stdout, stderr = child.communicate(timeout=PATIENCE_S)
        finally:
            child.kill()
    assert (child.returncode, stderr) == (0, "")
    lines = read_report(report)
    (video,) = out.iterdir()
    images, times_s = read_video(video)
    assert len(lines) == len(images) >= 5
    assert times_s == sorted(set(times_s))
    assert lines[-1]["faces"][0]["label"] == "without_mask"
    assert len(stdout.splitlines()) == 3  # header, live source, written file
    for text in (stdout, report.read_text(), video.name):
        assert "secret" not in text
        assert "hidden" not in text


def test_a_late_ctrl_c_lets_a_report_be_closed(camera: _Camera, tmp_path, monkeypatch) -> None:
    clock, ends, write, close = StoppedClock(), [], JsonLinesFile.write_line, JsonLinesFile.close

    def write_amid_a_signal(*arguments):
        signal.raise_signal(signal.SIGINT)
        write(*arguments)

    def close_amid_another(self):
        close(self)
        clock.now_s += 1.0
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(interrupts, "monotonic", clock)
    monkeypatch.setattr(interrupts, "quit_at_once", lambda number, _frame: ends.append(number))
    monkeypatch.setattr(JsonLinesFile, "write_line", write_amid_a_signal)
    monkeypatch.setattr(JsonLinesFile, "close", close_amid_another)
    with pytest.raises(Interrupted):  # only because the process has not ended
        run_detect(camera.address, report=tmp_path / "report.jsonl")
    assert ends == [signal.SIGINT]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_a_camera_that_has_fallen_silent_is_left_at_once(
    camera: _Camera, tmp_path: Path, number: int, code: int
) -> None:
    """Its loss would come later, and would be an error."""
    out, report = tmp_path / "out.mp4", tmp_path / "report.jsonl"
    with started(camera.address, output=out, report=report) as child:
        try:
            wait_for_lines(report, 5, child)
            camera.is_silent.set()
            wait_for_no_more_lines(report)
            child.send_signal(number)
            stdout, stderr = child.communicate(timeout=PATIENCE_S)
        finally:
            child.kill()
    assert child.returncode == code
    assert stderr == ("" if code == 0 else "maskapp: interrupted\n")
    assert f"written: {out}" in stdout
    assert len(read_report(report)) == len(read_video(out)[0]) >= 5
