import json
import os
import socket
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.pipeline.sources import stream as source_stream
from tests.support.command_line import run_child, write_picture


def test_unreadable_inputs_are_reported(run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.mp4").write_text("not a video\n" * 100)
    (tmp_path / "nothing.mp4").touch()
    (tmp_path / "nothing.jpg").touch()
    (tmp_path / "notes.png").write_text("not a picture")
    half = write_picture(tmp_path / "half.png").read_bytes()
    (tmp_path / "half.png").write_bytes(half[: len(half) // 2])
    for name, words in {
        "none.mp4": ["none.mp4", "no such file"],
        "none/": ["no such file"],
        "empty": ["empty", "no pictures"],
        "notes.mp4": ["notes.mp4", "cannot be read as a video"],
        "nothing.mp4": ["nothing.mp4", "0 bytes"],
        "nothing.jpg": ["nothing.jpg", "0 bytes"],
        "notes.png": ["notes.png", "damaged"],
        "half.png": ["half.png"],
        "n" * 300: ["cannot be read"],
    }.items():
        outcome = run("detect", tmp_path / name)
        outcome.assert_refused(*words)
        assert outcome.out == ""
    run("detect", "").assert_refused("no source was given")
    run("detect", "ftp://host/a.mp4").assert_refused("ftp")
    run("bench", tmp_path / "none.mp4").assert_refused("none.mp4")


def test_the_other_inputs_follow_a_bad_one(run, wall: Path, tmp_path: Path) -> None:
    outcome = run("detect", tmp_path / "none.mp4", wall)
    outcome.assert_refused("none.mp4")
    assert wall.name in outcome.out


def test_an_unknown_camera_is_reported(run) -> None:
    run("detect", "97").assert_refused("Camera 97")


def test_an_unreachable_address_is_reported_without_its_password(run) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        outcome = run("detect", f"http://me:secret@127.0.0.1:{port}/live")
    outcome.assert_refused("127.0.0.1", "refused")
    assert "secret" not in outcome.err


@pytest.mark.parametrize("is_patient", [True, False])
def test_opening_a_silent_address_times_out(run, monkeypatch, is_patient: bool) -> None:
    if not is_patient:
        monkeypatch.setattr(source_stream, "_OPEN_TIMEOUT_S", 0.2)
    scheme = "http" if is_patient else "rtsp"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = run("detect", f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/live")
    outcome.assert_refused("127.0.0.1")


def test_the_reason_is_printed_for_an_undecodable_name(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \n.mp4")
    outcome = run_child("detect", tmp_path / name)
    outcome.assert_refused("no such file")


def test_unusable_models_are_reported(run, wall: Path, tmp_path: Path, network_dir) -> None:
    (tmp_path / "text.tflite").write_text("not a model")
    (tmp_path / "text.keras").write_text("not a model")
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
        tmp_path / "mask.h5": ["mask.h5", "No such file"],
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
    """The usual published model: 224 px, two labels, a .keras file."""
    picture = write_picture(tmp_path / "portrait.png", portrait)
    report = tmp_path / "report.jsonl"
    outcome = run(
        "detect", picture, "--model", network_dir / "brightness.keras", "--report", report
    )
    assert outcome.code == 0
    (trial,) = outcome.err.splitlines()
    assert "brightness.keras calls" in trial
    (face,) = json.loads(report.read_text())["faces"]
    probabilities = face["probabilities"]  # this model calls bright faces with_mask
    assert max(probabilities, key=probabilities.get) == "with_mask"
    assert face["probabilities"]["incorrect_mask"] == 0
    run("detect", picture, "--model", network_dir / "oblong.keras").assert_refused(
        "oblong.keras", "square colour image"
    )


def test_unusable_settings_are_reported_and_replaced(run, wall: Path) -> None:
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
