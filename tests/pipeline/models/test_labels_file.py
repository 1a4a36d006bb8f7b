from pathlib import Path

import pytest

from maskapp.errors import ModelError
from maskapp.pipeline.models.labels_file import labels_file, read_labels
from maskapp.records import CLASS_LABELS, MaskLabel

SWAPPED = (MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)


@pytest.mark.parametrize(
    "text",
    [
        "0 No Mask\n1 Mask\n",
        "No Mask\r\nMask",
        "\ufeff0: without_mask\n1: with_mask\n\n",
        "1. Bare\n2. Masked",
    ],
)
def test_the_labels_are_read_in_order(tmp_path: Path, text: str) -> None:
    file = tmp_path / "labels.txt"
    file.write_text(text, encoding="utf-8")
    assert read_labels(file) == SWAPPED


def test_three_labels_are_read(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("with_mask\nwithout_mask\nmask_weared_incorrect\n")
    assert read_labels(tmp_path / "labels.txt") == CLASS_LABELS


@pytest.mark.parametrize(
    "content",
    [b"", b"0 Mask", b"0 Mask\n1 mask", b"0 Mask\n1 Cat", b"\xff\xfe\0", b"a\n" * 100_000],
)
def test_other_files_are_refused_in_a_short_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "labels.txt"
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"labels\.txt names ") as raised:
        read_labels(file)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < len(str(file)) + 400


def test_it_is_looked_for_beside_a_file_and_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    assert labels_file(tmp_path / "model.tflite") is None
    (tmp_path / "labels.txt").touch()
    assert labels_file(tmp_path / "model.tflite") == tmp_path / "labels.txt"
    assert labels_file(folder) == tmp_path / "labels.txt"
    (folder / "labels.txt").touch()
    assert labels_file(folder) == folder / "labels.txt"
