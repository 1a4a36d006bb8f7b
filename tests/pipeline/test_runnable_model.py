from pathlib import Path

import pytest

from maskapp import paths
from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import ModelError, OutputError
from maskapp.pipeline import runnable_model as module
from maskapp.pipeline.model_spec import ModelSpec, spec_file, stated_spec, write_spec
from maskapp.pipeline.models.model_kinds import ModelKind
from maskapp.pipeline.runnable_model import runnable_model
from maskapp.records import CLASS_LABELS, MaskLabel

HDF5 = b"\x89HDF\r\n\x1a\n"


class FakeConversion:
    """A stand-in for the conversion: returns the file of a network of two labels."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.kinds: list[ModelKind] = []
        self.failure: ModelError | None = None

    def __call__(self, _model, kind, _files, _watch) -> bytes:
        self.kinds.append(kind)
        if self.failure is not None:
            raise self.failure
        return self.content


@pytest.fixture
def conversion(monkeypatch, network_dir: Path) -> FakeConversion:
    fake = FakeConversion((network_dir / "brightness.tflite").read_bytes())
    monkeypatch.setattr(module, "convert_model", fake)
    return fake


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "mine.h5"
    file.write_bytes(HDF5 + b"one")
    return file


def test_a_tflite_file_is_returned_unchanged(tmp_path: Path, conversion) -> None:
    for name in ("a.tflite", "B.TFLITE"):
        assert runnable_model(tmp_path / name, tmp_path / "cache") == tmp_path / name
    assert conversion.kinds == []
    assert not (tmp_path / "cache").exists()


def test_another_file_is_converted_once(tmp_path: Path, model: Path, conversion) -> None:
    first = runnable_model(model, tmp_path / "cache")
    assert first.read_bytes() == conversion.content
    assert runnable_model(model, tmp_path / "cache") == first
    assert conversion.kinds == [ModelKind.HDF5]


def test_a_changed_file_is_converted_again(tmp_path: Path, model: Path, conversion) -> None:
    first = runnable_model(model, tmp_path / "cache")
    model.write_bytes(HDF5 + b"two")
    assert runnable_model(model, tmp_path / "cache") != first
    assert len(conversion.kinds) == 2


def test_a_saved_model_is_chosen_by_its_folder_or_its_file(tmp_path: Path, conversion) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "saved_model.pb").write_bytes(b"graph")
    first = runnable_model(folder, tmp_path / "cache")
    assert runnable_model(folder / "saved_model.pb", tmp_path / "cache") == first
    assert conversion.kinds == [ModelKind.SAVED_MODEL]


def test_what_is_stated_goes_with_the_converted_file(tmp_path: Path, model, conversion) -> None:
    """The crop of a trained model is the same as .keras and as .tflite."""
    bare = runnable_model(model, tmp_path / "cache")
    for margin in (0.25, 0.3):
        write_spec(ModelSpec(CLASS_LABELS[:2], margin, 0.06), model)
        converted = runnable_model(model, tmp_path / "cache")
        assert stated_spec(converted) == stated_spec(model)
    assert stated_spec(bare) == {}
    spec_file(model).unlink()
    (tmp_path / "labels.txt").write_text("0 No Mask\n1 Mask\n")
    labels = stated_spec(runnable_model(model, tmp_path / "cache"))["labels"]
    assert labels == (MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)


@pytest.mark.parametrize("suffix", [".tflite", ".json", ".sha256"])
@pytest.mark.parametrize("kept_bytes", [None, 0, 1])
def test_a_cached_file_that_was_damaged_is_made_again(
    tmp_path: Path, model: Path, conversion, suffix, kept_bytes
) -> None:
    labels = CLASS_LABELS[1::-1]
    write_spec(ModelSpec(labels, 0.0, 0.0), model)
    converted = runnable_model(model, tmp_path / "cache")
    damaged = converted.with_suffix(suffix)
    content = damaged.read_bytes()
    damaged.unlink()
    if kept_bytes is not None:
        damaged.write_bytes(content[:kept_bytes])
    assert runnable_model(model, tmp_path / "cache") == converted
    assert converted.read_bytes() == conversion.content
    assert stated_spec(converted)["labels"] == labels
    assert runnable_model(model, tmp_path / "cache") == converted
    assert len(conversion.kinds) == 2, "the second time it was intact"


def test_a_failed_conversion_leaves_nothing(tmp_path: Path, model: Path, conversion) -> None:
    conversion.failure = ModelError("It cannot be converted.")
    with pytest.raises(ModelError, match="It cannot be converted"):
        runnable_model(model, tmp_path / "cache")
    conversion.failure = None
    assert runnable_model(model, tmp_path / "cache").is_file()


def test_a_converted_file_that_cannot_be_used_names_the_original(
    tmp_path: Path, model: Path, conversion, network_dir: Path
) -> None:
    conversion.content = (network_dir / "five_labels.tflite").read_bytes()
    for _ in range(2):
        with pytest.raises(ModelError, match=r"mine\.h5 has 5 outputs"):
            runnable_model(model, tmp_path / "cache")
    assert len(conversion.kinds) == 2
    assert list((tmp_path / "cache").rglob("*.tflite")) == []


def test_a_cancelled_watch_starts_no_conversion(tmp_path: Path, model: Path, conversion) -> None:
    watch = ConversionWatch()
    watch.cancel()
    with pytest.raises(ModelError, match="was cancelled"):
        runnable_model(model, tmp_path / "cache", watch)
    assert conversion.kinds == []


def test_an_unwritable_cache_is_told(tmp_path: Path, model: Path, conversion) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(OutputError, match="Cannot write"):
        runnable_model(model, tmp_path / "cache")


def test_missing_files_are_refused(tmp_path: Path, conversion) -> None:
    with pytest.raises(ModelError, match=r"none\.keras cannot be read: No such file"):
        runnable_model(tmp_path / "none.keras", paths.default_cache_dir())
    assert conversion.kinds == []
