import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp import paths
from maskapp.commands.detect import detect
from maskapp.errors import MaskappError, OutputError, SourceError
from maskapp.opencv import cv2
from maskapp.pipeline.engine import Engine
from maskapp.settings import Settings

PATIENCE_S = 60.0
FACE_KEYS = ["track", "box", "label", "confidence", "probabilities"]
LABELS = ["with_mask", "without_mask", "incorrect_mask"]


def run(*inputs: object, output=None, report=None, max_frames=None, settings=None) -> None:
    texts = [str(text) for text in inputs]
    detect(texts, settings or Settings(), paths.default_model(), output, report, max_frames)


def read_report(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_video(path: Path) -> tuple[list[np.ndarray], list[float]]:
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        return [frame.to_ndarray(format="bgr24") for frame in frames], [f.time for f in frames]


def assert_line(line: dict, *, width: int, height: int, extra: tuple[str, ...] = ()) -> None:
    """A report line is as the design says: exactly these keys, numbers within their bounds."""
    assert list(line) == ["frame", "time_s", "faces", *extra]
    for face in line["faces"]:
        assert list(face) == FACE_KEYS
        assert face["track"] >= 1
        x1, y1, x2, y2 = face["box"]
        assert 0 <= x1 < x2 <= width
        assert 0 <= y1 < y2 <= height
        assert face["label"] in [*LABELS, "uncertain"]
        assert list(face["probabilities"]) == LABELS
        assert sum(face["probabilities"].values()) == pytest.approx(1, abs=2e-3)
        assert face["confidence"] == max(face["probabilities"].values())


@pytest.fixture
def pictures(tmp_path: Path, portrait) -> Path:
    """A folder: a face, a broken picture, nobody."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    cv2.imwrite(str(folder / "1.jpg"), portrait)
    (folder / "2.jpg").write_bytes((folder / "1.jpg").read_bytes()[:200])
    cv2.imwrite(str(folder / "10.bmp"), np.full((90, 120, 3), 100, np.uint8))
    return folder


def test_a_video_is_drawn_and_reported(portrait_clip: Path, tmp_path: Path, capfd) -> None:
    video, report = tmp_path / "drawn.mp4", tmp_path / "report.jsonl"
    run(portrait_clip, output=video, report=report)
    lines = read_report(report)
    images, times_s = read_video(video)
    originals, original_times_s = read_video(portrait_clip)
    assert len(lines) == len(images) == len(originals) == 12
    assert times_s == pytest.approx(original_times_s, abs=1e-3)
    assert [line["time_s"] for line in lines] == pytest.approx(times_s, abs=1e-3)
    assert [line["frame"] for line in lines] == list(range(12))
    for line, drawn, original in zip(lines, images, originals, strict=True):
        assert_line(line, width=320, height=240)
        (face,) = line["faces"]
        assert (face["track"], face["label"]) == (1, "without_mask")
        x1, y1, x2, y2 = map(round, face["box"])
        changed = np.abs(drawn.astype(int) - original).max(axis=2) > 60
        assert changed[y1 : y2 + 1, x1 : x2 + 1].any()
    shift = lines[-1]["faces"][0]["box"][0] - lines[0]["faces"][0]["box"][0]
    assert shift == pytest.approx(66, abs=12)
    out, err = capfd.readouterr()
    assert err == ""
    assert "portrait.mp4" in out
    assert "100.0%" in out  # of the faces have no mask
    assert str(video) in out


def test_the_limit_ends_in_order(portrait_clip: Path, tmp_path: Path) -> None:
    video, report = tmp_path / "drawn.mkv", tmp_path / "report.jsonl"
    run(portrait_clip, output=video, report=report, max_frames=5)
    assert len(read_report(report)) == 5
    assert len(read_video(video)[0]) == 5


def test_pictures_are_drawn_each_under_its_name(pictures: Path, tmp_path: Path, capfd) -> None:
    run(pictures, output=tmp_path / "out", report=tmp_path / "report.jsonl")
    lines = read_report(tmp_path / "report.jsonl")
    assert [line["file"] for line in lines] == ["1.jpg", "10.bmp"]
    assert_line(lines[0], width=512, height=512, extra=("file",))
    assert [face["label"] for face in lines[0]["faces"]] == ["without_mask"]
    assert lines[1]["faces"] == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1.jpg", "10.png"]
    drawn = cv2.imread(str(tmp_path / "out" / "1.jpg"))
    assert drawn.shape == (512, 512, 3)
    out, err = capfd.readouterr()
    assert len(err.splitlines()) == 1
    assert "2.jpg" in err
    assert "pictures" in out


def test_one_picture_is_drawn_to_a_file(portrait, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "face.png"), portrait)
    run(tmp_path / "face.png", output=tmp_path / "drawn.png")
    drawn = cv2.imread(str(tmp_path / "drawn.png"))
    assert drawn.shape == portrait.shape
    assert not np.array_equal(drawn, portrait)


def test_small_faces_of_a_crowd_are_judged(portrait, tmp_path: Path) -> None:
    tile = cv2.resize(portrait[0:256, 96:352], (96, 96), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(tmp_path / "crowd.png"), np.tile(tile, (4, 5, 1)))
    run(tmp_path / "crowd.png", report=tmp_path / "report.jsonl")
    (line,) = read_report(tmp_path / "report.jsonl")
    assert [face["track"] for face in line["faces"]] == list(range(1, 21))
    assert sum(face["label"] == "without_mask" for face in line["faces"]) >= 18


def test_several_inputs_go_into_a_folder(
    portrait_clip: Path, pictures: Path, tmp_path: Path, capfd
) -> None:
    out, report = tmp_path / "new" / "out", tmp_path / "report.jsonl"
    run(portrait_clip, pictures, output=out, report=report, max_frames=3)
    assert sorted(path.name for path in out.iterdir()) == ["1.jpg", "10.png", "portrait.mp4"]
    assert len(read_video(out / "portrait.mp4")[0]) == 3
    lines = read_report(report)
    assert [line["input"] for line in lines] == [str(portrait_clip)] * 3 + [str(pictures)] * 2
    for line in lines[:3]:
        assert_line(line, width=320, height=240, extra=("input",))
    # Two inputs, two people: an identity is one of its input.
    assert {face["track"] for line in lines for face in line["faces"]} == {1}
    rows = capfd.readouterr().out.splitlines()
    assert [row.split()[:2] for row in rows[1:3]] == [["portrait.mp4", "3"], ["pictures", "2"]]


def test_inputs_of_one_name_do_not_overwrite_each_other(
    portrait_clip: Path, portrait, tmp_path: Path
) -> None:
    names = ["a/x.mp4", "b/x.mp4", "a/x.mkv", "a/y.png", "b/y.png"]
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        cv2.imwrite(str(tmp_path / folder / "y.png"), portrait[:128, 128:256])
    for name in names[:3]:
        (tmp_path / name).write_bytes(portrait_clip.read_bytes())
    run(*(tmp_path / name for name in names), output=tmp_path / "out", max_frames=2)
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["x-2.mp4", "x-3.mp4", "x.mp4", "y-2.png", "y.png"]


def test_what_was_done_before_an_error_stays(portrait_clip: Path, tmp_path: Path, capfd) -> None:
    out, report = tmp_path / "out", tmp_path / "report.jsonl"
    with pytest.raises(MaskappError, match=r"none\.mp4"):
        run(portrait_clip, tmp_path / "none.mp4", output=out, report=report, max_frames=4)
    assert len(read_report(report)) == 4
    assert len(read_video(out / "portrait.mp4")[0]) == 4
    assert "portrait.mp4" in capfd.readouterr().out


def test_a_video_that_is_cut_short_is_used_up_to_there(tmp_path: Path, write_clip) -> None:
    images = list(np.random.default_rng(1).integers(0, 256, (12, 120, 160, 3)).astype(np.uint8))
    times_s = [i / 25 for i in range(12)]
    whole = write_clip(tmp_path / "whole.mkv", images, times_s).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[: len(whole) * 3 // 4])
    video, report = tmp_path / "drawn.mp4", tmp_path / "report.jsonl"
    with pytest.raises(SourceError, match=r"cut\.mkv.* cut short or damaged"):
        run(tmp_path / "cut.mkv", output=video, report=report)
    done = len(read_report(report))
    assert 2 < done < 12
    assert len(read_video(video)[0]) == done


def test_without_outputs_there_is_only_the_table(portrait_clip, tmp_path, capfd) -> None:
    run(portrait_clip, max_frames=2)
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 2
    assert err == ""
    assert list(tmp_path.iterdir()) == []


def test_the_handler_of_interrupts_is_given_back(portrait_clip: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    run(portrait_clip, max_frames=1)
    assert signal.getsignal(signal.SIGINT) is before


class _Camera(ThreadingHTTPServer):
    """An MJPEG camera on 127.0.0.1 that shows one picture without end."""

    daemon_threads = False  # so that server_close waits for them

    def __init__(self, image: np.ndarray) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.jpeg = cv2.imencode(".jpg", image)[1].tobytes()
        self.is_over = threading.Event()
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


def wait_for_lines(report: Path, count: int, child: subprocess.Popen) -> None:
    """Until the report has so many lines; it is written line by line."""
    waited = threading.Event()
    for _ in range(int(PATIENCE_S / 0.05)):
        if report.exists() and report.read_bytes().count(b"\n") >= count:
            return
        assert child.poll() is None, "it ended by itself"
        waited.wait(0.05)
    raise AssertionError("nothing was reported in time")


def test_an_interrupt_of_a_file_is_no_usual_end(portrait_clip, tmp_path, monkeypatch) -> None:
    """Who called the program must be able to tell that the rest is missing."""
    judge = Engine.process

    def process(self, frame):
        if frame.index == 2:
            signal.raise_signal(signal.SIGINT)
        return judge(self, frame)

    monkeypatch.setattr(Engine, "process", process)
    out, report = tmp_path / "out.mp4", tmp_path / "report.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run(portrait_clip, output=out, report=report)
    assert len(read_report(report)) == len(read_video(out)[0]) == 3


@pytest.mark.parametrize("option", ["output", "report"])
def test_the_demo_clip_is_an_input_like_others(portrait_clip, monkeypatch, option) -> None:
    monkeypatch.setattr(paths, "demo_clip", lambda: portrait_clip)
    content = portrait_clip.read_bytes()
    with pytest.raises(OutputError, match="overwrite"):
        run("demo", **{option: portrait_clip})
    assert portrait_clip.read_bytes() == content


def test_output_and_report_cannot_be_one_file(portrait_clip, tmp_path) -> None:
    with pytest.raises(OutputError, match="both"):
        run(portrait_clip, output=tmp_path / "x.mp4", report=tmp_path / "x.mp4")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interrupt_ends_a_live_source_in_order(camera: _Camera, tmp_path: Path) -> None:
    """Of two sources the second is not even begun; no secret is written anywhere."""
    out, report = tmp_path / "out", tmp_path / "report.jsonl"
    second = tmp_path / "second.png"
    cv2.imwrite(str(second), np.zeros((20, 20, 3), np.uint8))
    command = [sys.executable, "-m", "maskapp", "detect", camera.address, str(second)]
    with subprocess.Popen(
        [*command, "--output", str(out), "--report", str(report)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as child:
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
    assert len(stdout.splitlines()) == 3  # heading, the live source, what was written
    for text in (stdout, report.read_text(), video.name):
        assert "secret" not in text
        assert "hidden" not in text


def truth_at(face: dict, time_s: float) -> tuple[str, float]:
    """The label of a face of the demo clip, and how far the next change is away."""
    changes = [state["start_s"] for state in face["states"][1:]]
    (label,) = [s["label"] for s in face["states"] if s["start_s"] <= time_s < s["end_s"]]
    return label, min(abs(time_s - change) for change in changes)


def middle_at(face: dict, time_s: float) -> float:
    """Where the middle of a face of the demo clip is, pixels from the left."""
    seconds = sorted(face["box_at_s"], key=float)
    middles = [(face["box_at_s"][s][0] + face["box_at_s"][s][2]) / 2 for s in seconds]
    return float(np.interp(time_s, [float(s) for s in seconds], middles))


def test_the_demo_clip_is_judged_right(tmp_path: Path) -> None:
    """What any good network does: right but about the changes, each face one identity."""
    truth = json.loads((paths.resources_dir() / "demo_truth.json").read_text())
    run("demo", report=tmp_path / "report.jsonl")
    lines = read_report(tmp_path / "report.jsonl")
    assert len(lines) == round(truth["duration_s"] * truth["fps"])
    right: list[bool] = []
    identities: list[set[int]] = [set() for _ in truth["faces"]]
    for line in lines:
        assert_line(line, width=truth["width"], height=truth["height"])
        for expected, ids in zip(truth["faces"], identities, strict=True):
            at_px = middle_at(expected, line["time_s"])
            label, from_change_s = truth_at(expected, line["time_s"])
            here = [f for f in line["faces"] if abs(sum(f["box"][::2]) / 2 - at_px) < 60]
            ids.update(face["track"] for face in here)
            if from_change_s > 0.5:
                right.append([face["label"] for face in here] == [label])
    assert sum(right) / len(right) >= 0.9
    assert [len(ids) for ids in identities] == [1, 1]
    assert identities[0] != identities[1]
