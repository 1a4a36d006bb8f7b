import io
import os
import zipfile
from pathlib import Path

import pytest

from maskapp.errors import ModelError, ModelLostError
from maskapp.pipeline.models.model_kinds import ModelKind, as_chosen, is_tflite, read_model

HDF5 = b"\x89HDF\r\n\x1a\n and more"


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        for name in names:
            files.writestr(name, "{}")
    return packed.getvalue()


@pytest.mark.parametrize("name", ["a.h5", "a.model", "a.keras", "a.KERAS", "a", "a.hdf5"])
def test_the_content_decides(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(HDF5)
    assert read_model(file) == (ModelKind.HDF5, {"": HDF5})
    keras = archive("config.json", "metadata.json")
    file.write_bytes(keras)
    assert read_model(file) == (ModelKind.KERAS, {"": keras})


def test_a_saved_model_is_read_with_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "variables").mkdir()
    (tmp_path / "saved_model.pb").write_bytes(b"graph")
    (tmp_path / "variables" / "variables.index").write_bytes(b"index")
    kind, files = read_model(tmp_path)
    assert kind is ModelKind.SAVED_MODEL
    assert files == {"saved_model.pb": b"graph", "variables/variables.index": b"index"}
    assert as_chosen(tmp_path / "saved_model.pb") == tmp_path
    assert as_chosen(tmp_path) == tmp_path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "damaged, or neither"),
        (b"not a model", "damaged, or neither"),
        (b"\x1c\0\0\0TFL3", "give it that ending"),
        (archive("archive/data.pkl", "archive/version"), "PyTorch"),
        (archive("model.tflite", "labels.txt"), "unpack it"),
        (archive("config.json")[:30], "damaged, or neither"),
    ],
    ids=["empty", "text", "tflite", "PyTorch", "several", "cut short"],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "my.keras").write_bytes(content)
    with pytest.raises(ModelError, match=message) as raised:
        read_model(tmp_path / "my.keras")
    assert str(raised.value).isprintable()


def test_what_may_come_back_is_told_from_what_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    for missing in ("none.keras", "none", "none/saved_model.pb", "stick"):
        with pytest.raises(ModelLostError):
            read_model(as_chosen(tmp_path / missing))
    (tmp_path / "cut.keras").write_bytes(b"")
    with pytest.raises(ModelError) as raised:
        read_model(tmp_path / "cut.keras")
    assert not isinstance(raised.value, ModelLostError)


def test_pipes_and_other_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model"):
        read_model(tmp_path)
    os.mkfifo(tmp_path / "my.h5")
    with pytest.raises(ModelError, match="Not a regular file"):
        read_model(tmp_path / "my.h5")
    (tmp_path / "saved_model.pb").touch()
    with pytest.raises(ModelError, match="Not a regular file"):
        read_model(tmp_path)
    with pytest.raises(ModelError, match="File name too long"):
        read_model(tmp_path / ("n" * 300))


def test_tflite_files_are_told_by_their_ending() -> None:
    assert is_tflite(Path("a.TFLITE"))
    assert not is_tflite(Path("a.keras"))
