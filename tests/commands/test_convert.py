import json
import signal
from pathlib import Path

import pytest

from maskapp.commands import convert as module
from maskapp.commands import interrupts
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.runnable_model import write_converted

HDF5 = b"\x89HDF\r\n\x1a\n"


@pytest.fixture
def model(tmp_path: Path, network_dir: Path, monkeypatch) -> Path:
    """A model whose conversion is already known: a network that takes 0 to 255."""
    content = (network_dir / "bytes_in.tflite").read_bytes()
    monkeypatch.setattr(module, "convert_model", lambda *_: content)
    file = tmp_path / "mine.h5"
    file.write_bytes(HDF5)
    return file


def test_the_model_and_its_spec_are_written_and_the_trial_is_printed(
    run, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "labels.txt").write_text("0 No Mask\n1 Mask\n")
    out = tmp_path / "out" / "new.tflite"
    out.parent.mkdir()
    outcome = run("convert", model, out)
    assert (outcome.code, outcome.err) == (0, "")
    written, trial = outcome.out.splitlines()
    assert str(out) in written
    assert "new.json" in written
    assert "trial faces" in trial or "of 4" in trial
    assert json.loads(out.with_suffix(".json").read_text()) == {
        "labels": ["without_mask", "with_mask"],
        "crop_margin": 0.0,
        "crop_shift_down": 0.0,
        "input_range": [0.0, 255.0],
    }
    assert MaskClassifier(out).spec.input_range == (0.0, 255.0)


def test_wrong_names_are_refused_in_one_line(run, model: Path, tmp_path: Path) -> None:
    run("convert", model, tmp_path / "out.h5").assert_refused("must end in .tflite")
    run("convert", model, tmp_path / "none" / "a.tflite").assert_refused("does not exist")
    run("convert", "a.tflite", tmp_path / "a.tflite").assert_refused("runs as it is")
    run("convert", tmp_path / "none.h5", tmp_path / "a.tflite").assert_refused("No such file")
    run("convert", model, tmp_path / f"{'n' * 300}.tflite").assert_refused("too long")
    run("convert", "n" * 300, tmp_path / "a.tflite").assert_refused("too long")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.h5"]


def test_a_model_that_cannot_be_used_leaves_other_files_alone(
    run, model: Path, tmp_path: Path, network_dir: Path, monkeypatch
) -> None:
    content = (network_dir / "five_labels.tflite").read_bytes()
    monkeypatch.setattr(module, "convert_model", lambda *_: content)
    (tmp_path / "a.tflite").write_bytes(b"before")
    (tmp_path / "a.json").write_bytes(b"before")
    run("convert", model, tmp_path / "a.tflite").assert_refused("mine.h5 has 5 outputs")
    assert (tmp_path / "a.tflite").read_bytes() == (tmp_path / "a.json").read_bytes() == b"before"


def test_a_signal_cancels_it(run, model: Path, tmp_path: Path, monkeypatch) -> None:
    cancelled: list[bool] = []

    def convert_model(_model, _kind, _files, watch) -> bytes:
        signal.raise_signal(signal.SIGTERM)
        cancelled.append(watch.is_cancelled)
        return b"too late to cancel"

    monkeypatch.setattr(module, "convert_model", convert_model)
    outcome = run("convert", model, tmp_path / "a.tflite")
    assert (outcome.code, outcome.err) == (128 + signal.SIGTERM, "maskapp: interrupted\n")
    assert cancelled == [True]
    assert not (tmp_path / "a.tflite").exists()


def test_a_signal_that_comes_while_modules_are_imported_is_not_lost(
    run, model: Path, tmp_path: Path, monkeypatch
) -> None:
    def write_amid_a_signal(*arguments) -> MaskClassifier:
        signal.raise_signal(signal.SIGTERM)
        return write_converted(*arguments)

    monkeypatch.setattr(interrupts, "_is_importing", lambda _frame: True)
    monkeypatch.setattr(module, "write_converted", write_amid_a_signal)
    outcome = run("convert", model, tmp_path / "a.tflite")
    assert (outcome.code, outcome.err) == (128 + signal.SIGTERM, "maskapp: interrupted\n")
    assert not (tmp_path / "a.tflite").exists()
