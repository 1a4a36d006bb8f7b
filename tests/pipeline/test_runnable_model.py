import subprocess
from pathlib import Path

import pytest

from maskapp.errors import ModelError
from maskapp.pipeline import runnable_model as model_file
from maskapp.pipeline.model_spec import TIGHT_TWO_LABELS, ModelSpec, read_spec, write_spec
from maskapp.pipeline.runnable_model import runnable_model
from maskapp.records import CLASS_LABELS

EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
"""The smallest end of a .keras file, which anything may precede."""


class FakeConversion:
    """A stand-in for the child process that converts."""

    def __init__(self) -> None:
        self.runs = 0
        self.returncode = 0
        self.stderr = ""
        self.takes_too_long = False

    def __call__(self, command, *, timeout: float, **_: object) -> subprocess.CompletedProcess[str]:
        self.runs += 1
        if self.takes_too_long:
            raise subprocess.TimeoutExpired(command, timeout)
        if self.returncode == 0:
            source, target = map(Path, command[-2:])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"converted " + source.read_bytes())
        return subprocess.CompletedProcess(command, self.returncode, "", self.stderr)


@pytest.fixture
def conversion(monkeypatch) -> FakeConversion:
    fake = FakeConversion()
    monkeypatch.setattr(model_file.subprocess, "run", fake)
    return fake


@pytest.fixture
def keras_file(tmp_path: Path) -> Path:
    file = tmp_path / "mine.keras"
    file.write_bytes(b"one" + EMPTY_ZIP)
    return file


def test_a_tflite_file_is_returned_unchanged(tmp_path: Path, conversion) -> None:
    for name in ("a.tflite", "B.TFLITE"):
        assert runnable_model(tmp_path / name, tmp_path / "cache") == tmp_path / name
    assert conversion.runs == 0
    assert not (tmp_path / "cache").exists()


def test_a_keras_file_is_converted_once(tmp_path: Path, keras_file: Path, conversion) -> None:
    first = runnable_model(keras_file, tmp_path / "cache")
    assert first.read_bytes().startswith(b"converted one")
    assert runnable_model(keras_file, tmp_path / "cache") == first
    assert conversion.runs == 1


def test_a_changed_file_is_converted_again(tmp_path: Path, keras_file: Path, conversion) -> None:
    first = runnable_model(keras_file, tmp_path / "cache")
    keras_file.write_bytes(b"two" + EMPTY_ZIP)
    second = runnable_model(keras_file, tmp_path / "cache")
    assert second.read_bytes().startswith(b"converted two")
    assert first.read_bytes().startswith(b"converted one")


def test_the_spec_is_copied(tmp_path: Path, keras_file: Path, conversion) -> None:
    """The crop of a trained model is the same as .keras and as .tflite."""
    bare = runnable_model(keras_file, tmp_path / "cache")
    for margin in (0.25, 0.3):
        spec = ModelSpec(CLASS_LABELS[:2], margin, 0.06)
        write_spec(spec, keras_file)
        converted = runnable_model(keras_file, tmp_path / "cache")
        assert read_spec(converted, 2) == spec
    assert read_spec(bare, 2) == TIGHT_TWO_LABELS


@pytest.mark.parametrize(
    ("exit_code", "stderr", "message"),
    [
        (2, "WARNING: noise\nThe model a.keras has a Lambda layer.\n", r"^The model a\.keras has"),
        (1, "No module named 'tensorflow'", r"^The model .*mine\.keras .*'maskapp\[train\]'"),
        (-9, "", "the conversion gave no reason"),
    ],
)
def test_the_reason_of_a_failed_conversion_is_raised(
    tmp_path: Path, keras_file: Path, conversion, exit_code: int, stderr: str, message: str
) -> None:
    conversion.returncode, conversion.stderr = exit_code, stderr
    with pytest.raises(ModelError, match=message) as raised:
        runnable_model(keras_file, tmp_path / "cache")
    assert "\n" not in str(raised.value)
    conversion.returncode = 0
    assert runnable_model(keras_file, tmp_path / "cache").is_file()


def test_a_conversion_that_hangs_is_stopped(tmp_path: Path, keras_file: Path, conversion) -> None:
    conversion.takes_too_long = True
    with pytest.raises(ModelError, match="took too long"):
        runnable_model(keras_file, tmp_path / "cache")


def test_other_and_missing_files_are_refused(tmp_path: Path, conversion) -> None:
    for name in ("a.h5", "a", "a.onnx", "keras"):
        with pytest.raises(ModelError, match=r"neither a \.tflite nor a \.keras"):
            runnable_model(tmp_path / name, tmp_path)
    with pytest.raises(ModelError, match=r"none\.keras cannot be read: No such file"):
        runnable_model(tmp_path / "none.keras", tmp_path)
    (tmp_path / "damaged.keras").write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"damaged\.keras is damaged or not a \.keras file"):
        runnable_model(tmp_path / "damaged.keras", tmp_path)
    (tmp_path / "folder.keras").mkdir()
    with pytest.raises(ModelError, match=r"folder\.keras cannot be read"):
        runnable_model(tmp_path / "folder.keras", tmp_path)
    assert conversion.runs == 0
