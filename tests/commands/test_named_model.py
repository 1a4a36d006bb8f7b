import json
import shutil
import signal
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.commands import interrupts
from maskapp.commands import named_model as module
from maskapp.commands.interrupts import Interrupted, stop_on_signals
from maskapp.commands.named_model import named_model
from maskapp.errors import ModelError, OutputError
from maskapp.pipeline import runnable_model
from maskapp.pipeline.model_spec import spec_file
from maskapp.pipeline.models.trial import TrialFace, trial_faces
from maskapp.settings.settings_file import SETTINGS_FILE_NAME


def own_model(folder: Path, **stated: object) -> Path:
    """Return a copy of the built-in model with another spec."""
    model = folder / "own.tflite"
    shutil.copy(paths.default_model(), model)
    spec = json.loads(paths.default_model().with_suffix(".json").read_text())
    model.with_suffix(".json").write_text(json.dumps(spec | stated))
    return model


def test_the_built_in_model_is_not_spoken_of(capsys) -> None:
    assert named_model(paths.default_model()) == paths.default_model()
    assert capsys.readouterr() == ("", "")


def test_the_trial_of_a_model_of_ones_own_is_told(tmp_path: Path, capsys) -> None:
    model = own_model(tmp_path)
    assert named_model(model) == model
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "The model own.tflite labels all 12 trial faces correctly.\n"


def test_a_model_that_cannot_be_used_is_refused_before(tmp_path: Path, capsys) -> None:
    with pytest.raises(ModelError, match="none"):
        named_model(tmp_path / "none.tflite")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("command", [("detect",), ("bench",), ("evaluate", "faces")])
def test_each_command_asks_whether_the_order_of_the_labels_is_right(
    run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    model = own_model(tmp_path, labels=["without_mask", "with_mask", "incorrect_mask"])
    outcome = run(*command, tmp_path / "none.mp4", "--model", model)
    trial, refusal = outcome.err.splitlines()
    assert "4 of 4 masked faces bare" in trial
    assert "is the label order right?" in trial
    assert (outcome.code, "none.mp4" in refusal) == (2, True)


def test_a_doubtful_model_is_run_all_the_same(run, wall: Path, tmp_path: Path) -> None:
    model = own_model(tmp_path, labels=["without_mask", "with_mask", "incorrect_mask"])
    outcome = run("detect", wall, "--model", model)
    assert outcome.code == 0
    assert len(outcome.err.splitlines()) == 1
    assert wall.name in outcome.out


def test_no_output_replaces_the_model_or_the_settings(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(paths, "default_data_dir", lambda: tmp_path)
    single, folder = own_model(tmp_path), tmp_path / "saved"
    (tmp_path / "labels.txt").touch()
    (folder / "variables").mkdir(parents=True)
    settings = tmp_path / SETTINGS_FILE_NAME
    inside = [folder / "saved_model.pb", folder / "variables" / "variables.index"]
    for path in (settings, *inside):
        path.touch()
    of_single = (single, single.with_suffix(".json"), tmp_path / "labels.txt", settings)
    cases = [(single, path) for path in of_single]
    cases += [(model, path) for model in (folder, inside[0]) for path in inside]
    for model, output in cases:
        with pytest.raises(OutputError, match="would overwrite an input"):
            named_model(model, [None, tmp_path / "new.json", output])
    (tmp_path / "older.json").touch()
    assert named_model(single, [tmp_path / "older.json"]) == single


def test_a_signal_cancels_a_conversion(tmp_path: Path, monkeypatch) -> None:
    """An exception could leave a lock of the child's that its end waits for without end."""
    cancelled: list[bool] = []

    def convert_model(model, _kind, _files, watch) -> bytes:
        signal.raise_signal(signal.SIGTERM)
        cancelled.append(watch.is_cancelled)
        raise ModelError(f"Converting the model {model} was cancelled.")

    monkeypatch.setattr(runnable_model, "convert_model", convert_model)
    model = tmp_path / "mine.h5"
    model.write_bytes(b"\x89HDF\r\n\x1a\n")
    with stop_on_signals() as stop, pytest.raises(Interrupted):
        named_model(model, stop=stop)
    assert cancelled == [True]


@pytest.mark.parametrize("command", ["detect", "bench"])
def test_a_signal_that_comes_while_its_trial_imports_is_not_lost(
    run, command, tmp_path: Path, monkeypatch
) -> None:
    def trial_faces_amid_a_signal() -> list[TrialFace]:
        signal.raise_signal(signal.SIGTERM)
        return trial_faces()

    monkeypatch.setattr(interrupts, "_is_importing", lambda _frame: True)
    monkeypatch.setattr(module, "trial_faces", trial_faces_amid_a_signal)
    model = tmp_path / "mine.tflite"
    shutil.copy(paths.default_model(), model)
    shutil.copy(spec_file(paths.default_model()), spec_file(model))
    outcome = run(command, "demo", "--model", model)
    assert outcome.code == 128 + signal.SIGTERM
    assert outcome.err.endswith("maskapp: interrupted\n")
    assert outcome.out == ""
