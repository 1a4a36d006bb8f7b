import signal
import tempfile
from pathlib import Path

import pytest

from maskapp import paths


@pytest.mark.parametrize("option", [("--live",), ("--size", 640), ("--iou", 0.35), ("--iou", 0.5)])
def test_options_of_scenes_are_refused_for_faces(run, tmp_path: Path, option: tuple) -> None:
    run("evaluate", "faces", tmp_path, *option).assert_refused("can be used only with scenes")


@pytest.mark.parametrize("share", ["0", "1", "half"])
def test_an_overlap_is_a_share(run, tmp_path: Path, share: str) -> None:
    run("evaluate", "scenes", tmp_path, "--iou", share).assert_refused("between 0 and 1")


def test_the_plan_and_the_weights_of_a_detector_are_checked(run, tmp_path: Path) -> None:
    detector = ("train-detector", "--data", tmp_path, "--output", tmp_path / "out")
    run(*detector, "--plan", tmp_path / "none.toml").assert_refused("none.toml", "cannot be read")
    run(*detector, "--start-from", tmp_path / "none.keras").assert_refused("none.keras")
    run(*detector).assert_refused("annotations.json")
    missing = tmp_path / "nosuch"
    for data in ((missing,), (tmp_path, missing)):
        outcome = run("train-detector", "--data", *data, "--output", tmp_path / "out")
        outcome.assert_refused(f"There is no folder {missing}")
    assert list(tmp_path.iterdir()) == []


def test_the_folders_and_the_detector_of_a_check_are_refused(run, tmp_path: Path) -> None:
    check = ("train-check", "--data", tmp_path, "--output", tmp_path / "out")
    run(*check).assert_refused("annotations.json")
    (tmp_path / "annotations.json").write_text("{}")
    run(*check, "--detector", tmp_path / "none.tflite").assert_refused("none.tflite")
    run(*check, "--detector", paths.default_model()).assert_refused("does not return 15 maps")
    assert [path.name for path in tmp_path.iterdir()] == ["annotations.json"]


def test_a_signal_during_a_conversion_leaves_no_copy_of_the_model(
    run, tmp_path: Path, monkeypatch
) -> None:
    def convert_until_stopped(*_: object) -> None:
        with tempfile.TemporaryDirectory(dir=tmp_path):
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("maskapp.commands.convert.convert", convert_until_stopped)
    outcome = run("convert", tmp_path / "own.keras", tmp_path / "own.tflite")
    assert outcome.code == 128 + signal.SIGTERM
    assert outcome.err == "maskapp: interrupted\n"
    assert not any(tmp_path.iterdir())


def test_more_processes_than_a_computer_can_use_are_refused(
    run, portrait_clip: Path, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("maskapp.cli_training.usable_cores", lambda: 2)
    shared = ("detect", portrait_clip, "--report", tmp_path / "out.jsonl", "--jobs")
    run(*shared, 9).assert_refused("'9' is more than the 8 processes")
    assert not any(tmp_path.iterdir())
    assert run(*shared, 8).code == 0
